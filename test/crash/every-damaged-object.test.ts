import { beforeAll, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { CheckReport, Progress } from '../../electron/engine/engine.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { checkVault } from '../../electron/engine/vault/check.ts';
import { openFile, sealFile } from '../../electron/engine/vault/crypto/age-file.ts';
import { generateKeys, wrapChunkKey } from '../../electron/engine/vault/crypto/keys.ts';
import { decodeDirectory, encodeDirectory } from '../../electron/engine/vault/format/directory.ts';
import { decodeHeader, encodeHeader, sealHeader } from '../../electron/engine/vault/format/header.ts';
import { encodeManifest } from '../../electron/engine/vault/format/manifest.ts';
import { headerKey, nameInKey, snapshotKey } from '../../electron/engine/vault/format/names.ts';
import { compress, decompress } from '../../electron/engine/vault/format/zstd.ts';
import { encodeGolden, writeGolden } from '../../electron/engine/vault/golden.ts';
import { openVault, readManifest, type Vault } from '../../electron/engine/vault/vault.ts';
import { HoldfastError } from '../../shared/model/errors.ts';
import { FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import { neededBy } from '../support/needed-by.ts';
import { copyOf, orderRecord, smallApp, testKeys, testRun } from '../support/small-app.ts';

const never = new AbortController().signal;

/** Two backups of an app with several tables and files, the second after a change. */
let place: ObjectStore;
let vault: Vault;
let keys: readonly string[];
let snapshots: readonly string[];
/** Object → `snapshot table`, found out without the code that is tested. */
let needed: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  place = createMemoryStore();
  const run = await testRun();
  const app = smallApp(120);
  const first = await runBackup(run.task(app, [place]));
  await run.clock.advance(60_000);
  app.put('Order', orderRecord(17, { title: 'Changed', updated_date: run.clock.now().toISOString() }), orderRecord(500, { photo: 'mem://files/new' }));
  app.setFile('mem://files/new', { name: 'new.bin', body: new Uint8Array(3000).fill(9) });
  const second = await runBackup(run.task(app, [place]));
  await writeGolden({ store: place }, await encodeGolden(await openVault(place, testKeys.identity, never), { revision: 1, changedAt: run.clock.now().toISOString(), checks: [] }), never);
  await run.dispose();
  snapshots = [first.snapshot, second.snapshot];
  vault = await openVault(place, testKeys.identity, never);
  keys = (await listed(place)).map(({ key }) => key);
  needed = await neededBy(vault, snapshots);
});

async function listed(store: ObjectStore): Promise<{ key: string; size: number }[]> {
  const objects: { key: string; size: number }[] = [];
  for await (const object of store.list('', { signal: never })) objects.push(object);
  return objects;
}

interface How {
  readonly readData?: boolean;
  readonly threads?: number;
}

function check(store: ObjectStore, { readData = false, threads = 0 }: How = {}): Promise<CheckReport> {
  return checkVault({ ...vault, store }, { signal: never, readData, threads });
}

/** The check of a copy of the vault to which something was done. */
async function afterwards(damage: (store: FaultyStore) => Promise<void>, how: How): Promise<CheckReport> {
  const store = await copyOf(place);
  await damage(new FaultyStore(store));
  return check(store, how);
}

/** What a report says of one object: `snapshot table` for each backup and table it hurts. */
function hurtBy(report: CheckReport, object: string): Set<string> {
  const about = report.problems.filter((problem) => problem.object === object);
  expect(about, object).not.toHaveLength(0);
  for (const { problem } of about) expect(problem).toMatch(/^[A-Z].*\.$/);
  return new Set(about.flatMap(({ snapshots: names, entity }) => names.map((name) => `${name} ${entity ?? ''}`)));
}

/** Damage that is told of this object and no other, with everything it hurts. */
function expectFound(report: CheckReport, object: string): void {
  expect(report.ok).toBe(false);
  expect(new Set(report.problems.map((problem) => problem.object))).toEqual(new Set([object]));
  expect(hurtBy(report, object)).toEqual(needed.get(object) ?? new Set());
}

/** A run leaves some that it did not need after all; those may vanish. */
const neededObjects = (): readonly string[] => encrypted().filter((key) => needed.has(key));
const encrypted = (): readonly string[] => keys.filter((key) => key.endsWith('.age') && !key.startsWith('directories/'));
const directories = (): readonly string[] => keys.filter((key) => key.startsWith('directories/'));

