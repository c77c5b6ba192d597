import { beforeAll, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { DrillReport } from '../../electron/engine/drill/drill-desk.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { sealFile } from '../../electron/engine/vault/crypto/age-file.ts';
import { generateKeys, wrapChunkKey } from '../../electron/engine/vault/crypto/keys.ts';
import { decodeHeader, encodeHeader, sealHeader } from '../../electron/engine/vault/format/header.ts';
import { encodeManifest } from '../../electron/engine/vault/format/manifest.ts';
import { headerKey, snapshotKey } from '../../electron/engine/vault/format/names.ts';
import { openVault, readManifest, type Vault } from '../../electron/engine/vault/vault.ts';
import { HoldfastError } from '../../shared/model/errors.ts';
import type { Manifest } from '../../shared/model/snapshot.ts';
import { asked, customer, customerSchema, drillOf, type DrillSetting, drillShop, failuresOf, idOf, order, orderSchema } from '../support/drills.ts';
import { FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import type { MemorySource } from '../support/memory-source.ts';
import { neededBy } from '../support/needed-by.ts';
import { copyOf, testKeys, testRun } from '../support/small-app.ts';

/** For every fault that hurts a backup: the drill fails, names the table and the consequence, or says what it did not look at. Never a pass. */

const never = new AbortController().signal;

let place: ObjectStore;
/** As it was after the first of the two backups. */
let earlier: ObjectStore;
let vault: Vault;
let app: MemorySource;
let snapshots: readonly [string, string];
/** Object → tables of the newest backup that need it; '' for what belongs to none. */
let needed: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  place = createMemoryStore();
  app = drillShop();
  const run = await testRun();
  const first = await runBackup(run.task(app, [place]));
  earlier = await copyOf(place);
  await run.clock.advance(60_000);
  app.put('Order', order(17, { total: 99, updated_date: run.clock.now().toISOString() }));
  const second = await runBackup(run.task(app, [place]));
  await run.dispose();
  snapshots = [first.snapshot, second.snapshot];
  vault = await openVault(place, testKeys.identity, never);
  const all = await neededBy(vault, [second.snapshot]);
  needed = new Map([...all].map(([object, who]) => [object, new Set([...who].map((one) => one.slice(second.snapshot.length + 1)))]));
});

async function after(damage: (store: FaultyStore) => Promise<void> | void, setting: DrillSetting = {}, of: ObjectStore = place): Promise<DrillReport> {
  const store = await copyOf(of);
  await damage(new FaultyStore(store));
  return drillOf(store, setting);
}

/** It failed, in words that a founder can go by. */
function expectFailed(report: DrillReport, tables: Iterable<string> = [], why?: string): void {
  const failures = failuresOf(report);
  expect(report.ok, why).toBe(false);
  expect(failures, why).not.toHaveLength(0);
  for (const { detail, consequence, nextStep } of failures) for (const text of [detail, consequence, nextStep]) expect(text, why).toMatch(/^[\p{L}\d“].*[.!?)]$/u);
  const named = new Set(failures.map(({ table }) => table));
  for (const table of tables) if (table !== '') expect(named, why).toContain(table);
}

const encrypted = (): readonly string[] => [...needed.keys()];

describe('a backup that is whole', () => {
  it('passes every check, with and without the app', async () => {
    const report = await drillOf(place, { source: asked(app) });
    expect(failuresOf(report)).toEqual([]);
    expect(report).toMatchObject({ ok: true, backup: { id: snapshots[1], records: 248, tables: 3, files: 6 } });
    expect(report.checks.filter(({ state }) => state === 'not-checked')).toEqual([]);
    expect(new Set(report.checks.map(({ kind }) => kind))).toEqual(new Set(['backup', 'fresh', 'objects', 'counts', 'types', 'references', 'tripwire', 'files', 'source']));
    expect(report.phases.map(({ name }) => name).toSorted()).toEqual(['check', 'decrypt', 'fetch', 'load']);
    const alone = await drillOf(place);
    expect(alone.ok).toBe(true);
    expect(alone.checks.find(({ kind }) => kind === 'source')).toMatchObject({ state: 'not-checked' });
  });
});

describe('one object', () => {
  it.each(['first', 'middle', 'last'] as const)('with its %s byte flipped', async (where) => {
    for (const key of encrypted()) {
      const size = (await place.stat(key, { signal: never }))?.size ?? 0;
      const at = { first: 0, middle: Math.floor(size / 2), last: size - 1 }[where];
      expectFailed(await after((store) => store.flip(key, at)), needed.get(key), key);
    }
  });

  it('cut off, or gone', async () => {
    for (const key of encrypted()) {
      const size = (await place.stat(key, { signal: never }))?.size ?? 0;
      for (const left of [size - 1, 0]) expectFailed(await after((store) => store.truncate(key, left)), needed.get(key), key);
      expectFailed(await after((store) => store.lose(key)), key.startsWith('snapshots/') ? [] : needed.get(key), key);
    }
  });

  it('that is not encrypted, or a list of where things lie', async () => {
    for (const key of ['vault.json', 'README.txt', 'status.json', 'status.html']) expectFailed(await after((store) => store.flip(key, 40)), [], key);
    expectFailed(await after((store) => store.lose('vault.json')));
    for await (const { key } of place.list('directories/', { signal: never })) expectFailed(await after((store) => store.flip(key, -1)), [], key);
    const silent = await after((store) => store.lose('status.json'));
    expect(silent.checks).toContainEqual(expect.objectContaining({ id: 'backup-rolled-back', state: 'not-checked' }));
  });
});

