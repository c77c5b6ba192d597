import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CopyPreview } from '../../../electron/engine/settings-copy/settings-copy-desk.ts';
import { emptySettings, type Settings, type StoredApp, type StoredDestination } from '../../../electron/engine/settings/schema.ts';
import { copyPassphrase, makeSettingsHome, type SettingsHome } from '../../support/settings-homes.ts';
import { bucket, shop, shopVault, someSecrets, someSettings, webhook } from '../../support/some-settings.ts';

let here: SettingsHome;
const homes: SettingsHome[] = [];

async function home(content?: Settings, secrets: ReadonlyMap<string, string> = new Map()): Promise<SettingsHome> {
  const made = await makeSettingsHome(content);
  homes.push(made);
  for (const [name, secret] of secrets) made.secrets.set(name, secret);
  return made;
}

beforeEach(async () => {
  here = await home(someSettings, someSecrets);
});
afterEach(async () => {
  await Promise.all(homes.splice(0).map((each) => each.remove()));
});

const preview = (there: SettingsHome, file: Uint8Array): Promise<CopyPreview> => there.desk.preview({ file, passphrase: copyPassphrase, folders: [] });
const named = ({ items }: CopyPreview, what: string, name = ''): CopyPreview['items'][number] | undefined => items.find((each) => each.what === what && each.name === name);
const otherVault = '00000000-1111-4222-8333-444444444444';

describe('looking', () => {
  it('says what would be added and what a person must still do, and changes nothing', async () => {
    const there = await home();
    const shown = await preview(there, await here.file());
    expect(named(shown, 'app', 'Shop')).toMatchObject({ act: 'add', where: 'https://app.base44.com · 6501aa', needs: [{ kind: 'kit' }, { kind: 'token' }], deputies: ['Ada'], removesBackups: true });
    expect(named(shown, 'place', 'Bucket')).toMatchObject({ act: 'add', where: 'https://s3.example.com/backups/holdfast', needs: [{ kind: 'access-key' }] });
    expect(named(shown, 'channel', 'Team')).toMatchObject({ act: 'leave-out', reason: 'address-missing' });
    expect(named(shown, 'preferences')).toMatchObject({ act: 'replace', changes: ['theme', 'notices', 'upload-limit'] });
    expect(shown.notes).toMatchObject([{ kind: 'two-computers', apps: ['Shop'] }]);
    expect([await there.settings.read(), await there.files(), there.secrets.size]).toEqual([emptySettings, [], 0]);
  });

  it('asks for no more than the kit where the secrets came along', async () => {
    const shown = await preview(await home(), await here.file(true));
    expect(shown.items.flatMap(({ needs }) => needs)).toEqual([{ kind: 'kit' }]);
    expect(named(shown, 'channel', 'Team')).toMatchObject({ act: 'add' });
  });

  it('asks for nothing where this keychain has the key, and says that another zone is another time', async () => {
    const there = await home(undefined, someSecrets);
    await here.settings.update((latest) => ({ ...latest, apps: [{ ...shop, schedule: { rule: { kind: 'daily', times: ['03:00'], zone: 'Asia/Tokyo' } } }] }));
    const shown = await preview(there, await here.file(true));
    expect(shown.items.flatMap(({ needs }) => needs)).toEqual([]);
    expect(shown.notes).toContainEqual({ kind: 'time-zone', there: 'Asia/Tokyo', here: 'Europe/Berlin', apps: ['Shop'] });
  });

  it('says that one of the clocks is wrong where the file is from the future', async () => {
    await here.clock.advance(3 * 86_400_000);
    expect((await preview(await home(), await here.file())).notes).toContainEqual(expect.objectContaining({ kind: 'clock' }));
  });

  it('says which folder is not there, and takes the one that is named instead', async () => {
    const disk: StoredDestination = { kind: 'local', name: 'Disk', path: '/media/nobody/has/this', addedAt: shop.addedAt };
    await here.settings.update((latest) => ({ ...latest, destinations: [...latest.destinations, disk] }));
    const there = await home();
    const file = await here.file();
    expect(named(await preview(there, file), 'place', 'Disk')?.needs).toEqual([{ kind: 'folder', path: '/media/nobody/has/this', required: false }]);
    const folder = path.join(there.home, 'disk');
    await mkdir(folder);
    await there.take(file, { folders: [{ of: 'place', name: 'Disk', path: folder }] });
    expect((await there.settings.read()).destinations).toContainEqual({ ...disk, path: folder });
    await expect(there.desk.preview({ file, passphrase: copyPassphrase, folders: [{ of: 'place', name: 'Bucket', path: folder }] })).rejects.toMatchObject({ code: 'not-found', details: { field: 'folders' } });
    await expect(there.desk.preview({ file, passphrase: copyPassphrase, folders: [{ of: 'place', name: 'Disk', path: 'relative' }] })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it.skipIf(process.platform === 'win32')('takes nothing over before a folder of another kind of computer has its name here', async () => {
    await here.settings.update((latest) => ({ ...latest, destinations: [...latest.destinations, { kind: 'local', name: 'Disk', path: 'D:\\Backups', addedAt: shop.addedAt }] }));
    const there = await home();
    const file = await here.file();
    expect(named(await preview(there, file), 'place', 'Disk')?.needs).toEqual([{ kind: 'folder', path: 'D:\\Backups', required: true }]);
    await expect(there.take(file)).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'folders' } });
    expect(await there.settings.read()).toEqual(emptySettings);
    await there.take(file, { folders: [{ of: 'place', name: 'Disk', path: there.home }] });
    expect((await there.settings.read()).destinations).toHaveLength(2);
  });
});