describe('a vault that is whole', () => {
  it.each([false, true])('has no problems (every byte: %s)', async (readData) => {
    const objects = await listed(place);
    const report = await check(place, { readData });
    expect(report).toEqual({ ok: true, objects: objects.length, bytes: objects.reduce((sum, { size }) => sum + size, 0), problems: [] });
  });

  it('is read by threads as well as in place', async () => {
    expect(await check(place, { readData: true, threads: 2 })).toEqual(await check(place, { readData: true }));
  });

  it.each([
    { readData: true, unit: 'bytes' },
    { readData: false, unit: 'objects' },
  ])('tells how far it is, in $unit', async ({ readData, unit }) => {
    const told: Progress[] = [];
    await checkVault(vault, { signal: never, readData, threads: 0, onProgress: (progress) => void told.push(progress) });
    const last = told.at(-1);
    expect(last).toMatchObject({ phase: 'check', unit, done: last?.total });
    for (const [i, { done }] of told.entries()) expect(done).toBeGreaterThanOrEqual(told[i - 1]?.done ?? 0);
  });

  it('may hold what is not ours, and what no backup needs', async () => {
    const report = await afterwards(async (store) => {
      const put = (key: string, bytes: Uint8Array): Promise<void> => store.put(key, bytes, { signal: never });
      await put('notes.txt', new Uint8Array(3));
      await put('snapshots/copy.age', new Uint8Array(3));
      await put('segments/ab/abcd.age', new Uint8Array(3));
      await put('segments/readme', new Uint8Array(3));
      for (const name of snapshots) await store.lose(snapshotKey(name));
      await store.lose('status.json');
    }, { readData: true });
    expect(report.problems).toEqual([]);
  });

  it('may lack status files, which a backup writes last', async () => {
    const report = await afterwards(async (store) => {
      await store.lose('status.json');
      await store.lose('status.html');
    }, { readData: true });
    expect(report.problems).toEqual([]);
  });
});

describe('one object damaged', () => {
  it.each(['first', 'middle', 'last'])('its %s byte flipped: found by reading every byte', async (where) => {
    for (const key of encrypted()) {
      const size = (await place.stat(key, { signal: never }))?.size ?? 0;
      const at = { first: 0, middle: Math.floor(size / 2), last: size - 1 }[where] ?? 0;
      expectFound(await afterwards((store) => store.flip(key, at), { readData: true }), key);
    }
  });

  it('cut off by one byte or by half: found without reading data', async () => {
    for (const { key, size } of await listed(place)) {
      if (!neededObjects().includes(key)) continue;
      for (const left of [size - 1, Math.floor(size / 2), 0]) expectFound(await afterwards((store) => store.truncate(key, left), {}), key);
    }
  });

  it('removed: found without reading data', async () => {
    for (const key of neededObjects()) {
      const report = await afterwards((store) => store.lose(key), {});
      if (key.startsWith('snapshots/')) expect(report.problems).toMatchObject([{ object: key, snapshots: [nameInKey(key)] }]);
      else expectFound(report, key);
    }
  });

  it('swapped with another of its kind: both found by reading every byte', async () => {
    for (const kind of ['segments/', 'files/', 'snapshots/']) {
      const [a = '', ...others] = encrypted().filter((key) => key.startsWith(kind));
      expect(others).not.toHaveLength(0);
      for (const b of others) {
        const report = await afterwards((store) => exchange(store, a, b), { readData: true });
        expect(new Set(report.problems.map(({ object }) => object))).toEqual(new Set([a, b]));
      }
    }
  });

  it('changed where it is not encrypted: found without reading data', async () => {
    for (const key of ['vault.json', 'README.txt', 'open-these-backups.holdfast', 'status.json', 'status.html']) {
      const size = (await place.stat(key, { signal: never }))?.size ?? 0;
      for (const at of [0, Math.floor(size / 3), Math.floor(size / 2), size - 1]) expectOnly(await afterwards((store) => store.flip(key, at), {}), key);
      for (const left of [size - 1, Math.floor(size / 2), 0]) expectOnly(await afterwards((store) => store.truncate(key, left), {}), key);
    }
    expectOnly(await afterwards((store) => store.lose('vault.json'), {}), 'vault.json');
    expectOnly(await afterwards((store) => store.lose('README.txt'), {}), 'README.txt');
    const [head = ''] = snapshots;
    expectOnly(await afterwards(async (store) => store.put('golden.age', await store.get(snapshotKey(head), { signal: never }), { signal: never }), {}), 'golden.age');
    const swapped = await afterwards((store) => exchange(store, 'status.json', 'status.html'), {});
    expectOnly(swapped, 'status.json');
  });

  it('that no backup needs is told as well', async () => {
    const segment = keys.find((key) => key.startsWith('segments/')) ?? '';
    const report = await afterwards(async (store) => {
      for (const name of snapshots) await store.lose(snapshotKey(name));
      await store.lose('status.json');
      await store.flip(segment, -1);
    }, { readData: true });
    expect(report.problems).toMatchObject([{ object: segment, entity: null, snapshots: [] }]);
  });
});

