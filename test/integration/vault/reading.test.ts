import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { ChunkReader } from '../../../electron/engine/vault/chunk-reader.ts';
import { contentId } from '../../../electron/engine/vault/crypto/content-id.ts';
import { findById, readRecords } from '../../../electron/engine/vault/entity-reader.ts';
import { segmentKey } from '../../../electron/engine/vault/format/names.ts';
import { ChunkLocations } from '../../../electron/engine/vault/locations.ts';
import { openReader } from '../../../electron/engine/vault/open-reader.ts';
import { SegmentPool } from '../../../electron/engine/vault/segments/pool.ts';
import { openVault, readManifest } from '../../../electron/engine/vault/vault.ts';
import type { KeyField } from '../../../shared/model/record.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { orderRecord, smallApp, testKeys, testRun } from '../../support/small-app.ts';
import { asRecord, createShelf } from '../../support/written-records.ts';

const never = new AbortController().signal;

function rows(count: number): { k: string; text: string }[] {
  return Array.from({ length: count }, (_, n) => ({ k: n.toString().padStart(5, '0'), text: `text ${n * 7919}`.repeat(2) }));
}

describe('reading many chunks', () => {
  it('gives them in the order asked for, whatever it is, each as its id says', async () => {
    const shelf = createShelf();
    const index = await shelf.index(await shelf.write(rows(600).map((row) => asRecord(row))));
    const known = index.map(({ chunk }) => chunk);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...known), { maxLength: 30 }), async (ids) => {
        const read = await Array.fromAsync(shelf.reader.readAll(ids, never));
        expect(read.map(({ id }) => id)).toEqual(ids);
        for (const { id, bytes } of read) expect(contentId(testKeys.chunkKey, bytes)).toBe(id);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same through threads, however little or much is asked for', async () => {
    const shelf = createShelf();
    const written = await shelf.write(rows(400).map((row) => asRecord(row)));
    const pool = new SegmentPool(testKeys, 2);
    const reader = new ChunkReader({ store: shelf.store, keys: testKeys }, shelf.locations, pool);
    const lines = (await Array.fromAsync(readRecords(reader, written, never))).flat();
    await pool.close();
    expect(lines).toEqual(await shelf.lines(written));
    expect(lines).toHaveLength(400);
  });

  it('stops when it is cancelled, and when its reader loses interest', async () => {
    const shelf = createShelf();
    const ids = (await shelf.index(await shelf.write(rows(200).map((row) => asRecord(row))))).map(({ chunk }) => chunk);
    const stop = new AbortController();
    stop.abort();
    await expect(Array.fromAsync(shelf.reader.readAll(ids, stop.signal))).rejects.toMatchObject({ code: 'cancelled' });
    for await (const { id } of shelf.reader.readAll(ids, never)) {
      expect(id).toBe(ids[0]);
      break;
    }
  });
});

describe('finding one record', () => {
  const orderKey: readonly KeyField[] = [
    { field: 'created_date', type: 'text' },
    { field: 'id', type: 'text' },
  ];

  it('by its key opens one chunk of records and bisects the index', async () => {
    const shelf = createShelf();
    const written = await shelf.write(rows(3000).map((row) => asRecord(row)));
    const entity = { ...written, key: [{ field: 'k', type: 'text' as const }], identity: ['k'] };
    for (const id of ['00000', '00001', '01234', '02999']) {
      const before = shelf.reader.chunksRead;
      expect(await findById(shelf.reader, entity, id, never)).toContain(`"k":"${id}"`);
      expect(shelf.reader.chunksRead - before).toBeLessThan(2 + Math.ceil(Math.log2(written.index.length + 1)));
    }
    for (const id of ['', '99999', '01234x', '0']) expect(await findById(shelf.reader, entity, id, never)).toBeUndefined();
  });

  it('by its id alone, where records are sorted by creation, opens one chunk of records', async () => {
    const shelf = createShelf(orderKey, ['id']);
    const records = Array.from({ length: 200 }, (_, n) => asRecord(orderRecord(n), orderKey));
    const written = await shelf.write(records);
    const entity = { ...written, key: orderKey, identity: ['id'] };
    for (const n of [0, 77, 199]) {
      const before = shelf.reader.chunksRead;
      const id = n.toString(16).padStart(24, '0');
      expect(await findById(shelf.reader, entity, id, never)).toBe(records[n]?.json);
      expect(shelf.reader.chunksRead - before).toBeLessThanOrEqual(written.index.length + 1);
    }
    expect(await findById(shelf.reader, entity, 'nobody', never)).toBeUndefined();
  });

  it('whose id has several parts, numbers among them', async () => {
    const key: readonly KeyField[] = [{ field: 'order', type: 'number' }, { field: 'line', type: 'text' }];
    const shelf = createShelf(key, ['order', 'line']);
    const records = [-2, 1, 2, 10, 1e21].flatMap((order) => ['a', 'b'].map((line) => asRecord({ order, line }, key)));
    const entity = { ...(await shelf.write(records)), key, identity: ['order', 'line'] };
    expect(await findById(shelf.reader, entity, '10/b', never)).toBe('{"line":"b","order":10}');
    expect(await findById(shelf.reader, entity, '-2/a', never)).toBe('{"line":"a","order":-2}');
    expect(await findById(shelf.reader, entity, '1e+21/a', never)).toBe('{"line":"a","order":1e+21}');
    expect(await findById(shelf.reader, entity, '10', never)).toBeUndefined();
  });
});

