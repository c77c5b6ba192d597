import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { BackupReport } from '../../electron/engine/engine.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { noteDamage } from '../../electron/engine/backup/damage.ts';
import { checkVault } from '../../electron/engine/vault/check.ts';
import { loadLocations } from '../../electron/engine/vault/locations.ts';
import { segmentKey, snapshotKey } from '../../electron/engine/vault/format/names.ts';
import { listSnapshots, openVault, readManifest } from '../../electron/engine/vault/vault.ts';
import { FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import type { MemorySource } from '../support/memory-source.ts';
import { copyOf, orderRecord, smallApp, testKeys, testRun, testVaultId, type TestRun } from '../support/small-app.ts';
import { checkEveryObject, type SnapshotView, viewSnapshot, viewVault } from '../support/vault-view.ts';

const never = new AbortController().signal;

let run: TestRun;
let store: FaultyStore;
let source: MemorySource;
let first: SnapshotView;
beforeEach(async () => {
  run = await testRun();
  store = new FaultyStore(createMemoryStore());
  source = smallApp(120);
  await backUp();
  const [view] = await viewVault(store, testKeys.identity);
  if (view === undefined) throw new Error('not listed');
  first = view;
  source.put('Order', orderRecord(5, { title: 'changed', updated_date: run.clock.now().toISOString() }));
});
afterEach(() => run.dispose());

async function backUp(stores: readonly ObjectStore[] = [store]): Promise<BackupReport> {
  await run.clock.advance(60_000);
  return runBackup(run.task(source, stores));
}

async function keys(prefix: string, place: ObjectStore = store): Promise<readonly string[]> {
  return (await Array.fromAsync(place.list(prefix, { signal: never }))).map(({ key }) => key);
}

async function latest(place: ObjectStore = store): Promise<SnapshotView> {
  const vault = await openVault(place, testKeys.identity, never);
  return viewSnapshot(vault, (await listSnapshots(vault, never))[0]?.name ?? '');
}

async function expectLatestIsTheApp(report: BackupReport, place: ObjectStore = store): Promise<void> {
  expect([report.outcome, report.places.map(({ outcome }) => outcome)]).toEqual(['complete', report.places.map(() => 'verified')]);
  const view = await latest(place);
  expect(view.name).toBe(report.snapshot);
  for (const name of ['Order', 'Customer', 'Nothing', '../../x']) expect(view.entities[name]).toEqual(source.lines(name));
  expect(Object.keys(view.files).length).toBe(2);
}

describe('a backup into a place that was damaged', () => {
  const damages = {
    'is lost': (key: string) => store.lose(key),
    'is cut off': (key: string) => store.truncate(key, 250),
    'is empty': (key: string) => store.truncate(key, 0),
    'has a bit turned over in its head': (key: string) => store.flip(key, 30),
    'has a bit turned over at its end': (key: string) => store.flip(key, -1),
  };

  it.each(Object.keys(damages) as (keyof typeof damages)[])('where any one segment %s: once that is found, what the app still has is stored anew', async (how) => {
    const segments = await keys('segments/');
    expect(segments.length).toBeGreaterThan(3);
    const before = await copyOf(store);
    for (const segment of segments) {
      store = new FaultyStore(await copyOf(before));
      await rm(join(run.home, 'runs'), { recursive: true, force: true });
      await damages[how](segment);
      const report = await backUp();
      // Found when it was read, or when it was read back; what was neither is for a check to find, which notes it.
      if (report.places[0]?.outcome === 'verified') {
        const check = await checkVault(await openVault(store, testKeys.identity, never), { signal: never, readData: true, threads: 0 });
        await noteDamage(run.home, testVaultId, check.problems.map(({ object }) => object));
      }
      await expectLatestIsTheApp(await backUp());
      const after = await backUp();
      expect(after.warnings).toEqual([]);
      await expectLatestIsTheApp(after);
      // The damage is neither copied nor written again and again.
      expect(after.uploadedBytes).toBeLessThan(3000);
    }
  });

  it('also when it is the list of tables that cannot be read: a backup of everything goes on', async () => {
    const vault = await openVault(store, testKeys.identity, never);
    const { locations } = await loadLocations(vault, never);
    // A table that did not change, so that its list is found to be there already.
    const [index = ''] = first.manifest.entities.find(({ name }) => name === 'Customer')?.index ?? [];
    const segment = locations.get(index)?.segment ?? '';
    await store.flip(segmentKey(segment), -1);
    await run.clock.advance(60_000);
    const report = await runBackup({ ...run.task(source, [store]), full: true });
    await expectLatestIsTheApp(report);
    expect(report.warnings).toEqual([expect.stringMatching(/damaged/)]);
  });

  it.each(['is lost', 'is cut off', 'is empty', 'has a bit turned over in its head', 'has a bit turned over at its end'] as const)('where its directory %s: nothing is stored twice, and the directory is made good', async (how) => {
    const [directory = ''] = await keys('directories/');
    await damages[how](directory);
    await expectLatestIsTheApp(await backUp());
    const { copies } = await checkEveryObject(store, testKeys.identity);
    expect([...copies.values()].filter((segments) => segments.length > 1)).toEqual([]);
    // Every snapshot opens again, the one before the damage too.
    expect((await viewVault(store, testKeys.identity)).map(({ entities }) => Object.keys(entities).length)).toEqual([4, 4]);
  });

  it.each(['is cut off', 'has a bit turned over in its head', 'has a bit turned over at its end'] as const)('where the last snapshot %s: said, and everything is read again', async (how) => {
    await damages[how](snapshotKey(first.name));
    const report = await backUp();
    expect(report.warnings).toEqual([`The backup “${first.name}” cannot be read any more; it was left out of account.`]);
    await expectLatestIsTheApp(report);
    const { copies } = await checkEveryObject(store, testKeys.identity);
    expect([...copies.values()].filter((segments) => segments.length > 1)).toEqual([]);
  });

  it('where the last snapshot is lost: the next one is whole', async () => {
    await store.lose(snapshotKey(first.name));
    await expectLatestIsTheApp(await backUp());
  });

  it.each(['', '{}', 'not json', JSON.stringify({ format: 'holdfast-status/1', verified: ['x'] })])('where status.json is %j: it is written anew', async (content) => {
    await store.put('status.json', new TextEncoder().encode(content), { signal: never });
    const report = await backUp();
    await expectLatestIsTheApp(report);
    expect(JSON.parse(new TextDecoder().decode(await store.get('status.json', { signal: never })))).toMatchObject({ snapshot: report.snapshot });
  });

  it('where files lie that are none of ours: they are left alone', async () => {
    const strangers = ['segments/aa/notes.txt', 'segments/readme', 'directories/x.txt', 'snapshots/x.age', 'snapshots/.DS_Store', 'files/zz/x.age', 'desktop.ini'];
    for (const key of strangers) await store.put(key, new TextEncoder().encode('a stranger'), { signal: never });
    await expectLatestIsTheApp(await backUp());
    for (const key of strangers) expect(new TextDecoder().decode(await store.get(key, { signal: never }))).toBe('a stranger');
  });
});

describe('a place that is not what it should be', () => {
  it.each([
    ['vault.json is lost', async () => store.lose('vault.json'), 'corrupt'],
    ['vault.json is damaged', async () => store.truncate('vault.json', 20), 'corrupt'],
    ['another vault lies there', async () => replaceVaultId(), 'conflict'],
  ] as const)('%s: nothing is written, and it is said', async (_what, damage, code) => {
    await damage();
    const before = await keys('');
    await expect(backUp()).rejects.toMatchObject({ code });
    expect(await keys('')).toEqual(before);
  });

  async function replaceVaultId(): Promise<void> {
    const text = new TextDecoder().decode(await store.get('vault.json', { signal: never }));
    await store.put('vault.json', new TextEncoder().encode(text.replace(testVaultId, testVaultId.replace('6', '7'))), { signal: never });
  }

  it('a snapshot under another one’s name, or brought from another vault, is not taken for it', async () => {
    const vault = await openVault(store, testKeys.identity, never);
    const renamed = first.name.replace('2026-03-01', '2026-04-01');
    await store.put(snapshotKey(renamed), await store.get(snapshotKey(first.name), { signal: never }), { signal: never });
    await expect(readManifest(vault, renamed, never)).rejects.toMatchObject({ code: 'corrupt' });
    await replaceVaultId();
    await expect(readManifest(await openVault(store, testKeys.identity, never), first.name, never)).rejects.toMatchObject({ code: 'corrupt' });
  });

  it('a place that gives back other bytes than it was given is not called verified', async () => {
    const lying: ObjectStore = {
      capabilities: store.capabilities,
      put: (key, body, options) => store.put(key, key.startsWith('segments/') && body instanceof Uint8Array ? body.map((byte, i) => (i === body.length - 1 ? byte ^ 1 : byte)) : body, options),
      get: (key, options) => store.get(key, options),
      stat: (key, options) => store.stat(key, options),
      list: (prefix, options) => store.list(prefix, options),
      delete: (key, options) => store.delete(key, options),
    };
    await expect(backUp([lying])).rejects.toMatchObject({ code: 'corrupt' });
    // Nor is one that does so only with what is not looked at before the end.
    source.remove('Customer', () => true);
    source.remove('Order', ({ photo }) => photo !== undefined);
    const report = await backUp([lying]);
    expect(report.places).toEqual([{ name: 'place 1', outcome: 'failed', error: expect.objectContaining({ code: 'corrupt' }) as unknown }]);
  });

  it('a place that forgets what it was given is not called verified', async () => {
    const forgetful: ObjectStore = {
      capabilities: store.capabilities,
      put: async (key, body, options) => (key.startsWith('segments/') ? undefined : store.put(key, body, options)),
      get: (key, options) => store.get(key, options),
      stat: (key, options) => store.stat(key, options),
      list: (prefix, options) => store.list(prefix, options),
      delete: (key, options) => store.delete(key, options),
    };
    await expect(backUp([forgetful])).rejects.toMatchObject({ code: 'corrupt' });
  });
});

describe('two places', () => {
  it.each(['first', 'second'] as const)('of which the %s was away catch up without the app being read in full, whichever is named first', async (away) => {
    const other = new FaultyStore(createMemoryStore());
    await backUp([store, other]);
    const [behind, ahead] = away === 'first' ? [store, other] : [other, store];
    behind.gone();
    source.put('Order', orderRecord(6, { title: 'while one was away', updated_date: run.clock.now().toISOString() }));
    const alone = await backUp([store, other]);
    expect(alone.places.map(({ outcome }) => outcome)).toEqual(away === 'first' ? ['failed', 'verified'] : ['verified', 'failed']);
    behind.heal();
    const calls = source.calls.length;
    const report = await backUp([store, other]);
    for (const place of [store, other]) await expectLatestIsTheApp(report, place);
    expect((await keys('snapshots/', behind)).length).toBe((await keys('snapshots/', ahead)).length);
    expect(source.calls.slice(calls).filter((call) => call.call === 'records' && call.since === undefined)).toEqual([]);
    for (const place of [store, other]) {
      const { copies } = await checkEveryObject(place, testKeys.identity);
      expect([...copies.values()].filter((segments) => segments.length > 1)).toEqual([]);
    }
  });

  it('a new place gets every earlier backup too', async () => {
    const other = createMemoryStore();
    await backUp([other, store]);
    expect((await viewVault(other, testKeys.identity)).map(({ name }) => name)).toEqual((await viewVault(store, testKeys.identity)).map(({ name }) => name));
    expect((await viewVault(other, testKeys.identity))[0]?.entities).toEqual(first.entities);
  });

  it('of which one holds another vault: the other is backed up to', async () => {
    const foreign = createMemoryStore();
    const header = new TextDecoder().decode(await store.get('vault.json', { signal: never }));
    await foreign.put('vault.json', new TextEncoder().encode(header.replace(testVaultId, testVaultId.replace('6', '7'))), { signal: never });
    const report = await backUp([foreign, store]);
    expect(report.places).toMatchObject([{ outcome: 'failed', error: { code: 'conflict' } }, { outcome: 'verified' }]);
    expect(await keys('', foreign)).toEqual(['vault.json']);
  });

  it('when all fail, it is said by the error of the last', async () => {
    store.failAt({ kind: 'put', nth: 1, when: 'before' }, taxonomyError('quota-exceeded'), 1000);
    await expect(backUp([store])).rejects.toMatchObject({ code: 'quota-exceeded' });
  });
});

describe('two backups within the same second', () => {
  it('get names of their own', async () => {
    const names = [(await runBackup(run.task(source, [store]))).snapshot, (await runBackup(run.task(source, [store]))).snapshot];
    expect(new Set([first.name, ...names]).size).toBe(3);
    expect((await viewVault(store, testKeys.identity)).length).toBe(3);
  });

  it('are in the order in which they were made, whatever their kinds are', async () => {
    const made: string[] = [];
    for (const kind of ['pre-restore', 'manual', 'scheduled', 'pre-change'] as const) made.push((await runBackup({ ...run.task(source, [store]), kind })).snapshot);
    expect([first.name, ...made].toSorted()).toEqual([first.name, ...made]);
  });

  it('also when the other takes the name at the last moment, in one place or in both', async () => {
    const other = new FaultyStore(await copyOf(store));
    await run.clock.advance(60_000);
    const stranger = new TextEncoder().encode('taken');
    const name = (at: Date): string => snapshotKey(`${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z_small_manual`);
    const taken = name(run.clock.now());
    for (const place of [store, other]) place.doAt({ kind: 'put', key: /^snapshots/, nth: 1, when: 'before' }, () => void place.inner.put(taken, stranger, { signal: never }));
    const both = await runBackup(run.task(source, [store, other]));
    expect(snapshotKey(both.snapshot)).not.toBe(taken);
    expect(both.places.map(({ outcome }) => outcome)).toEqual(['verified', 'verified']);
    for (const place of [store, other]) expect(await place.get(taken, { signal: never })).toEqual(stranger);

    await run.clock.advance(60_000);
    const again = name(run.clock.now());
    store.doAt({ kind: 'put', key: /^snapshots/, nth: 1, when: 'before' }, () => void store.inner.put(again, stranger, { signal: never }));
    const one = await runBackup(run.task(source, [store, other]));
    expect(one.places).toMatchObject([{ outcome: 'failed', error: { code: 'conflict' } }, { outcome: 'verified' }]);
    expect(await store.get(again, { signal: never })).toEqual(stranger);
  });
});