function expectOnly(report: CheckReport, object: string): void {
  expect(report.ok, object).toBe(false);
  expect(new Set(report.problems.map((problem) => problem.object))).toEqual(new Set([object]));
}

async function exchange(store: ObjectStore, a: string, b: string): Promise<void> {
  const [first, second] = [await store.get(a, { signal: never }), await store.get(b, { signal: never })];
  await store.put(a, second, { signal: never });
  await store.put(b, first, { signal: never });
}

describe('directories', () => {
  it('damaged in any way: told, with what it concerns, and that nothing is lost', async () => {
    for (const key of directories()) {
      for (const damage of [(store: FaultyStore) => store.flip(key, 0), (store: FaultyStore) => store.flip(key, -1), (store: FaultyStore) => store.truncate(key, 100), (store: FaultyStore) => store.truncate(key, 0)]) {
        const report = await afterwards(damage, {});
        expectOnly(report, key);
        expect(report.problems.every(({ problem }) => problem.includes('Nothing is lost'))).toBe(true);
        expect(report.problems.flatMap((problem) => problem.snapshots)).toContain(snapshots[1]);
      }
    }
  });

  it('removed: told, and the next backup writes it again', async () => {
    for (const key of directories()) {
      const store = await copyOf(place);
      await store.delete(key, { signal: never });
      const report = await check(store, { readData: true });
      expectOnly(report, 'directories/');
      expect(report.problems[0]?.problem).toContain('Nothing is lost');
      const run = await testRun();
      await run.clock.advance(24 * 3600_000);
      await runBackup(run.task(smallApp(120), [store]));
      await run.dispose();
      expect((await check(store, { readData: true })).problems).toEqual([]);
    }
  });

  it('exchanged with one another say the same', async () => {
    const [a = '', b = ''] = directories();
    expect((await afterwards((store) => exchange(store, a, b), { readData: true })).problems).toEqual([]);
  });

  it('that leads astray is found by reading every byte', async () => {
    const [key = ''] = directories();
    const report = await afterwards(async (store) => {
      const entries = decodeDirectory(decompress(await openFile(testKeys.identity, await store.get(key, { signal: never })), 2 ** 20));
      const [first, ...rest] = entries;
      expect(first).toBeDefined();
      if (first === undefined) return;
      const lie = encodeDirectory([{ ...first, offset: first.offset + 1 }, ...rest]);
      await store.put(key, await sealFile(testKeys.recipients, compress(lie)), { signal: never });
    }, { readData: true });
    expect(report.problems.map(({ object }) => object)).toContain(key);
  });

  it('gone together with a segment: what is missing is told by table and backup', async () => {
    const [last = ''] = directories().toReversed();
    const report = await afterwards(async (store) => {
      const entries = decodeDirectory(decompress(await openFile(testKeys.identity, await store.get(last, { signal: never })), 2 ** 20));
      for (const { segment } of entries) await store.lose(`segments/${segment.slice(0, 2)}/${segment}.age`);
      await store.lose(last);
    }, {});
    expect(report.problems).toContainEqual(expect.objectContaining({ object: 'directories/', entity: 'Order', snapshots: [snapshots[1]] }));
    expect(report.problems.every((problem) => !problem.snapshots.includes(snapshots[0] ?? ''))).toBe(true);
  });
});

