import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackupReport } from '../../../electron/engine/engine.ts';
import { lockHome } from '../../../electron/engine/system/home-lock.ts';
import { systemClock } from '../../../electron/engine/system/system-clock.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
const folder = (path: string) => ({ kind: 'local', path }) as const;
const csv = { platform: 'csv-folder', path: '/exports' } as const;

let test: TestEngine;
beforeEach(async () => {
  test = await makeTestEngine();
  test.source.setEntity('Order', { records: [1, 2, 3].map((n) => ({ id: `o${n}`, created_date: `2026-01-0${n}`, total: n * 10 })) });
  test.source.setEntity('Customer', { records: [{ id: 'c1', created_date: '2026-01-01', name: 'Ada' }] });
});
afterEach(() => test.remove());

async function protect(name = 'Shop', destinations?: readonly string[]): Promise<void> {
  await test.engine.apps.add({ name, connection: csv, ...(destinations === undefined ? {} : { destinations }) }, call);
}

async function addPlace(name = 'Backups'): Promise<void> {
  await test.engine.destinations.add({ name, kind: 'local', path: `/${name}` }, call);
}

async function backUp(label?: string): Promise<BackupReport> {
  await test.clock.advance(60_000);
  return test.engine.backup('Shop', { ...call, ...(label === undefined ? {} : { label }) });
}