describe('into settings that are there already', () => {
  it('sets the same app as in the file, and leaves its name, its key and whom it lets in', async () => {
    const eve = { name: 'Eve', recipient: 'age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg', addedAt: shop.addedAt };
    const there = await home({ ...someSettings, alertChannels: [{ ...webhook, apps: ['Our shop'] }], apps: [{ ...shop, name: 'Our shop', vault: { id: shopVault, recipient: shop.vault.recipient, deputies: [eve] }, schedule: { rule: { kind: 'every', hours: 6 } }, objectiveHours: 6 }] }, someSecrets);
    const shown = await there.take(await here.file());
    expect(named(shown, 'app', 'Shop')).toMatchObject({ act: 'replace', as: 'Our shop', changes: ['schedule', 'objective'], needs: [], deputies: [] });
    expect((await there.settings.read()).apps).toMatchObject([{ name: 'Our shop', objectiveHours: 24, schedule: { rule: { kind: 'daily' } }, secrets: { token: 'app/shop/token' }, vault: { deputies: [eve] }, kitProvedAt: shop.kitProvedAt }]);
    expect(named(shown, 'place', 'Bucket')).toMatchObject({ act: 'same' });
    expect(named(shown, 'channel', 'Team')).toMatchObject({ act: 'same' });
  });

  it('says in so many words where an app would no longer be backed up by itself', async () => {
    const there = await home(someSettings, someSecrets);
    await here.settings.update((latest) => ({ ...latest, apps: latest.apps.map(({ schedule: _schedule, ...app }) => app) }));
    const file = await here.file();
    expect(named(await preview(there, file), 'app', 'Shop')).toMatchObject({ act: 'replace', changes: ['schedule'], endsSchedule: true });
    expect(named(await preview(here, file), 'app', 'Shop')).toMatchObject({ act: 'same', endsSchedule: false });
  });

  it('keeps what only this computer has, and gives a number to a name that is another’s', async () => {
    const blog = { ...shop, name: 'Shop', slug: 'blog', connection: { platform: 'base44' as const, url: 'https://app.base44.com', appId: 'blog' }, vault: { id: otherVault, recipient: shop.vault.recipient }, destinations: 'all' as const };
    const disk: StoredDestination = { kind: 'local', name: 'bucket', path: '/mnt', addedAt: shop.addedAt };
    const there = await home({ ...emptySettings, apps: [blog], destinations: [disk], pausedUntil: '2026-04-01T00:00:00.000Z' });
    const shown = await there.take(await here.file());
    const now = await there.settings.read();
    expect(now.apps.map(({ name, destinations, vault }) => [name, destinations, vault.id])).toEqual([['Shop', 'all', otherVault], ['Shop 2', ['Bucket 2'], shopVault]]);
    expect(now.destinations.map(({ name, kind }) => [name, kind])).toEqual([['bucket', 'local'], ['Bucket 2', 's3']]);
    expect(now.pausedUntil).toBe('2026-04-01T00:00:00.000Z');
    expect(shown.notes).toContainEqual({ kind: 'stays', apps: 1, places: 1 });
  });

  it.each([
    ['protected here with backups of its own', { vault: { id: otherVault, recipient: shop.vault.recipient }, slug: 'other' }, 'protected-here'],
    ['whose folder is another app’s here', { vault: { id: otherVault, recipient: shop.vault.recipient }, connection: { platform: 'csv-folder', path: '/csv' } }, 'folder-taken'],
    ['whose backups have another key here', { vault: { id: shopVault, recipient: 'age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg' } }, 'other-key'],
    ['that is only read here', { connection: { platform: 'opened', of: 'base44' } }, 'opened-here'],
    ['that is at another address here', { connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'another' } }, 'other-app'],
  ] satisfies readonly (readonly [string, Partial<StoredApp>, string])[])('leaves an app out, and it as it is: %s', async (_what, more, reason) => {
    const known: StoredApp = { ...shop, ...more, name: 'Known', destinations: 'all' };
    const there = await home({ ...emptySettings, apps: [known] }, someSecrets);
    const shown = await there.take(await here.file(true));
    expect(named(shown, 'app', 'Shop')).toMatchObject({ act: 'leave-out', reason, other: 'Known' });
    expect((await there.settings.read()).apps).toEqual([known]);
    expect(there.secrets.get('app/shop/token')).toBe('b44-secret-token');
  });

  it('gives a new key to the place it is for, and to no other', async () => {
    const there = await home({ ...emptySettings, destinations: [{ ...bucket, name: 'My bucket', accessKeyId: 'AKIAOLD' }] }, new Map([['place/one/secret-access-key', 'old-secret']]));
    const without = await there.take(await here.file());
    expect(named(without, 'place', 'Bucket')).toMatchObject({ act: 'same', as: 'My bucket' });
    expect((await there.settings.read()).destinations).toMatchObject([{ accessKeyId: 'AKIAOLD' }]);
    const shown = await there.take(await here.file(true));
    expect(named(shown, 'place', 'Bucket')).toMatchObject({ act: 'replace', changes: ['access-key'] });
    const [place] = (await there.settings.read()).destinations;
    expect(place).toMatchObject({ name: 'My bucket', accessKeyId: 'AKIA12345' });
    expect(place?.kind === 's3' ? there.secrets.get(place.secrets.secretAccessKey) : undefined).toBe('secret-of-the-bucket');
  });

  it('sends no password of a mail server that is here to the server that a file names', async () => {
    const mail = { kind: 'email' as const, id: webhook.id, name: 'Mail', addedAt: shop.addedAt, apps: 'all' as const, least: 'alarm' as const, digest: false, host: 'mail.example.com', port: 465, security: 'tls' as const, user: 'me', from: 'a@example.com', to: ['b@example.com'], secrets: { password: 'mail/password' } };
    const there = await home({ ...emptySettings, alertChannels: [mail] }, new Map([['mail/password', 'mine']]));
    await here.settings.update((latest) => ({ ...latest, alertChannels: [{ ...mail, host: 'evil.example.com' }] }));
    expect(named(await there.take(await here.file()), 'channel', 'Mail')).toMatchObject({ act: 'leave-out', reason: 'password-missing' });
    expect((await there.settings.read()).alertChannels).toEqual([mail]);
  });
});

