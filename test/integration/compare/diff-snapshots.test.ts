import { describe, expect, it } from 'vitest';
import { changedEntities, diffSnapshots } from '../../../electron/engine/compare/diff-snapshots.ts';
import type { DiffReport, EntityDiff, Progress } from '../../../electron/engine/engine.ts';
import type { JsonValue } from '../../../shared/model/record.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { createStoredApp, type StoredApp, type Table, type Tables } from '../../support/stored-app.ts';
import { without } from '../../support/without.ts';

const never = new AbortController().signal;
const options = { signal: never, scratch: '/nowhere', records: true };

type Fields = Readonly<Record<string, JsonValue>>;

function record(n: number, fields: Fields = {}): Fields {
  return { id: n.toString(16).padStart(6, '0'), created_date: `2026-01-${String((n % 28) + 1).padStart(2, '0')}`, name: `Name ${n}`, ...fields };
}

function records(count: number, from = 0): Fields[] {
  return Array.from({ length: count }, (_, n) => record(n + from));
}

async function compared(from: Tables, to: Tables, more: Partial<Parameters<typeof diffSnapshots>[3]> = {}): Promise<{ report: DiffReport; app: StoredApp; opened: number }> {
  const app = createStoredApp();
  const older = await app.snapshot('older', from);
  const newer = await app.snapshot('newer', to);
  const before = app.reader.chunksRead;
  const report = await diffSnapshots(app.reader, older, newer, { ...options, ...more });
  return { report, app, opened: app.reader.chunksRead - before };
}

async function one(from: Table, to: Table, more: Partial<Parameters<typeof diffSnapshots>[3]> = {}): Promise<EntityDiff & { readonly opened: number }> {
  const { report, opened } = await compared({ T: from }, { T: to }, more);
  const [entity] = report.entities;
  if (entity === undefined) throw new Error('no entity');
  return { ...entity, opened };
}

describe('records', () => {
  it('created, changed and deleted are counted and named in order', async () => {
    const older = records(60);
    const newer = [...older.filter(({ id }) => id !== '000007' && id !== '000030').map((each) => (each['id'] === '000011' ? { ...each, name: 'Other' } : each)), record(70), record(65)];
    expect(await one({ records: older }, { records: newer })).toMatchObject({
      name: 'T',
      created: 2,
      changed: 1,
      deleted: 2,
      blankedFields: [],
      fieldsGone: [],
      records: { changed: ['000011'], deleted: ['000007', '000030'], created: ['000041', '000046'] },
    });
  });

  it('in another order of fields, or with numbers written otherwise, are the same', async () => {
    const older = records(30).map((each, n) => ({ ...each, amount: n }));
    const newer = older.map((each) => Object.fromEntries(Object.entries(each).toReversed()) as Fields);
    expect(await one({ records: older }, { records: newer })).toMatchObject({ created: 0, changed: 0, deleted: 0, opened: 0 });
  });

  it('are named by all fields of their identity', async () => {
    const key = [{ field: 'order', type: 'number' as const }, { field: 'line', type: 'number' as const }];
    const rows = (price: number): Fields[] => [{ order: 2, line: 10, price: 1 }, { order: 10, line: 2, price }];
    const table = (price: number): Table => ({ records: rows(price), key, identity: ['order', 'line'] });
    expect((await one(table(1), table(2))).records).toEqual({ created: [], changed: ['10/2'], deleted: [] });
  });

  it('without their ids unless asked for', async () => {
    const { report } = await compared({ T: { records: records(9) } }, { T: { records: records(3) } }, { records: false });
    expect(report.entities[0]).toEqual({ name: 'T', created: 0, changed: 0, deleted: 6, blankedFields: [], fieldsGone: [] });
  });
});

