import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptySettings, type Settings, type StoredApp } from '../../../electron/engine/settings/schema.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-settings-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const file = (): string => path.join(home, 'config.json');

const shop: StoredApp = {
  name: 'Shop',
  slug: 'shop',
  connection: { platform: 'base44', url: 'https://app.base44.com', appId: '6501aa', plan: 'builder' },
  secrets: { token: 'app/shop/token', identity: 'vault/x/identity', chunkKey: 'vault/x/chunk-key' },
  destinations: 'all',
  vault: { id: '3f2c1d5e-8a5b-4b7e-9c0d-1e2f3a4b5c6d', recipient: 'age1qqqq' },
  addedAt: '2026-01-14T02:00:00.000Z',
};

const withShop = (settings: Settings): Settings => ({ ...settings, apps: [...settings.apps, shop] });

describe('settings', () => {
  it('are empty where there is no file, and reading makes none', async () => {
    const settings = openSettings(path.join(home, 'not', 'there'), '1.0.0');
    expect(await settings.read()).toEqual(emptySettings);
    await expect(stat(path.join(home, 'not'))).rejects.toThrow('ENOENT');
  });

  it('come back in another process as they were written', async () => {
    await openSettings(home, '1.0.0').update(withShop);
    expect((await openSettings(home, '1.0.0').read()).apps).toEqual([shop]);
  });

  it('lie in a tab-indented JSON file that only its owner can read, as electron-store writes it', async () => {
    await openSettings(home, '1.0.0').update(withShop);
    const text = await readFile(file(), 'utf8');
    expect(text).toMatch(/^\{\n\t"version": 4,\n\t"apps": \[/);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('leave alone what the window keeps in the same file', async () => {
    await writeFile(file(), JSON.stringify({ window: { width: 900 }, version: 1, apps: [], destinations: [], formerApps: [] }));
    await openSettings(home, '1.0.0').update(withShop);
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ window: { width: 900 }, apps: [{ name: 'Shop' }] });
  });

  it('keep both of two changes made at once', async () => {
    const settings = openSettings(home, '1.0.0');
    const other = { ...shop, name: 'Other', slug: 'other' };
    await Promise.all([settings.update(withShop), settings.update((current) => ({ ...current, apps: [...current.apps, other] }))]);
    expect((await settings.read()).apps.map((app) => app.name)).toEqual(['Shop', 'Other']);
  });

  it('are not written when the change throws', async () => {
    const settings = openSettings(home, '1.0.0');
    await expect(
      settings.update(() => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await expect(stat(file())).rejects.toThrow('ENOENT');
    await settings.update(withShop);
    expect((await settings.read()).apps).toHaveLength(1);
  });
});

it('leaves the signals to the program: who presses Ctrl-C once has pressed it once', async () => {
  await openSettings(home, '1.0.0').update(withShop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) expect(process.listeners(signal).map(String).filter((source) => source.includes('exit(signal)'))).toEqual([]);
});

describe('a settings file of version 1', () => {
  const old = {
    version: 1,
    apps: [shop, { ...shop, name: 'Files', slug: 'files', connection: { platform: 'csv-folder', path: '/exports' }, destinations: ['Disk'] }],
    destinations: [{ kind: 'local', name: 'Disk', path: '/disk', addedAt: '2026-01-14T02:00:00.000Z' }],
    formerApps: [{ name: 'Gone', slug: 'gone', appKey: 'csv-folder /gone', vault: shop.vault, removedAt: '2026-01-14T02:00:00.000Z' }],
  };

  it('is taken on whole; what is new has its defaults, and nothing backs up by itself that did not before', async () => {
    await writeFile(file(), JSON.stringify({ ...old, window: { width: 900 } }));
    const settings = openSettings(home, '1.0.0');
    const { version, preferences, pausedUntil, canary, alertChannels, ...rest } = await settings.read();
    const { version: _version, ...before } = old;
    expect(rest).toEqual(before);
    expect(alertChannels).toEqual([]);
    expect(alertChannels).toEqual([]);
    expect([version, preferences, pausedUntil, canary]).toEqual([4, { theme: 'system', searchIndex: true, notices: 'needs-me', uploadLimit: null }, null, null]);
    expect(rest.apps.every((app) => app.schedule === undefined)).toBe(true);
    // Reading writes nothing: an older Holdfast can still be used.
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ version: 1 });
    await settings.update((current) => current);
    expect(JSON.parse(await readFile(file(), 'utf8'))).toMatchObject({ version: 4, window: { width: 900 } });
    expect(await openSettings(home, '1.0.0').read()).toMatchObject(before);
  });

  it('whose preferences were put there by something else is not believed', async () => {
    await writeFile(file(), JSON.stringify({ ...old, preferences: { theme: 'pink' }, pausedUntil: 'always' }));
    expect(await openSettings(home, '1.0.0').read()).toMatchObject({ preferences: { theme: 'system' }, pausedUntil: null });
  });
});

describe('a settings file of version 2', () => {
  it('is taken on as it is, and can keep buckets from then on', async () => {
    const disk = { kind: 'local', name: 'Disk', path: '/disk', addedAt: '2026-01-14T02:00:00.000Z' } as const;
    const { version: _version, ...rest } = { ...emptySettings, apps: [shop], destinations: [disk] };
    const { canary: _canary, ...before } = { ...rest, preferences: { theme: 'dark', searchIndex: false, notices: 'off' } as const };
    await writeFile(file(), JSON.stringify({ ...before, version: 2 }));
    const settings = openSettings(home, '1.0.0');
    expect(await settings.read()).toEqual({ ...before, version: 4, preferences: { ...before.preferences, uploadLimit: null }, canary: null });
    const bucket = { kind: 's3', name: 'Cloud', region: 'eu-central-1', bucket: 'backups', accessKeyId: 'AKIAEXAMPLE', secrets: { secretAccessKey: 'place/x/secret-access-key' }, addedAt: '2026-01-14T02:00:00.000Z' } as const;
    await settings.update((current) => ({ ...current, destinations: [...current.destinations, bucket] }));
    expect((await openSettings(home, '1.0.0').read()).destinations).toEqual([disk, bucket]);
  });

  it('that holds the secret of a bucket itself is refused: none lies in the file', async () => {
    const bucket = { kind: 's3', name: 'Cloud', region: 'eu-central-1', bucket: 'backups', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'tell-nobody', secrets: { secretAccessKey: 'x' }, addedAt: '2026-01-14T02:00:00.000Z' };
    await writeFile(file(), JSON.stringify({ ...emptySettings, destinations: [bucket] }));
    const error: unknown = await openSettings(home, '1.0.0').read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'corrupt' });
    expect(String(error)).not.toContain('tell-nobody');
  });
});