async function forge(store: ObjectStore, change: (manifest: Manifest) => Manifest, chunkKey = testKeys.chunkKey): Promise<void> {
  const forged = change(await readManifest(vault, snapshots[1], never));
  await store.put(snapshotKey(forged.id), await sealFile(testKeys.recipients, encodeManifest(forged, chunkKey)), { signal: never });
}

describe('a manifest that lies', () => {
  it('made by somebody else', async () => {
    const { chunkKey } = await generateKeys();
    const report = await after((store) => forge(store, (manifest) => ({ ...manifest, id: '2026-03-01T11-00-00Z_small_manual' }), chunkKey));
    expectFailed(report);
    // What is sound below it is restored and looked through all the same.
    expect(report.backup?.id).toBe(snapshots[1]);
  });

  it('of how many records there are', async () => {
    expectFailed(await after((store) => forge(store, (manifest) => ({ ...manifest, entities: manifest.entities.map((entity) => (entity.name === 'Order' ? { ...entity, records: entity.records + 1 } : entity)) }))), ['Order']);
  });

  it('of what its tables are like', async () => {
    expectFailed(await after((store) => forge(store, (manifest) => ({ ...manifest, entities: manifest.entities.map((entity) => (entity.name === 'Order' ? { ...entity, schemaHash: '0'.repeat(64) } : entity)) }))), ['Order']);
  });
});

describe('a place that was put back', () => {
  it('as a whole, where this computer saw a newer backup', async () => {
    expectFailed(await drillOf(earlier, { seen: snapshots[1] }));
    expect((await drillOf(earlier, { seen: snapshots[0] })).ok).toBe(true);
  });

  it('in part: a backup that was read back is gone, or what the place says is older than its backups', async () => {
    expectFailed(await after((store) => store.lose(snapshotKey(snapshots[1]))));
    const old = await earlier.get('status.json', { signal: never });
    const page = await earlier.get('status.html', { signal: never });
    const report = await after(async (store) => {
      await store.put('status.json', old, { signal: never });
      await store.put('status.html', page, { signal: never });
    }, { now: '2026-03-02T12:00:00Z' });
    expectFailed(report);
  });

  it('or gets no new ones', async () => {
    const report = await drillOf(place, { hours: 24, now: '2026-03-04T12:00:00Z' });
    expectFailed(report);
    expect(failuresOf(report)).toMatchObject([{ kind: 'fresh', consequence: expect.stringContaining('1 March 2026, 10:01 UTC') }]);
  });
});

describe('a place that is not what it was', () => {
  it('does not open with another key', async () => {
    expectFailed(await drillOf(place, { identity: (await generateKeys()).identity }));
  });

  it('holds another vault, or a replaced description', async () => {
    const rewritten = async (change: (header: ReturnType<typeof decodeHeader>) => Promise<ReturnType<typeof decodeHeader>>): Promise<DrillReport> =>
      after(async (store) => store.put(headerKey, encodeHeader(await change(decodeHeader(await store.get(headerKey, { signal: never })))), { signal: never }));
    expectFailed(await rewritten(async (header) => ({ ...header, vaultId: '00000000-58f4-4b8e-9d57-1d3f0c5a7b21' })));
    const { chunkKey } = await generateKeys();
    const wrapped = await wrapChunkKey(testKeys.recipients, chunkKey);
    expectFailed(await rewritten(async (header) => sealHeader({ ...header, chunkKey: wrapped }, chunkKey)));
    expectFailed(await rewritten(async (header) => ({ ...header, recipients: [...header.recipients, ...(await generateKeys()).recipients] })));
  });

  it('is empty', async () => {
    expectFailed(await drillOf(createMemoryStore()));
  });

  it.each(['list', 'get'] as const)('is gone or out of reach at a %s: nothing is proven, and nothing is said to have failed', async (kind) => {
    for (const error of [new HoldfastError('not-found', 'The folder is gone.', { details: { reason: 'place-gone' } }), taxonomyError('network')]) {
      const store = new FaultyStore(await copyOf(place));
      store.failAt({ kind, nth: kind === 'list' ? 1 : 3, when: 'before' }, error, 1000);
      await expect(drillOf(store)).rejects.toMatchObject({ code: error.code });
    }
  });
});