describe('what is lost or damaged', () => {
  async function backedUp(): Promise<{ store: ObjectStore; snapshot: string; orders: readonly string[] }> {
    const store = createMemoryStore();
    const run = await testRun();
    const app = smallApp(300);
    const { snapshot } = await runBackup(run.task(app, [store]));
    await run.dispose();
    return { store, snapshot, orders: app.lines('Order') };
  }

  async function ordersIn(store: ObjectStore, snapshot: string): Promise<string[]> {
    const vault = await openVault(store, testKeys.identity, never);
    const manifest = await readManifest(vault, snapshot, never);
    const opened = await openReader(vault, never, 0);
    const entity = manifest.entities.find(({ name }) => name === 'Order');
    return (await Array.fromAsync(readRecords(opened.reader, entity ?? { index: [] }, never))).flat();
  }

  it('a directory: the segments say themselves what they hold', async () => {
    const { store, snapshot, orders } = await backedUp();
    const directories = await Array.fromAsync(store.list('directories/', { signal: never }));
    expect(directories).not.toHaveLength(0);
    for (const { key } of directories) await new FaultyStore(store).flip(key, -1);
    expect(await ordersIn(store, snapshot)).toEqual(orders);
    for (const { key } of directories) await store.delete(key, { signal: never });
    expect(await ordersIn(store, snapshot)).toEqual(orders);
  });

  it('a segment: the error names it', async () => {
    const { store, snapshot, orders } = await backedUp();
    let told = 0;
    for (const { key } of await Array.fromAsync(store.list('segments/', { signal: never }))) {
      const bytes = await store.get(key, { signal: never });
      await new FaultyStore(store).flip(key, -1);
      const read = await ordersIn(store, snapshot).catch((error: unknown) => error);
      told += Array.isArray(read) ? 0 : 1;
      if (Array.isArray(read)) expect(read).toEqual(orders);
      else expect(read).toMatchObject({ code: 'corrupt', details: { object: key } });
      await store.delete(key, { signal: never });
      const gone = await ordersIn(store, snapshot).catch((error: unknown) => error);
      if (Array.isArray(gone)) expect(gone).toEqual(orders);
      else expect(gone).toMatchObject({ code: 'corrupt', details: { object: key } });
      await store.put(key, bytes, { signal: never });
    }
    // The segment of the records, and that of their index.
    expect(told).toBeGreaterThanOrEqual(2);
  });

  it('a segment whose chunks lie somewhere else too: they are read from there', async () => {
    const shelf = createShelf();
    const records = rows(500).map((row) => asRecord(row));
    const first = await shelf.write(records);
    const [old] = [...shelf.locations.segments.keys()];
    // Stored again, as after damage was found: the same chunks in another segment.
    const again = createShelf();
    await again.write([asRecord({ k: '', text: 'in front' }), ...records]);
    for await (const { key } of again.store.list('', { signal: never })) await shelf.store.put(key, await again.store.get(key, { signal: never }), { signal: never });
    const both = new ChunkLocations();
    const add = (from: ChunkLocations, ids: Iterable<string>): void => {
      for (const chunk of ids) for (const place of from.all(chunk)) both.add({ chunk, ...place });
    };
    const entries = await shelf.index(first);
    const ids = [...first.index, ...entries.map(({ chunk }) => chunk)];
    add(again.locations, ids);
    add(shelf.locations, ids);
    const shared = entries.filter(({ chunk }) => both.all(chunk).length === 2);
    expect(shared.length).toBeGreaterThan(10);
    const reader = new ChunkReader({ store: shelf.store, keys: testKeys }, both, new SegmentPool(testKeys, 0));
    await new FaultyStore(shelf.store).flip(segmentKey(old ?? ''), -30);
    const read = await Array.fromAsync(reader.readAll(shared.map(({ chunk }) => chunk), never));
    expect(read.map(({ bytes }) => contentId(testKeys.chunkKey, bytes))).toEqual(shared.map(({ chunk }) => chunk));
    await shelf.store.delete(segmentKey(old ?? ''), { signal: never });
    expect(await Array.fromAsync(reader.readAll(shared.map(({ chunk }) => chunk), never))).toHaveLength(shared.length);
  });

  it('a place that does not answer is not damage', async () => {
    const { store, snapshot } = await backedUp();
    const faulty = new FaultyStore(store);
    faulty.gone();
    await expect(ordersIn(faulty, snapshot)).rejects.toMatchObject({ code: 'not-found' });
  });
});