describe('all or nothing', () => {
  it('does nothing where anything was changed since it was shown', async () => {
    const there = await home();
    const file = await here.file();
    const { basis } = await preview(there, file);
    await there.settings.update((latest) => ({ ...latest, preferences: { ...latest.preferences, theme: 'light' } }));
    await expect(there.desk.takeOver({ file, passphrase: copyPassphrase, folders: [], basis })).rejects.toMatchObject({ code: 'conflict', details: { reason: 'changed-meanwhile' } });
    const other = await home(someSettings, someSecrets);
    await expect(there.desk.takeOver({ file: await other.file(), passphrase: copyPassphrase, folders: [], basis: (await preview(there, file)).basis })).rejects.toMatchObject({ code: 'conflict' });
    expect((await there.settings.read()).apps).toEqual([]);
  });

  it('leaves neither settings nor secrets behind where the keychain fails in the middle', async () => {
    const there = await home();
    there.keychain.failsAt = '/signing';
    await expect(there.take(await here.file(true))).rejects.toThrow('full');
    expect([await there.settings.read(), there.secrets.size, await there.desk.last()]).toEqual([emptySettings, 0, undefined]);
  });

  it('keeps the settings of before in a dated file, and takes all of it back', async () => {
    const before: Settings = { ...emptySettings, destinations: [{ ...bucket, accessKeyId: 'AKIAOLD', name: 'Mine' }], preferences: { ...emptySettings.preferences, theme: 'light' } };
    const there = await home(before, new Map([['place/one/secret-access-key', 'old-secret']]));
    await there.take(await here.file(true));
    expect(await there.files()).toContainEqual(expect.stringMatching(/^settings-before-import-.*\.json$/));
    expect(await there.desk.last()).toMatchObject({ at: there.clock.now().toISOString() });
    await there.desk.undo();
    expect(await there.settings.read()).toEqual(before);
    // The key of before still works, and nothing that came with the file is left.
    expect([...there.secrets]).toEqual([['place/one/secret-access-key', 'old-secret']]);
    expect(await there.desk.last()).toBeUndefined();
    await expect(there.desk.undo()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is not taken back over the head of what was added since', async () => {
    const there = await home();
    await there.take(await here.file());
    await there.settings.update((latest) => ({ ...latest, apps: [...latest.apps, { ...shop, name: 'New', slug: 'new', vault: { id: otherVault, recipient: shop.vault.recipient } }] }));
    await expect(there.desk.undo()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('New') });
    expect((await there.settings.read()).apps).toHaveLength(2);
  });

  it('forgets replaced secrets once they cannot be taken back to any more', async () => {
    const there = await home();
    await there.take(await here.file(true));
    const first = new Set(there.secrets.keys());
    here.secrets.set('app/shop/token', 'a-newer-token');
    await there.take(await here.file(true));
    expect([...first].every((name) => there.secrets.has(name))).toBe(true);
    here.secrets.set('app/shop/token', 'the-newest-token');
    await there.take(await here.file(true));
    expect([...there.secrets.values()].filter((secret) => secret.includes('token'))).toEqual(expect.arrayContaining(['a-newer-token', 'the-newest-token']));
    expect([...there.secrets.values()]).not.toContain('b44-secret-token');
  });
});