describe('forgeries by somebody who can write there and knows the public key', () => {
  it('a backup of their own', async () => {
    const manifest = await readManifest(vault, snapshots[1] ?? '', never);
    const forged = { ...manifest, id: '2026-04-01T00-00-00Z_small_manual' };
    const report = await afterwards(async (store) => {
      await store.put(snapshotKey(forged.id), await sealFile(testKeys.recipients, encodeManifest(forged, (await generateKeys()).chunkKey)), { signal: never });
    }, {});
    expect(report.problems).toEqual([{ object: snapshotKey(forged.id), entity: null, snapshots: [forged.id], problem: expect.stringContaining('not written by Holdfast') }]);
  });

  it('a backup under another name', async () => {
    const name = '2026-04-01T00-00-00Z_small_manual';
    const report = await afterwards(async (store) => {
      await store.put(snapshotKey(name), await store.get(snapshotKey(snapshots[0] ?? ''), { signal: never }), { signal: never });
    }, {});
    expect(report.problems).toEqual([{ object: snapshotKey(name), entity: null, snapshots: [name], problem: expect.stringContaining('another one’s name') }]);
  });

  it('a segment of their own under a name of ours', async () => {
    const segment = keys.find((key) => key.startsWith('segments/')) ?? '';
    const report = await afterwards(async (store) => {
      const size = (await store.stat(segment, { signal: never }))?.size ?? 0;
      const plain = new Uint8Array(size - 200);
      await store.put(segment, await sealFile(testKeys.recipients, plain), { signal: never });
    }, { readData: true });
    expectFound(report, segment);
  });

  it('a vault.json with another recipient', async () => {
    const stranger = await generateKeys();
    const report = await afterwards((store) => rewriteHeader(store, (header) => ({ ...header, recipients: [...header.recipients, ...stranger.recipients] })), {});
    expect(report.problems).toMatchObject([{ object: headerKey, snapshots: [...snapshots] }]);
  });

  it('a vault.json of another vault', async () => {
    const report = await afterwards((store) => rewriteHeader(store, (header) => ({ ...header, vaultId: '00000000-58f4-4b8e-9d57-1d3f0c5a7b21' })), {});
    expect(report.problems).toMatchObject([{ object: headerKey, problem: 'It describes another vault.' }]);
  });

  it('a vault.json with a chunk key of their own, also for somebody who has nothing but the recovery key', async () => {
    const store = await copyOf(place);
    const { chunkKey } = await generateKeys();
    const wrapped = await wrapChunkKey(testKeys.recipients, chunkKey);
    await rewriteHeader(store, (header) => sealHeader({ ...header, chunkKey: wrapped }, chunkKey));
    expect((await check(store)).problems).toMatchObject([{ object: headerKey, problem: expect.stringContaining('replaced') }]);
    const opened = await openVault(store, testKeys.identity, never);
    const report = await checkVault(opened, { signal: never, threads: 0 });
    expect(report.problems).toContainEqual(expect.objectContaining({ object: headerKey, problem: expect.stringContaining('replaced') }));
  });
});

async function rewriteHeader(store: ObjectStore, change: (header: ReturnType<typeof decodeHeader>) => ReturnType<typeof decodeHeader>): Promise<void> {
  const header = decodeHeader(await store.get(headerKey, { signal: never }));
  await store.put(headerKey, encodeHeader(change(header)), { signal: never });
}

describe('a manifest that is sealed but does not add up', () => {
  it('is told with its table', async () => {
    const manifest = await readManifest(vault, snapshots[0] ?? '', never);
    const wrong = { ...manifest, entities: manifest.entities.map((entity) => (entity.name === 'Order' ? { ...entity, records: entity.records + 1 } : entity)) };
    const report = await afterwards(async (store) => {
      await store.put(snapshotKey(wrong.id), await sealFile(testKeys.recipients, encodeManifest(wrong, testKeys.chunkKey)), { signal: never });
    }, {});
    expect(report.problems).toMatchObject([{ object: snapshotKey(wrong.id), entity: 'Order', snapshots: [wrong.id] }]);
  });
});

describe('a check that cannot go on', () => {
  it('rejects when it is cancelled', async () => {
    const stop = new AbortController();
    const work = checkVault(vault, { signal: stop.signal, readData: true, threads: 0, onProgress: () => stop.abort() });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each(['list', 'get'] as const)('rejects with what the place says when it fails at a %s', async (kind) => {
    const store = new FaultyStore(await copyOf(place));
    store.failAt({ kind, nth: 1, when: 'before' }, taxonomyError('network'));
    await expect(check(store)).rejects.toMatchObject({ code: 'network' });
  });

  it('rejects when the place is gone in the middle, and does not call everything missing', async () => {
    const store = new FaultyStore(await copyOf(place));
    const gone = new HoldfastError('not-found', 'The folder is gone.', { details: { reason: 'place-gone' } });
    store.failAt({ kind: 'get', key: /^segments/, nth: 3, when: 'before' }, gone, 1000);
    await expect(check(store, { readData: true })).rejects.toBe(gone);
  });
});