describe('what it costs', () => {
  it('nothing when nothing changed', async () => {
    expect((await compared({ A: { records: records(200) }, B: { records: records(50) } }, { A: { records: records(200) }, B: { records: records(50) } })).opened).toBe(0);
  });

  it('a few chunks when one record of many changed', async () => {
    const older = records(2000);
    const newer = older.map((each, n) => (n === 777 ? { ...each, name: 'Other' } : each));
    const { opened, changed } = await one({ records: older }, { records: newer });
    expect(changed).toBe(1);
    // On each side one chunk, and the index chunks up to where they are cut alike again.
    expect(opened).toBeLessThan(16);
  });

  it('no chunk where whole ranges came or went and only their number is asked for', async () => {
    const sorted = Array.from({ length: 2000 }, (_, n) => ({ ...record(n), created_date: '2026-01-01' }));
    const withIds = await one({ records: sorted }, { records: sorted.slice(0, 1000) });
    const numbers = await one({ records: sorted }, { records: sorted.slice(0, 1000) }, { records: false });
    expect(withIds.deleted).toBe(1000);
    expect(numbers.deleted).toBe(1000);
    expect(numbers.opened).toBeLessThan(withIds.opened - 100);
  });

  it('names what changed by the manifests alone', async () => {
    const app = createStoredApp();
    const older = await app.snapshot('older', { A: { records: records(9) }, B: { records: records(9) }, C: { records: [] }, D: { records: [] } });
    const newer = await app.snapshot('newer', { A: { records: records(9) }, B: { records: records(8) }, C: { records: [], schema: { properties: { x: {} } } }, E: { records: [] } });
    const before = app.reader.chunksRead;
    expect(changedEntities(older, newer)).toEqual(['B', 'C', 'E', 'D']);
    expect(app.reader.chunksRead).toBe(before);
  });

  it('tells how far it is', async () => {
    const told: Progress[] = [];
    const newer = records(300).map((each, n) => (n % 3 === 0 ? { ...each, name: 'Other' } : each));
    await compared({ Same: { records: records(50) }, T: { records: records(300) } }, { Same: { records: records(50) }, T: { records: newer } }, { onProgress: (progress) => void told.push(progress) });
    expect(told.at(-1)).toEqual({ phase: 'compare', subject: 'T', done: 300, total: 300, unit: 'records' });
    for (const [i, { done }] of told.entries()) expect(done).toBeGreaterThanOrEqual(told[i - 1]?.done ?? 0);
  });
});

describe('fields', () => {
  it('that had a value and are now null, empty or missing are counted by record', async () => {
    const older = [record(1, { a: 'x', b: 0, c: [1], d: { e: 1 }, f: 'x' }), record(2, { a: 'x', b: 1, c: [], d: {}, f: '' }), record(3, { a: null })];
    const newer = [record(1, { a: null, b: 0, c: [], d: {} }), record(2, { a: '', b: false, c: null, f: null }), record(3, { a: '' })];
    expect((await one({ records: older }, { records: newer })).blankedFields).toEqual([
      { field: 'a', records: 2 },
      { field: 'c', records: 1 },
      { field: 'd', records: 1 },
      { field: 'f', records: 1 },
    ]);
  });

  it('that no record has any more are gone, but not those that an unchanged record still has', async () => {
    const older = records(40).map((each, n): Fields => (n < 3 ? { ...each, phone: '1', fax: '2' } : each));
    const newer = older.map((each, n) => (n === 0 ? without(each, 'phone', 'fax') : without(each, 'phone')));
    expect((await one({ records: older }, { records: newer })).fieldsGone).toEqual(['phone']);
  });

  it('that left the schema are gone unless a record was seen that has them', async () => {
    const schema = (...fields: string[]): JsonValue => ({ type: 'object', properties: Object.fromEntries(fields.map((field) => [field, { type: 'string' }])) });
    const plain = records(5);
    expect((await one({ records: plain, schema: schema('name', 'phone') }, { records: plain, schema: schema('name') })).fieldsGone).toEqual(['phone']);
    const kept = [...plain, record(9, { phone: '1' })];
    expect((await one({ records: kept, schema: schema('name', 'phone') }, { records: kept, schema: schema('name') })).fieldsGone).toEqual([]);
    expect((await one({ records: plain, schema: schema('name', 'phone') }, { records: plain, schema: {} })).fieldsGone).toEqual([]);
  });

  it('are not called gone where that would take reading everything', async () => {
    const older = records(4000).map((each, n) => (n === 0 ? { ...each, phone: '1' } : each));
    const { fieldsGone, opened, blankedFields } = await one({ records: older }, { records: [record(0), ...older.slice(1)] });
    expect(blankedFields).toEqual([{ field: 'phone', records: 1 }]);
    expect(fieldsGone).toEqual([]);
    expect(opened).toBeLessThan(1000);
  });
});