describe('a backup', () => {
  it('goes to all places of the app, each app in a folder of its own, and is listed newest first', async () => {
    await addPlace('One');
    await addPlace('Two');
    await protect();
    const first = await backUp('start');
    test.source.put('Order', { id: 'o4', created_date: '2026-01-04', total: 40 });
    const second = await backUp();
    expect(first).toMatchObject({
      outcome: 'complete',
      places: [
        { name: 'One', outcome: 'verified' },
        { name: 'Two', outcome: 'verified' },
      ],
    });
    const { snapshots } = await test.engine.snapshots('shop', call);
    expect(snapshots).toMatchObject([
      { id: second.snapshot, name: second.snapshot, kind: 'manual', outcome: 'complete', verified: true, records: 5 },
      { id: first.snapshot, label: 'start', verified: true, records: 4, storedBytes: first.storedBytes },
    ]);
    expect(snapshots[0]?.storedBytes).toBe(second.storedBytes);
    const keys: string[] = [];
    for await (const { key } of test.connector.placeAt('/Two').list('', call)) keys.push(key);
    expect(keys.every((key) => key.startsWith('shop/'))).toBe(true);
    expect(keys).toContain(`shop/snapshots/${second.snapshot}.age`);
  });

  it('needs a place', async () => {
    await protect();
    await expect(backUp()).rejects.toMatchObject({ code: 'invalid-input', nextStep: expect.stringContaining('Add a place') });
  });

  it('says so when another app’s backups lie in the folder', async () => {
    await addPlace();
    await protect();
    await backUp();
    const other = await makeTestEngine();
    try {
      other.source.setEntity('Note', { records: [] });
      const stranger = other.connector;
      stranger.vault = (destination, slug) => test.connector.vault(destination, slug);
      await other.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
      await other.engine.apps.add({ name: 'Shop', connection: csv }, call);
      await expect(other.engine.backup('Shop', call)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'other-vault' } });
      await expect(other.engine.snapshots('Shop', call)).rejects.toMatchObject({ code: 'conflict' });
    } finally {
      await other.remove();
    }
    expect((await test.engine.snapshots('Shop', call)).snapshots).toHaveLength(1);
  });

  it('names the one who holds the home', async () => {
    await addPlace();
    await protect();
    const lock = await lockHome(test.deps.home, { clock: systemClock, signal: call.signal, program: 'the app' });
    try {
      await expect(backUp()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('the app') });
    } finally {
      await lock.release();
    }
    expect((await backUp()).outcome).toBe('complete');
  });

  it('lets settings be changed by the same process meanwhile', async () => {
    await addPlace();
    await protect();
    let added = 0;
    test.source.onPage = async () => {
      if (added++ === 0) await addPlace('Second');
    };
    await backUp();
    expect((await test.engine.destinations.list()).map(({ name }) => name)).toEqual(['Backups', 'Second']);
  });

  it('asks for a label that can be shown', async () => {
    await addPlace();
    await protect();
    await expect(backUp('a\u001bb')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(backUp('x'.repeat(61))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('needs the key that was made with the app', async () => {
    await addPlace();
    await protect();
    const { identity } = await test.engine.recoveryKit('Shop');
    const { vaultId } = await test.engine.recoveryKit('Shop');
    await test.deps.keychain.delete(`vault/${vaultId}/identity`);
    await expect(backUp()).rejects.toMatchObject({ code: 'permission-denied', details: { reason: 'key-missing' } });
    await test.deps.keychain.set(`vault/${vaultId}/identity`, identity);
    expect((await backUp()).outcome).toBe('complete');
  });
});

describe('reading backups', () => {
  it('before the first one: an empty list, and a sentence for everything else', async () => {
    await addPlace();
    await protect();
    expect(await test.engine.snapshots('Shop', call)).toEqual({ snapshots: [] });
    await expect(test.engine.diff('Shop', 'latest', 'live', call)).rejects.toMatchObject({ code: 'not-found', nextStep: 'Make a backup first.' });
    await expect(test.engine.findRecord('Shop', { ...call, snapshot: 'latest', entity: 'Order', id: 'o1' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('finds one record in the backup that was named', async () => {
    await addPlace();
    await protect();
    const first = await backUp();
    test.source.put('Order', { id: 'o2', created_date: '2026-01-02', total: 99 });
    await backUp();
    const find = (snapshot: string, id: string, entity = 'Order') => test.engine.findRecord('Shop', { ...call, snapshot, entity, id });
    expect(JSON.parse((await find('latest', 'o2'))?.json ?? '')).toMatchObject({ total: 99 });
    expect(JSON.parse((await find(first.snapshot, 'o2', 'order'))?.json ?? '')).toMatchObject({ total: 20 });
    expect(await find('previous', 'nope')).toBeUndefined();
    await expect(find('latest', 'o2', 'Orders')).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('Order') });
    await expect(find('2020', 'o2')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('goes on with the next place when the first is gone, but not when it was named', async () => {
    await addPlace('One');
    await addPlace('Two');
    await protect();
    await backUp();
    const vault = test.connector.vault;
    test.connector.vault = (destination, slug) =>
      destination.name === 'One' ? Promise.reject(new HoldfastError('not-found', 'The folder is not there.', { details: { reason: 'place-gone' } })) : vault(destination, slug);
    expect((await test.engine.snapshots('Shop', call)).snapshots).toHaveLength(1);
    await expect(test.engine.snapshots('Shop', { ...call, destination: 'One' })).rejects.toMatchObject({ code: 'not-found', message: 'The folder is not there.' });
  });

  it('lists a backup whose description is damaged as such', async () => {
    await addPlace();
    await protect();
    const first = await backUp();
    const second = await backUp();
    await test.connector.placeAt('/Backups').put(`shop/snapshots/${first.snapshot}.age`, new Uint8Array(300), call);
    expect((await test.engine.snapshots('Shop', call)).snapshots).toMatchObject([
      { id: second.snapshot, outcome: 'complete' },
      { id: first.snapshot, outcome: 'unreadable', verified: false, records: 0 },
    ]);
  });

  it('compares two backups', async () => {
    await addPlace();
    await protect();
    await backUp();
    test.source.remove('Order', (record) => record['id'] === 'o1');
    test.source.put('Order', { id: 'o2', created_date: '2026-01-02', total: 99 });
    await backUp();
    const diff = await test.engine.diff('Shop', 'previous', 'latest', { ...call, records: true });
    expect(diff.entities.find(({ name }) => name === 'Order')).toMatchObject({ created: 0, changed: 1, deleted: 1, records: { created: [], changed: ['o2'], deleted: ['o1'] } });
  });
});

describe('on another computer', () => {
  it('the recovery kit says everything that opens the backups', async () => {
    await addPlace();
    await protect();
    const { snapshot } = await backUp();
    const kit = await test.engine.recoveryKit('Shop');
    expect(kit).toMatchObject({ app: 'Shop', identity: expect.stringMatching(/^AGE-SECRET-KEY-1/), recipient: expect.stringMatching(/^age1/), places: [{ name: 'Backups', location: '/Backups/shop' }] });
    expect(snapshot).toContain('_shop_manual');
  });

  it.each(['/Backups/shop', '/Backups'])('the key opens %s with no settings and no keychain', async (location) => {
    await addPlace();
    await protect();
    const { snapshot } = await backUp();
    const { identity } = await test.engine.recoveryKit('Shop');
    const stranger = await makeTestEngine();
    try {
      stranger.connector.placeAt = test.connector.placeAt;
      const opened = await stranger.engine.openVault({ location: folder(location), identity: `# a comment\n${identity}\n` });
      expect(opened.app).toBe('Shop');
      expect((await opened.snapshots(call)).snapshots).toMatchObject([{ id: snapshot, verified: true }]);
      expect(JSON.parse((await opened.findRecord({ ...call, snapshot: 'latest', entity: 'Customer', id: 'c1' }))?.json ?? '')).toMatchObject({ name: 'Ada' });
      await opened.close();
      expect(await readdir(stranger.deps.home)).toEqual([]);
    } finally {
      await stranger.remove();
    }
  });

  it('the key of one app opens that one where several lie together', async () => {
    await addPlace();
    await protect();
    await backUp();
    await protect('Other');
    await test.engine.backup('Other', call);
    const kit = await test.engine.recoveryKit('Other');
    expect((await test.engine.openVault({ location: folder('/Backups'), identity: kit.identity })).app).toBe('Other');
    await expect(test.engine.openVault({ location: folder('/Backups'), identity: kit.identity, app: 'Shop' })).rejects.toMatchObject({ code: 'permission-denied' });
    await expect(test.engine.openVault({ location: folder('/Backups'), identity: kit.identity, app: 'Third' })).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('Shop') });
  });

  it.each([
    ['no key at all', 'hello', 'invalid-input'],
    ['a key of nobody', 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX', 'permission-denied'],
  ])('%s is refused', async (_what, identity, code) => {
    await addPlace();
    await protect();
    await backUp();
    await expect(test.engine.openVault({ location: folder('/Backups/shop'), identity })).rejects.toMatchObject({ code });
    await expect(test.engine.openVault({ location: folder('/Backups'), identity })).rejects.toMatchObject({ code });
  });

  it('a folder without backups is not found', async () => {
    await protect();
    const { identity } = await test.engine.recoveryKit('Shop');
    await expect(test.engine.openVault({ location: folder('/Empty'), identity })).rejects.toMatchObject({ code: 'not-found' });
  });
});
