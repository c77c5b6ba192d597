import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { asTyped } from '../../../electron/engine/settings-copy/as-typed.ts';
import { readCopy, secretNames, travelling, writeCopy } from '../../../electron/engine/settings-copy/copy-format.ts';
import { makePlan } from '../../../electron/engine/settings-copy/make-plan.ts';
import { emptySettings, type Settings, settingsSchema, settingsVersion, type StoredApp, type StoredChannel, type StoredDestination } from '../../../electron/engine/settings/schema.ts';
import type { CopyItem } from '../../../shared/contract/settings-copy.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { testKeys } from '../../support/small-app.ts';

/** Settings made here and taken over by a computer that has none are the same settings: whatever they are, but for what is not to travel. */

const [recipient = ''] = testKeys.recipients;
const at = fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true }).map((date) => date.toISOString());
const word = fc.stringMatching(/^[A-Za-zäöüßéñ漢字]{1,12}( [a-z0-9]{1,6})?$/);
const hours = fc.integer({ min: 1, max: 700 });

const rule = fc.oneof(
  fc.record({ kind: fc.constant('every' as const), hours }),
  fc.record({ kind: fc.constant('daily' as const), times: fc.constantFrom<string[]>(['03:00'], ['09:15', '21:00']), zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC') }),
  fc.record({ kind: fc.constant('weekly' as const), days: fc.constantFrom<('mon' | 'fri')[]>(['mon'], ['mon', 'fri']), times: fc.constant<string[]>(['12:30']), zone: fc.constant('Asia/Tokyo') }),
  fc.constant({ kind: 'cron' as const, expression: '15 4 * * 1', zone: 'UTC' }),
);

const optional = { requiredKeys: [] as never[] };

const appParts = fc.record({
  name: word,
  id: fc.uuid({ version: 4 }),
  kind: fc.constantFrom('base44', 'csv-folder', 'sample'),
  more: fc.record({ objectiveHours: hours, backWithinHours: hours, liveWatch: fc.constant(false as const), schedule: fc.record({ rule, since: at, from: at }), kitProvedAt: at, drill: fc.record({ everyDays: fc.option(fc.integer({ min: 1, max: 90 })) }), retention: fc.record({ preset: fc.constantFrom('standard' as const, 'a-year' as const), automatic: fc.boolean() }) }, optional),
  deputies: fc.boolean(),
  token: fc.stringMatching(/^[\x21-\x7e]{1,60}$/),
  everywhere: fc.boolean(),
  addedAt: at,
});

const placeParts = fc.record({ name: word, kind: fc.constantFrom('local', 's3', 'google-drive'), addedAt: at, secret: fc.stringMatching(/^[\x21-\x7e]{1,60}$/), client: fc.boolean(), style: fc.option(fc.boolean(), { nil: undefined }) });

const channelParts = fc.record({ name: word, id: fc.uuid({ version: 4 }), kind: fc.constantFrom('email', 'webhook', 'slack', 'ping'), secret: fc.stringMatching(/^[A-Za-z0-9]{12,40}$/), digest: fc.boolean(), only: fc.boolean(), signed: fc.boolean(), user: fc.boolean() });

const parts = fc.record({
  apps: fc.uniqueArray(appParts, { maxLength: 4, selector: ({ name }) => name.normalize('NFKC').toLowerCase() }),
  places: fc.uniqueArray(placeParts, { minLength: 1, maxLength: 4, selector: ({ name }) => name.normalize('NFKC').toLowerCase() }),
  channels: fc.uniqueArray(channelParts, { maxLength: 3, selector: ({ name }) => name.normalize('NFKC').toLowerCase() }),
  former: fc.option(fc.record({ name: word, id: fc.uuid({ version: 4 }), at })),
  preferences: fc.record({ theme: fc.constantFrom('system' as const, 'dark' as const), searchIndex: fc.boolean(), notices: fc.constantFrom('needs-me' as const, 'off' as const), uploadLimit: fc.option(fc.integer({ min: 1, max: 1e9 })) }),
  pausedUntil: fc.option(at),
  canary: fc.option(fc.constant('canary/x')),
});

/** The settings that the parts describe, and what the keychain has for them. */
function built({ apps, places, channels, former, ...rest }: typeof parts extends fc.Arbitrary<infer P> ? P : never): { readonly settings: Settings; readonly secrets: ReadonlyMap<string, string> } {
  const secrets = new Map<string, string>();
  const keep = (name: string, secret: string): string => {
    secrets.set(name, secret);
    return name;
  };
  const destinations = places.map(({ name, kind, addedAt, secret, client, style }, n): StoredDestination => {
    if (kind === 'local') return { kind, name, path: `/media/disk ${n}`, addedAt };
    if (kind === 's3') return { kind, name, region: 'eu-central-1', bucket: `bucket-${n}`, ...(style === undefined ? {} : { forcePathStyle: style }), accessKeyId: `AKIA${n}`, secrets: { secretAccessKey: keep(`place/${n}/s`, secret) }, addedAt };
    return { kind: 'google-drive', name, folderId: `folder${n}`, account: 'ada@example.com', clientId: 'client-1', secrets: { refreshToken: keep(`place/${n}/r`, secret), ...(client ? { clientSecret: keep(`place/${n}/c`, `${secret}!`) } : {}) }, addedAt };
  });
  const stored = apps.map(({ name, id, kind, more, deputies, token, everywhere, addedAt }, n): StoredApp => ({
    name,
    slug: `app-${n}`,
    connection: kind === 'csv-folder' ? { platform: 'csv-folder', path: `/home/ada/csv ${n}` } : { platform: 'base44', url: 'https://app.base44.com', appId: `app${n}` },
    secrets: { ...(kind === 'csv-folder' ? {} : { token: keep(`app/${n}/token`, token) }), identity: keep(`vault/${id}/identity`, testKeys.identity), chunkKey: keep(`vault/${id}/chunk-key`, 'AAAA') },
    destinations: everywhere ? 'all' : [destinations[n % destinations.length]?.name ?? ''],
    vault: { id, recipient, ...(deputies ? { deputies: [{ name: 'Eve', recipient, addedAt }], rewritten: [{ place: destinations[0]?.name ?? '', at: addedAt }] } : {}) },
    addedAt,
    ...more,
    ...(kind === 'sample' ? { isSample: true as const } : {}),
  }));
  const alertChannels = channels.map(({ name, id, kind, secret, digest, only, signed, user }, n): StoredChannel => {
    const basics = { id, name, addedAt: '2026-01-14T02:00:00.000Z', apps: only && stored.length > 0 ? [stored[n % stored.length]?.name ?? ''] : ('all' as const) };
    const wishes = { least: 'alarm' as const, digest };
    const url = `https://hooks.example.com/${secret}`;
    const shown = `https://hooks.example.com/…${secret.slice(-3)}`;
    switch (kind) {
      case 'email':
        return { kind, ...basics, ...wishes, host: 'mail.example.com', port: 465, security: 'tls', from: 'me@example.com', to: ['you@example.com'], ...(user ? { user: 'me' } : {}), secrets: user ? { password: keep(`c/${n}/p`, secret) } : {} };
      case 'webhook':
        return { kind, ...basics, ...wishes, shown, secrets: { url: keep(`c/${n}/u`, url), ...(signed ? { signing: keep(`c/${n}/s`, `${secret}s`) } : {}) } };
      case 'slack':
        return { kind, ...basics, ...wishes, shown, secrets: { url: keep(`c/${n}/u`, url) } };
      default:
        return { kind: 'ping', ...basics, shown, secrets: { url: keep(`c/${n}/u`, url) } };
    }
  });
  const formerApps = former === null ? [] : [{ name: former.name, slug: 'gone', appKey: 'base44 x', vault: { id: former.id, recipient }, removedAt: former.at }];
  return { settings: { version: settingsVersion, apps: stored, destinations, formerApps, alertChannels, ...rest }, secrets };
}

/** What the other computer is to have, written down once more and otherwise than the program does it. */
function expected({ apps, alertChannels, ...rest }: Settings, withSecrets: boolean, now: string): unknown {
  const gone = new Set(apps.filter(({ isSample }) => isSample).map(({ name }) => name));
  return {
    ...rest,
    pausedUntil: null,
    canary: null,
    apps: apps.filter(({ isSample }) => !isSample).map(({ kitProvedAt: _k, kitSaid: _s, vault: { rewritten: _r, ...vault }, schedule, ...app }) => ({ ...app, vault, ...(schedule === undefined ? {} : { schedule: { ...schedule, since: now } }) })),
    alertChannels: alertChannels.filter((channel) => (withSecrets || (channel.kind === 'email' && channel.user === undefined)) && (channel.apps === 'all' || !channel.apps.every((name) => gone.has(name)))),
  };
}

/** Settings with the secrets themselves where their names are; those that are in no keychain as a gap. Names may differ from computer to computer. */
function told(settings: unknown, secrets: ReadonlyMap<string, string>): unknown {
  return JSON.parse(JSON.stringify(settings), (key, value: unknown) => {
    if (key !== 'secrets' || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([kind, name]) => [kind, kind === 'identity' || kind === 'chunkKey' ? name : (secrets.get(String(name)) ?? 'not there')]));
  });
}

const now = new Date('2026-03-01T10:00:00.000Z');
const computer = { isFolder: async () => true, isPathHere: () => true, timeZone: 'Europe/Berlin', now };

/** What the other computer has afterwards, and what its keychain has besides; no file is written on the way. */
async function takenOver(text: string, current: Settings, kept: ReadonlyMap<string, string>): Promise<{ readonly settings: Settings; readonly secrets: ReadonlyMap<string, string>; readonly items: readonly CopyItem[] }> {
  const copy = await asTyped(readCopy(text), new FakeClock());
  const around = { ...computer, secret: async (name: string) => kept.get(name), hasKey: async () => false, newId: randomUUID };
  const { next, secrets, items } = await makePlan(copy, current, [], around);
  return { settings: settingsSchema.parse(next), secrets: new Map([...kept, ...secrets]), items };
}

it.each([true, false])('is the same settings there, with secrets %s', async (withSecrets) => {
  await fc.assert(
    fc.asyncProperty(parts, async (each) => {
      const { settings, secrets } = built(each);
      const content = travelling(settings);
      const names = withSecrets ? secretNames(content) : [];
      const text = writeCopy({ madeAt: now.toISOString(), program: 'holdfast', computer: 'here', timeZone: 'UTC', withSecrets, settings: content, secrets: new Map(names.map((name) => [name, secrets.get(name) ?? ''])) });
      const there = await takenOver(text, emptySettings, new Map());
      expect(told(there.settings, there.secrets)).toEqual(told(expected(settings, withSecrets, now.toISOString()), withSecrets ? secrets : new Map()));
      // No key of backups came along, and nothing at all where nothing was to.
      expect(text).not.toContain(testKeys.identity);
      expect([...there.secrets.values()]).not.toContain(testKeys.identity);
      if (!withSecrets) expect(there.secrets.size).toBe(0);
      // A second time there is nothing left to do.
      const again = await takenOver(text, there.settings, there.secrets);
      expect(again.items.filter(({ act }) => act !== 'same' && act !== 'leave-out')).toEqual([]);
      expect(again.settings).toEqual(there.settings);
    }),
    { numRuns: 15 },
  );
});