/** The drill of the only backup of an app. */
async function drilled(source: MemorySource, { beside = asked(source), meanwhile }: { readonly beside?: ReturnType<typeof asked>; readonly meanwhile?: () => void } = {}): Promise<DrillReport> {
  const store = createMemoryStore();
  const run = await testRun();
  await runBackup(run.task(source, [store]));
  await run.dispose();
  meanwhile?.();
  return drillOf(store, { source: beside });
}

describe('what the app gave was not all, or not right', () => {
  it('a listing that ended early', async () => {
    const source = drillShop();
    source.inject({ on: 'records', entity: 'Order', atRecord: 100, as: 'silent-end' });
    expectFailed(await drilled(source), ['Order']);
  });

  it('rows that are hidden from the token', async () => {
    const source = drillShop();
    source.setEntity('Order', { records: [order(1)], schema: orderSchema, hiddenRows: { reason: 'Some rows are hidden from this token.', proven: true } });
    expectFailed(await drilled(source), ['Order']);
  });

  it('values that are of another type than the table says, or lack what it requires', async () => {
    const source = drillShop();
    source.put('Order', order(3, { total: 'a lot' }), order(4, { customer_id: null }));
    const report = await drilled(source);
    expectFailed(report, ['Order']);
    expect(failuresOf(report)[0]?.detail).toMatch(/“total”.*“customer_id”|“customer_id”.*“total”/);
  });

  it('records that the app has and the backup does not', async () => {
    const source = drillShop();
    const hidden = Array.from({ length: 5 }, (_, n) => order(1000 + n, { updated_date: '2026-02-02T00:00:00.000Z', created_date: '2026-02-02T00:00:00.000Z' }));
    expectFailed(await drilled(source, { meanwhile: () => source.put('Order', ...hidden) }), ['Order']);
    const table = drillShop();
    expectFailed(await drilled(table, { meanwhile: () => table.setEntity('Invoice', { records: hidden, schema: orderSchema }) }), ['Invoice']);
  });

  it('but edits after the backup are no failure', async () => {
    const source = drillShop();
    const later = '2026-03-01T11:30:00.000Z';
    const report = await drilled(source, {
      meanwhile: () => {
        source.put('Order', order(2000, { created_date: later, updated_date: later }), order(5, { total: 1, updated_date: later }));
        source.remove('Customer', ({ id }) => id === idOf(0xc007));
      },
    });
    expect(failuresOf(report)).toEqual([]);
    expect(report.checks.find(({ kind }) => kind === 'source')).toMatchObject({ state: 'passed', detail: expect.stringContaining('“Order” has 241 now') });
  });

  it('links that lead nowhere: told apart by whether the app has what they point at', async () => {
    const before = drillShop();
    before.put('Order', order(3, { customer_id: idOf(0xeeee) }));
    const kept = await drilled(before);
    expect(kept.ok).toBe(true);
    expect(kept.checks.find(({ kind }) => kind === 'references')).toMatchObject({ state: 'passed', detail: expect.stringContaining('1 link of “Order” (customer_id) led nowhere in the app already') });
    const lost = drillShop();
    lost.remove('Customer', ({ id }) => id === idOf(0xc003));
    expectFailed(await drilled(lost, { meanwhile: () => lost.put('Customer', customer(3)) }), ['Order']);
  });

  it('records of the backup before that nobody deleted', async () => {
    const source = drillShop();
    const store = createMemoryStore();
    const run = await testRun();
    await runBackup(run.task(source, [store]));
    await run.clock.advance(60_000);
    source.remove('Order', ({ number }) => typeof number === 'number' && number < 3);
    await runBackup(run.task(source, [store]));
    await run.dispose();
    expect(failuresOf(await drillOf(store, { source: asked(source) }))).toEqual([]);
    expectFailed(await drillOf(store, { source: asked(source, () => 'untold') }), ['Order']);
    expect((await drillOf(store)).checks).toContainEqual(expect.objectContaining({ kind: 'tripwire', table: 'Order', state: 'not-checked' }));
  });

  it('a newer backup that is not whole', async () => {
    const source = drillShop();
    const store = createMemoryStore();
    const run = await testRun();
    await runBackup(run.task(source, [store]));
    await run.clock.advance(60_000);
    source.setEntity('Customer', { records: [customer(1)], schema: customerSchema, hiddenRows: { reason: 'Some rows are hidden from this token.', proven: true } });
    await runBackup(run.task(source, [store]));
    await run.dispose();
    const report = await drillOf(store);
    expectFailed(report, ['Customer']);
    expect(report.backup?.records).toBe(248);
  });
});

describe('a drill that is stopped', () => {
  it('ends as cancelled, wherever it is', async () => {
    for (const phase of ['fetch', 'load', 'check'] as const) {
      const stop = new AbortController();
      const work = drillOf(place, { signal: stop.signal, onProgress: (progress) => (progress.phase === phase ? stop.abort() : undefined) });
      await expect(work).rejects.toMatchObject({ code: 'cancelled' });
    }
  });
});
