import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
const folder = (path: string) => ({ kind: 'local', path }) as const;

/** The computer that made the backups, and a new one that has nothing but a folder and a key. */
let old: TestEngine;
let fresh: TestEngine;
let key = '';
let vaultId = '';
beforeEach(async () => {
  old = await makeTestEngine();
  fresh = await makeTestEngine();
  fresh.connector.placeAt = old.connector.placeAt;
  old.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01', total: 10 }] });
  await old.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
  await protect('Shop');
  ({ identity: key, vaultId } = await old.engine.recoveryKit('Shop'));
});
afterEach(async () => {
  await old.remove();
  await fresh.remove();
});

async function protect(name: string): Promise<void> {
  await old.engine.apps.add({ name, connection: { platform: 'csv-folder', path: `/${name}` } }, call);
  await old.engine.backup(name, call);
}

async function objectsInPlace(): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key: object } of old.connector.placeAt('/Backups').list('', call)) keys.push(object);
  return keys;
}

const settingsOf = (engine: TestEngine) => openSettings(engine.deps.home, '1').read();

describe('backups opened as an app', () => {
  it.each(['/Backups/shop', '/Backups'])('from %s: everything that reads works, nothing is written there', async (location) => {
    const before = await objectsInPlace();
    const typed = key.toLowerCase().replace(/(.{5})/g, '$1 ');
    const app = await fresh.engine.openApp({ location: folder(location), key: typed }, call);
    expect(app).toMatchObject({ name: 'Shop', platform: 'opened' });
    expect(await fresh.engine.apps.list()).toEqual([app]);
    const { snapshots } = await fresh.engine.snapshots('Shop', call);
    expect(snapshots).toMatchObject([{ outcome: 'complete', verified: true, records: 1 }]);
    expect((await fresh.engine.check('Shop', { ...call, readData: true })).ok).toBe(true);
    expect((await fresh.engine.describeSnapshot('Shop', 'latest', call)).entities).toEqual([{ name: 'Order', records: 1, status: 'complete' }]);
    expect(JSON.parse((await fresh.engine.findRecord('Shop', { ...call, snapshot: 'latest', entity: 'Order', id: 'o1' }))?.json ?? '')).toMatchObject({ total: 10 });
    expect(await fresh.engine.recoveryKit('Shop')).toMatchObject({ identity: key, vaultId, places: [{ location: '/Backups/shop' }] });
    expect((await settingsOf(fresh)).apps[0]?.kitProvedAt).toBeDefined();
    expect(await objectsInPlace()).toEqual(before);
  });

  it('cannot be backed up or compared with the live app, and says why', async () => {
    await fresh.engine.openApp({ location: folder('/Backups'), key }, call);
    await expect(fresh.engine.backup('Shop', call)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('only from its backups') });
    await expect(fresh.engine.apps.reconnect('Shop', { token: 'x' }, call)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('keep to themselves: other apps neither see nor use their folder', async () => {
    await fresh.engine.destinations.add({ name: 'Mine', kind: 'local', path: '/Mine' }, call);
    await fresh.engine.openApp({ location: folder('/Backups/shop'), key }, call);
    await fresh.engine.apps.add({ name: 'Other', connection: { platform: 'csv-folder', path: '/x' } }, call);
    expect((await fresh.engine.backup('Other', call)).places.map(({ name }) => name)).toEqual(['Mine']);
    const [, opened] = await fresh.engine.destinations.list();
    await expect(fresh.engine.apps.add({ name: 'Third', connection: { platform: 'csv-folder', path: '/y' }, destinations: [opened?.name ?? ''] }, call)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('opened to be read') });
    // And the folder above them can be a place like any other.
    await fresh.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/Backups' }, call);
    expect((await fresh.engine.snapshots('Shop', call)).snapshots).toHaveLength(1);
  });

  it('take another name when theirs is taken', async () => {
    await fresh.engine.apps.add({ name: 'shop', connection: { platform: 'csv-folder', path: '/x' } }, call);
    expect((await fresh.engine.openApp({ location: folder('/Backups'), key }, call)).name).toBe('Shop 2');
  });

  it('leave nothing behind when they are forgotten, and can be opened again', async () => {
    const before = await objectsInPlace();
    await fresh.engine.openApp({ location: folder('/Backups'), key }, call);
    await fresh.engine.apps.remove('Shop');
    expect(await settingsOf(fresh)).toMatchObject({ apps: [], destinations: [], formerApps: [] });
    expect(await fresh.deps.keychain.get(`vault/${vaultId}/identity`)).toBeUndefined();
    expect(await objectsInPlace()).toEqual(before);
    expect((await fresh.engine.openApp({ location: folder('/Backups'), key }, call)).name).toBe('Shop');
  });

  it('of an app that was removed here leave its key where it is, and make way for it', async () => {
    await old.engine.apps.remove('Shop');
    await old.engine.openApp({ location: folder('/Backups'), key }, call);
    const again = { name: 'Shop again', connection: { platform: 'csv-folder', path: '/Shop' } } as const;
    await expect(old.engine.apps.add(again, call)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('Shop') });
    await old.engine.apps.remove('Shop');
    expect((await old.engine.apps.add(again, call)).notes.join()).toContain('go on where they ended');
    expect((await old.engine.snapshots('Shop again', call)).snapshots).toHaveLength(1);
  });
});

describe('several in one folder', () => {
  it('the key says which', async () => {
    await protect('Second');
    const { identity } = await old.engine.recoveryKit('Second');
    expect((await fresh.engine.openApp({ location: folder('/Backups'), key: identity }, call)).name).toBe('Second');
  });

  it('and where it opens several copies, the choice does', async () => {
    const place = old.connector.placeAt('/Backups');
    for (const object of await objectsInPlace()) {
      if (object.startsWith('shop/')) await place.put(object.replace('shop/', 'copy-of-shop/'), await place.get(object, call), call);
    }
    await expect(fresh.engine.openApp({ location: folder('/Backups'), key }, call)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/copy-of-shop.*shop|shop.*copy-of-shop/) });
    expect((await fresh.engine.openApp({ location: folder('/Backups'), key, vault: 'copy-of-shop' }, call)).name).toBe('Shop');
    await expect(fresh.engine.openApp({ location: folder('/Backups'), key, vault: 'nothing' }, call)).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('Shop') });
  });
});

describe('what does not open', () => {
  it.each([
    ['a key of nobody', 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX', '/Backups', 'permission-denied', /does not open the backups of “Shop”/],
    ['half a key', 'AGE-SECRET-KEY-1GFPYY', '/Backups', 'invalid-input', /not the whole key/],
    ['a folder without backups', 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX', '/Empty', 'not-found', /no Holdfast backups/],
  ])('%s is told so, and nothing is kept', async (_what, typed, location, code, message) => {
    const error: unknown = await fresh.engine.openApp({ location: folder(location), key: typed }, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('GFPYY');
    expect(await fresh.engine.apps.list()).toEqual([]);
    expect(await fresh.engine.destinations.list()).toEqual([]);
  });

  it('the backups of an app that is here already', async () => {
    await expect(old.engine.openApp({ location: folder('/Backups'), key }, call)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('“Shop”'), nextStep: expect.stringContaining('list of apps') });
    expect((await old.engine.apps.list()).map(({ name }) => name)).toEqual(['Shop']);
  });
});