describe('a place in Google Drive', () => {
  const drive = { kind: 'google-drive', name: 'Drive', folderId: '1AbC', account: 'founder@example.com', clientId: '1234-own.apps.googleusercontent.com', secrets: { refreshToken: 'place/x/refresh-token', clientSecret: 'place/x/client-secret' }, addedAt: '2026-01-14T02:00:00.000Z' } as const;

  it('is kept as it is', async () => {
    await openSettings(home, '1.0.0').update((current) => ({ ...current, destinations: [drive] }));
    expect((await openSettings(home, '1.0.0').read()).destinations).toEqual([drive]);
  });

  it.each(['refreshToken', 'clientSecret', 'accessToken'])('that holds a %s itself is refused: none lies in the file', async (secret) => {
    await writeFile(file(), JSON.stringify({ ...emptySettings, destinations: [{ ...drive, [secret]: 'tell-nobody' }] }));
    const error: unknown = await openSettings(home, '1.0.0').read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'corrupt' });
    expect(String(error)).not.toContain('tell-nobody');
  });
});

describe('a settings file that is not understood', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    ['is not JSON', '{"version": 1, "apps": [', { code: 'corrupt' }],
    ['is empty', '', { code: 'corrupt' }],
    ['is a list', '[]', { code: 'corrupt' }],
    ['has no version', '{"apps": []}', { code: 'corrupt' }],
    ['lacks a part', '{"version": 1, "apps": []}', { code: 'corrupt' }],
    ['has an app of another shape', JSON.stringify({ ...emptySettings, apps: [{ ...shop, slug: '../../x' }] }), { code: 'corrupt' }],
    ['has a field nobody knows', JSON.stringify({ ...emptySettings, apps: [{ ...shop, colour: 'red' }] }), { code: 'corrupt' }],
    ['was written by a newer Holdfast', '{"version": 5, "apps": "somewhere else now"}', { code: 'corrupt', details: { reason: 'newer' } }],
  ];
  it.each(cases)('%s: is named, kept as it is, and a way out is told', async (_what, text, expected) => {
    await writeFile(file(), text);
    const settings = openSettings(home, '1.0.0');
    await expect(settings.read()).rejects.toMatchObject(expected);
    await expect(settings.read()).rejects.toThrow(file());
    await expect(settings.update(withShop)).rejects.toMatchObject(expected);
    expect(await readFile(file(), 'utf8')).toBe(text);
  });

  it('says where the first wrong value is, not what it is', async () => {
    await writeFile(file(), JSON.stringify({ ...emptySettings, apps: [{ ...shop, addedAt: 'pa55word' }] }));
    const error: unknown = await openSettings(home, '1.0.0').read().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('apps.0.addedAt');
    expect(String(error)).not.toContain('pa55word');
  });
});
