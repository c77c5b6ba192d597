import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
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

describe('the app itself, added where its backups were opened', () => {
  const token = 'user-token';
  const harbour = { platform: 'base44', url: 'https://app.base44.com', appId: 'memory-app', token } as const;

  beforeEach(async () => {
    await old.engine.apps.add({ name: 'Harbour', connection: harbour }, call);
    await old.engine.backup('Harbour', call);
    ({ identity: key, vaultId } = await old.engine.recoveryKit('Harbour'));
    fresh.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01', total: 10 }] });
  });

  it('goes on with them: the same key, the same place, the backup that was there and new ones beside it', async () => {
    await fresh.engine.openApp({ location: folder('/Backups'), key }, call);
    const added = await fresh.engine.apps.add({ name: 'Harbour', connection: harbour }, call);
    expect(added.notes.join()).toContain('opened as “Harbour” go on: in “Backups”');
    expect(await fresh.engine.apps.list()).toMatchObject([{ name: 'Harbour', platform: 'base44' }]);
    expect(await fresh.engine.destinations.list()).toMatchObject([{ name: 'Backups', path: '/Backups' }]);
    expect((await settingsOf(fresh)).destinations[0]).not.toHaveProperty('onlyVault');
    expect(await fresh.engine.recoveryKit('Harbour')).toMatchObject({ identity: key, vaultId, places: [{ location: '/Backups/harbour' }] });
    expect(await fresh.engine.backup('Harbour', call)).toMatchObject({ outcome: 'complete', places: [{ name: 'Backups', outcome: 'verified' }] });
    const { snapshots } = await fresh.engine.snapshots('Harbour', call);
    expect(snapshots.map(({ verified }) => verified)).toEqual([true, true]);
    expect((await fresh.engine.check('Harbour', { ...call, readData: true })).ok).toBe(true);
    // The old computer, should it come back, finds them too.
    expect((await old.engine.snapshots('Harbour', call)).snapshots).toHaveLength(2);
    expect((await old.engine.snapshots('Shop', call)).snapshots).toHaveLength(1);
  });

  it('in a place that is known here already, beside the ones that are chosen, and says so where nothing can be stored there yet', async () => {
    await fresh.engine.openApp({ location: folder('/Backups/harbour'), key }, call);
    await fresh.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/Backups' }, call);
    await fresh.engine.destinations.add({ name: 'Other', kind: 'local', path: '/Other' }, call);
    const { app } = await fresh.engine.apps.add({ name: 'Our harbour', connection: harbour, destinations: ['Other'] }, call);
    expect(app.destinations).toEqual(['Other', 'Disk']);
    expect((await fresh.engine.destinations.list()).map(({ name }) => name)).toEqual(['Disk', 'Other']);
    await fresh.engine.backup('Our harbour', call);
    expect((await fresh.engine.snapshots('Our harbour', { ...call, destination: 'Other' })).snapshots).toHaveLength(2);

    const third = await makeTestEngine();
    try {
      third.connector.placeAt = old.connector.placeAt;
      await third.engine.openApp({ location: folder('/Backups'), key }, call);
      third.connector.placeProblem = new HoldfastError('permission-denied', 'You may not write.', { nextStep: 'Allow it.' });
      expect((await third.engine.apps.add({ name: 'Harbour', connection: harbour }, call)).notes).toContain('Nothing new can be stored in “Backups” yet: You may not write. Allow it.');
    } finally {
      await third.remove();
    }
  });

  it('begins anew where the id is another’s, and does not take a name that is taken', async () => {
    await fresh.engine.openApp({ location: folder('/Backups'), key }, call);
    const stranger = { ...harbour, appId: 'another-app' };
    await expect(fresh.engine.apps.add({ name: 'Harbour', connection: stranger }, call)).rejects.toMatchObject({ code: 'conflict' });
    await fresh.engine.apps.add({ name: 'Stranger', connection: stranger }, call);
    expect((await fresh.engine.apps.list()).map(({ name, platform }) => [name, platform])).toEqual([['Harbour', 'opened'], ['Stranger', 'base44']]);
    expect((await fresh.engine.recoveryKit('Stranger')).identity).not.toBe(key);
  });

  it('keeps deputies let in; a deputy’s key goes on with nothing', async () => {
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption');
    const theirs = await generateX25519Identity();
    await old.engine.deputies.add('Harbour', { name: 'Ada', recipient: await identityToRecipient(theirs) }, call);
    await old.engine.backup('Harbour', call);
    await fresh.engine.openApp({ location: folder('/Backups'), key }, call);
    expect((await settingsOf(fresh)).apps[0]?.vault.deputies).toMatchObject([{ name: 'Deputy 1', recipient: await identityToRecipient(theirs) }]);
    await fresh.engine.apps.add({ name: 'Harbour', connection: harbour }, call);
    await fresh.engine.backup('Harbour', call);

    const deputys = await makeTestEngine();
    try {
      deputys.connector.placeAt = old.connector.placeAt;
      await deputys.engine.openApp({ location: folder('/Backups'), key: theirs }, call);
      // It was not shut out by the backup that another computer made.
      expect((await deputys.engine.snapshots('Harbour', call)).snapshots[0]).toMatchObject({ outcome: 'complete', records: 1 });
      await expect(deputys.engine.apps.add({ name: 'Harbour', connection: harbour }, call)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('deputy’s key'), nextStep: expect.stringContaining('recovery kit of the app itself') });
    } finally {
      await deputys.remove();
    }
  });
});