describe('tables', () => {
  it('that are on one side only are all new, or all deleted, and said to be', async () => {
    const { report, opened } = await compared({ Old: { records: records(4) } }, { New: { records: records(3) } }, { records: false });
    expect(report.entities).toEqual([
      { name: 'New', created: 3, changed: 0, deleted: 0, blankedFields: [], fieldsGone: [], note: expect.stringContaining('older backup does not have') },
      { name: 'Old', created: 0, changed: 0, deleted: 4, blankedFields: [], fieldsGone: [], note: expect.stringContaining('newer backup does not have') },
    ]);
    expect(opened).toBe(0);
    const named = await compared({ Old: { records: records(2) } }, {});
    expect(named.report.entities[0]?.records?.deleted).toEqual(['000000', '000001']);
  });

  it('that were not read whole never call an unread record deleted, or new', async () => {
    const incomplete = { status: 'incomplete' as const, reason: 'A page could not be read' };
    const missing = await one({ records: records(50) }, { records: records(40), ...incomplete });
    expect(missing).toMatchObject({ deleted: 0, unsure: { created: 0, deleted: 10 }, records: { deleted: [] } });
    expect(missing.note).toBe('In the newer backup this table may not have been read whole: A page could not be read. 10 records are only in the older backup; nobody knows whether they were deleted.');
    const appeared = await one({ records: records(49), ...incomplete }, { records: records(50) });
    expect(appeared).toMatchObject({ created: 0, unsure: { created: 1, deleted: 0 } });
    expect(appeared.note).toContain('1 record is only in the newer backup');
    const failed = await one({ records: records(50) }, { records: [], status: 'failed', reason: 'Forbidden.' }, { records: false });
    expect(failed).toMatchObject({ deleted: 0, unsure: { created: 0, deleted: 50 }, opened: 0 });
    const unchanged = await one({ records: records(5), ...incomplete }, { records: records(5), ...incomplete });
    expect(unchanged.note).toContain('In the older backup');
    expect(unchanged).not.toHaveProperty('unsure');
  });

  it('that are sorted by another key since are compared all the same', async () => {
    const byName = { key: [{ field: 'name', type: 'text' as const }], identity: ['name'] };
    const newer = records(200).slice(1).map((each, n) => (n === 5 ? { ...each, more: 1 } : each));
    const { created, changed, deleted } = await one({ records: records(200) }, { records: newer, ...byName }, { scratch: '/nowhere' });
    expect({ created, changed, deleted }).toEqual({ created: 0, changed: 1, deleted: 1 });
  });
});

describe('a comparison that cannot go on', () => {
  it('stops when it is cancelled', async () => {
    await expect(compared({ T: { records: records(50) } }, { T: { records: records(49) } }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('names the object that is damaged', async () => {
    const app = createStoredApp();
    const older = await app.snapshot('older', { T: { records: records(50) } });
    const newer = await app.snapshot('newer', { T: { records: records(49) } });
    const segments = await Array.fromAsync(app.store.list('segments/', { signal: never }));
    for (const { key } of segments) await new FaultyStore(app.store).flip(key, -1);
    const failure = diffSnapshots(app.reader, older, newer, options);
    await expect(failure).rejects.toMatchObject({ code: 'corrupt', details: { object: expect.stringMatching(/^segments\//) } });
  });
});
