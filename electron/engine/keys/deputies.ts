import path from 'node:path';
import { HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import { openEveryVault, type VaultFinder } from '../calls/app-vault.ts';
import { recoveryKitOf } from '../calls/recovery-kit.ts';
import type { HomeKeeper } from '../calls/home-keeper.ts';
import { renderedKit } from '../kit/rendered.ts';
import type { Clock } from '../ports/clock.ts';
import { destinationsOf, findApp } from '../registry/lookup.ts';
import { parseName, sameName } from '../registry/names.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import { generateKeys, parseRecipient } from '../vault/crypto/keys.ts';
import { writeRecipients } from '../vault/header-recipients.ts';
import { rekeyVault } from '../vault/rekey/rekey.ts';
import type { Vault } from '../vault/vault.ts';
import type { Deputy, DeputyChange, DeputyDesk, KeyHolders, RekeyedPlace } from './deputy-desk.ts';
import { activeDeputies, type StoredDeputy } from './recipients.ts';
import { rewrittenIn } from './rewritten.ts';

export interface DeputiesDeps {
  readonly finder: VaultFinder;
  readonly clock: Clock;
  readonly version: string;
  /** The home directory. */
  readonly directory: string;
  readonly home: HomeKeeper;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

const nothingWritten = { written: 0, writtenBytes: 0, refused: 0, damaged: 0, leftBytes: 0 } as const;

export function createDeputyDesk(deps: DeputiesDeps): DeputyDesk {
  const { finder, clock, version, directory, home, alone } = deps;

  async function change(wanted: string, make: (vault: StoredApp['vault']) => StoredApp['vault']): Promise<StoredApp> {
    const changed = await finder.settings.update((latest) => {
      const { name } = findApp(latest, wanted);
      return { ...latest, apps: latest.apps.map((app) => (app.name === name ? { ...app, vault: make(app.vault) } : app)) };
    });
    return findApp(changed, wanted);
  }

  /** Tells each place whom its backups are for now. The settings say so already: a place that is not told now is told by the next backup. */
  async function tell(app: StoredApp, signal: AbortSignal): Promise<DeputyChange['places']> {
    const { places } = await openEveryVault(finder, app.name, { signal });
    const found = new Map(places.map((place) => [place.name, place]));
    const told: DeputyChange['places'][number][] = [];
    for (const { name } of destinationsOf(await finder.settings.read(), app)) {
      const place = found.get(name);
      if (place === undefined) told.push({ name, outcome: 'empty' });
      else if ('error' in place) told.push({ name, outcome: 'later', error: toPlainError(place.error) });
      else told.push(await tellOne(name, place.vault, signal));
    }
    return told;
  }

  return {
    async list(wanted) {
      const settings = await finder.settings.read();
      const app = findApp(settings, wanted);
      const { recipient, deputies } = app.vault;
      const rewritten = rewrittenIn(settings, app);
      return {
        app: app.name,
        recipient,
        ...(app.kitProvedAt === undefined ? {} : { kitProvedAt: app.kitProvedAt }),
        deputies: (deputies ?? []).map((deputy) => shown(deputy, rewritten)),
        rewritten,
      };
    },
    async makeKit(wanted, { name, format }) {
      const deputy = parseDeputyName(name);
      const app = findApp(await finder.settings.read(), wanted);
      refuseOpened(app);
      // Before there is a key that could not be let in.
      refuseTaken(app.vault, { name: deputy });
      const { places, vaultId } = await recoveryKitOf(finder, wanted);
      const { identity, recipients } = await generateKeys();
      const [recipient = ''] = recipients;
      const content = { app: app.name, vaultId, identity, recipient, places, keptBy: deputy, writtenAt: clock.now(), version };
      return { file: await renderedKit(content, format, `holdfast-deputy-kit-${app.slug}`), recipient };
    },
    async add(wanted, input, { signal }) {
      const name = parseDeputyName(input.name);
      const recipient = parseRecipient(input.recipient);
      return alone(async () => {
        refuseOpened(findApp(await finder.settings.read(), wanted));
        const addedAt = clock.now().toISOString();
        const app = await change(wanted, (vault) => {
          refuseTaken(vault, { name, recipient });
          return { ...vault, deputies: [...(vault.deputies ?? []), { name, recipient, addedAt }] };
        });
        const places = await tell(app, signal);
        // Where nothing is stored yet, nothing is stored for others.
        const isNew = places.length > 0 && places.every(({ outcome }) => outcome === 'empty');
        const told = isNew ? await change(wanted, (vault) => ({ ...vault, rewritten: places.map((place) => ({ place: place.name, at: addedAt })) })) : app;
        return { deputy: shown({ name, recipient, addedAt }, told.vault.rewritten ?? []), places };
      });
    },
    async revoke(wanted, deputy, { signal }) {
      return alone(async () => {
        const { vault } = findApp(await finder.settings.read(), wanted);
        const found = findDeputy(vault, deputy);
        const revokedAt = clock.now().toISOString();
        const app = await change(wanted, (latest) => ({ ...latest, deputies: (latest.deputies ?? []).map((each) => (each.recipient === found.recipient && each.revokedAt === undefined ? { ...each, revokedAt } : each)) }));
        return { deputy: shown({ ...found, revokedAt }, app.vault.rewritten ?? []), places: await tell(app, signal) };
      });
    },
    async rekey(wanted, options) {
      const { signal, onProgress } = options;
      return home.keep({ program: `writing the backups of ${wanted.slice(0, 60)} anew`, signal, waitMs: 0 }, async () => {
        const began = clock.now();
        const settings = await finder.settings.read();
        refuseOpened(findApp(settings, wanted));
        const opened = await openEveryVault(finder, wanted, options);
        const names = namesOf(settings, opened.app, options.destination);
        const places: RekeyedPlace[] = [];
        for (const name of names) {
          const place = opened.places.find((each) => each.name === name);
          if (place === undefined) places.push({ name, outcome: 'empty', ...nothingWritten });
          else if ('error' in place) places.push({ name, outcome: 'failed', ...nothingWritten, error: toPlainError(place.error) });
          else {
            const progress = onProgress === undefined ? undefined : (each: Parameters<typeof onProgress>[0]) => onProgress({ ...each, subject: name });
            places.push(await rekeyOne(name, place.vault, { clock, scratch: path.join(directory, 'scratch', `${opened.app.vault.id}-rekey`), signal, onProgress: progress }));
          }
        }
        const done = new Set(places.flatMap(({ name, outcome }) => (outcome === 'done' ? [name] : [])));
        const at = began.toISOString();
        if (done.size > 0) {
          await change(wanted, (vault) => ({ ...vault, rewritten: [...(vault.rewritten ?? []).filter(({ place }) => !done.has(place)), ...[...done].map((place) => ({ place, at }))] }));
        }
        return { places };
      });
    },
  };
}

async function tellOne(name: string, vault: Vault, signal: AbortSignal): Promise<DeputyChange['places'][number]> {
  try {
    await writeRecipients(vault, signal);
    return { name, outcome: 'told' };
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return { name, outcome: 'later', error: toPlainError(error) };
  }
}

async function rekeyOne(name: string, vault: Vault, how: Omit<Parameters<typeof rekeyVault>[0], 'vault'>): Promise<RekeyedPlace> {
  try {
    const { written, writtenBytes, refused, unreadable, leftBytes } = await rekeyVault({ ...how, vault });
    const outcome = refused.length + unreadable.length === 0 ? 'done' : 'partly';
    return { name, outcome, written, writtenBytes, refused: refused.length, damaged: unreadable.length, leftBytes };
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return { name, outcome: 'failed', ...nothingWritten, error: toPlainError(toHoldfastError(error)) };
  }
}

function namesOf(settings: Settings, app: StoredApp, named: string | undefined): readonly string[] {
  const names = destinationsOf(settings, app).map(({ name }) => name);
  return named === undefined ? names : names.filter((name) => sameName(name, named));
}

function shown({ name, recipient, addedAt, revokedAt }: StoredDeputy, rewritten: KeyHolders['rewritten']): Deputy {
  const since = revokedAt ?? addedAt;
  return { name, recipient, addedAt, ...(revokedAt === undefined ? {} : { revokedAt }), rewrittenIn: rewritten.flatMap(({ place, at }) => (at >= since ? [place] : [])) };
}

function findDeputy(vault: StoredApp['vault'], wanted: string): StoredDeputy {
  const active = activeDeputies(vault);
  const found = active.find(({ recipient }) => recipient === wanted.trim().toLowerCase()) ?? active.find(({ name }) => sameName(name, wanted.trim()));
  if (found !== undefined) return found;
  throw new HoldfastError('not-found', `No deputy called “${wanted.slice(0, 100)}” is let in.`, {
    nextStep: active.length === 0 ? 'Nobody but the recovery key opens these backups.' : `These are: ${active.map(({ name }) => name).join(', ')}.`,
  });
}

function refuseTaken(vault: StoredApp['vault'], { name, recipient }: { readonly name: string; readonly recipient?: string }): void {
  if (recipient === vault.recipient) {
    throw new HoldfastError('conflict', 'This is the key of the app’s own recovery kit.', { nextStep: 'A deputy needs a key of their own: paste the public half of theirs, or let Holdfast make one.', details: { field: 'recipient' } });
  }
  const taken = activeDeputies(vault).find((each) => each.recipient === recipient || sameName(each.name, name));
  if (taken === undefined) return;
  const isKey = taken.recipient === recipient;
  throw new HoldfastError('conflict', isKey ? `This key is let in already, as that of “${taken.name}”.` : `A deputy called “${taken.name}” is let in already.`, {
    nextStep: isKey ? 'There is nothing to do.' : 'Choose another name, or shut that one out first.',
    details: { field: isKey ? 'recipient' : 'name' },
  });
}

function refuseOpened({ name, connection }: StoredApp): void {
  if (connection.platform !== 'opened') return;
  throw new HoldfastError('invalid-input', `“${name}” is known here only from its backups: nothing is changed in them.`, { nextStep: 'Let deputies in on the computer that makes the backups.', details: { reason: 'opened' } });
}

function parseDeputyName(text: string): string {
  try {
    return parseName('app', text);
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    throw new HoldfastError('invalid-input', 'This cannot be the name of a deputy.', { nextStep: 'Give 1 to 60 letters, digits, spaces and signs, without a comma.', details: { field: 'name' } });
  }
}
