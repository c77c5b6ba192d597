import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBursts } from '../../../electron/engine/compare/incidents/bursts.ts';
import { diffSnapshots } from '../../../electron/engine/compare/diff-snapshots.ts';
import type { Incident } from '../../../electron/engine/engine.ts';
import type { JsonValue } from '../../../shared/model/record.ts';
import { createStoredApp, type Tables } from '../../support/stored-app.ts';

type Fields = Readonly<Record<string, JsonValue>>;

const options = { signal: new AbortController().signal, scratch: '/nowhere', records: true };
const before = '2026-02-01T08:00:00.000000Z';

function rows(count: number, make: (n: number) => Fields, from = 0): Fields[] {
  return Array.from({ length: count }, (_, n) => ({ id: idOf(n + from), created_date: `2026-01-01T${String(n).padStart(6, '0')}`, updated_date: before, ...make(n + from) }));
}

/** As Base44's: 24 hex digits. */
function idOf(n: number): string {
  return n.toString(16).padStart(24, '0');
}

const orders = rows(200, (n) => ({ number: n, status: 'paid' }));
const items = rows(600, (n) => ({ order: idOf(n % 200), name: `Item ${n}` }), 10_000);
const customers = rows(100, (n) => ({ name: `Customer ${n}`, phone: `+47 ${n}`, note: n % 3 === 0 ? 'likes tea' : '' }), 20_000);
const shop = { Order: orders, OrderItem: items, Customer: customers };

async function incidents(from: Readonly<Record<string, readonly Fields[]>>, to: Readonly<Record<string, readonly Fields[]>>, more: { readonly incomplete?: string } = {}): Promise<readonly Incident[]> {
  const app = createStoredApp();
  const tables = (side: typeof from, newer: boolean): Tables =>
    Object.fromEntries(Object.entries(side).map(([name, records]) => [name, { records: [...records], changedAt: 'updated_date', ...(newer && more.incomplete === name ? { status: 'incomplete' as const } : {}) }]));
  const older = await app.snapshot('older', tables(from, false));
  const newer = await app.snapshot('newer', tables(to, true));
  return (await diffSnapshots(app.reader, older, newer, options)).incidents;
}

function edited(records: readonly Fields[], which: (n: number) => boolean, change: (n: number) => Fields): Fields[] {
  return records.map((record, n) => (which(n) ? { ...record, ...change(n) } : record));
}

/** A moment on the day of the incident. */
function at(time: string): string {
  return `2026-02-03T${time}.000000Z`;
}

describe('what a person would say happened', () => {
  it('orders and the items that belong to them were deleted: one incident', async () => {
    const gone = new Set(orders.slice(20, 163).map(({ id }) => id));
    const found = await incidents(shop, { ...shop, Order: orders.filter(({ id }) => !gone.has(id)), OrderItem: items.filter(({ order }) => !gone.has(order)) });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      kind: 'records-deleted',
      snapshot: 'older',
      sentence: '143 records of Order and 429 of OrderItem, which belong together, were deleted.',
      tables: [{ name: 'Order', records: 143, of: 200 }, { name: 'OrderItem', records: 429, of: 600 }],
    });
    expect(new Set(found[0]?.tables[0]?.ids)).toEqual(gone);
  });

  it('deletions that have nothing to do with each other stay apart', async () => {
    const found = await incidents(shop, { ...shop, Order: orders.slice(1), Customer: customers.slice(3) });
    expect(found.map(({ sentence }) => sentence)).toEqual(['3 records of Customer were deleted.', '1 record of Order was deleted.']);
  });

  it('a field went blank, at the time when most of it did, whatever was edited since', async () => {
    const found = await incidents(shop, {
      ...shop,
      Customer: edited(customers, (n) => n < 90, (n) => ({ phone: n % 2 === 0 ? null : '', updated_date: n === 7 ? at('19:30:00') : at(`14:02:${String(n % 60).padStart(2, '0')}`) })),
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'fields-blanked', sentence: '“phone” went blank on 90 of 100 records of Customer.', tables: [{ name: 'Customer', records: 90, fields: ['phone'] }] });
    expect(found[0]?.window).toEqual({ from: '2026-02-03T14:02:00.000Z', to: '2026-02-03T14:02:59.000Z' });
    expect(found[0]?.tables[0]?.ids).toHaveLength(90);
  });

  it('fields that went blank on the same records went together', async () => {
    const found = await incidents(shop, { ...shop, Customer: edited(customers, (n) => n < 40, () => ({ phone: null, name: null, updated_date: at('14:02:00') })) });
    expect(found.map(({ sentence }) => sentence)).toEqual(['“name” and “phone” went blank on 40 of 100 records of Customer.']);
  });

  it('a value that many records got at once was overwritten; what people edit through the day is nothing to report', async () => {
    const byPeople = edited(orders, (n) => n < 60, (n) => ({ status: 'shipped', updated_date: at(`${String(8 + Math.floor(n / 6)).padStart(2, '0')}:${String((n % 6) * 9).padStart(2, '0')}:00`) }));
    expect(await incidents(shop, { ...shop, Order: byPeople })).toEqual([]);
    const byProgram = edited(byPeople, (n) => n >= 100, () => ({ status: 'cancelled', updated_date: at('16:20:11') }));
    const found = await incidents(shop, { ...shop, Order: byProgram });
    expect(found).toMatchObject([{ kind: 'fields-overwritten', sentence: '“status” was overwritten on 100 of 200 records of Order.', window: { from: '2026-02-03T16:20:11.000Z', to: '2026-02-03T16:20:11.000Z' } }]);
    expect(new Set(found[0]?.tables[0]?.ids)).toEqual(new Set(orders.slice(100).map(({ id }) => id)));
  });

  it('a table is gone; a field is gone with what was in it', async () => {
    const found = await incidents(shop, { Order: orders, Customer: customers.map(({ phone: _phone, ...rest }) => ({ ...rest, updated_date: at('14:02:00') })) });
    expect(found.map(({ kind, sentence }) => [kind, sentence])).toEqual([
      ['table-gone', 'The table OrderItem is gone, with 600 records.'],
      ['field-gone', '“phone” of Customer is gone, which 100 records had filled.'],
    ]);
  });

  it('new records, filled fields and a table that was not read whole are no loss', async () => {
    expect(await incidents(shop, { ...shop, Order: [...orders, ...rows(50, (n) => ({ number: n, status: 'new' }), 40_000)] })).toEqual([]);
    expect(await incidents(shop, { ...shop, Customer: edited(customers, () => true, () => ({ email: 'a@b.example', updated_date: at('14:02:00') })) })).toEqual([]);
    expect(await incidents(shop, { ...shop, Order: orders.slice(100) }, { incomplete: 'Order' })).toEqual([]);
  });

  it('forgets no deleted record and no blanked field, and tells none twice', async () => {
    const fate = fc.constantFrom('stays', 'deleted', 'blanked', 'edited');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 30, maxLength: 30 }), async (fates) => {
        const some = customers.slice(0, 30);
        const after = some.flatMap((record, n): Fields[] => (fates[n] === 'deleted' ? [] : fates[n] === 'blanked' ? [{ ...record, phone: null, updated_date: at('14:00:00') }] : fates[n] === 'edited' ? [{ ...record, name: 'x', updated_date: at('15:00:00') }] : [record]));
        const found = await incidents({ Customer: some }, { Customer: after });
        const idsWith = (wanted: string): unknown[] => some.filter((_record, n) => fates[n] === wanted).map(({ id }) => id);
        const idsIn = (...kinds: readonly Incident['kind'][]): string[] => found.filter(({ kind }) => kinds.includes(kind)).flatMap(({ tables }) => tables.flatMap(({ ids = [] }) => ids)).toSorted();
        expect(idsIn('records-deleted')).toEqual(idsWith('deleted'));
        // A field that no record has any more is told as gone.
        expect(idsIn('fields-blanked', 'field-gone')).toEqual(idsWith('blanked'));
      }),
      { numRuns: 25 },
    );
  });
});

describe('bursts', () => {
  it('end where nothing happened for more than a minute', () => {
    expect(findBursts([120_001, 0, 60_000, 30_000])).toEqual([{ from: 0, to: 60_000, count: 3 }, { from: 120_001, to: 120_001, count: 1 }]);
    expect(findBursts([])).toEqual([]);
  });
});
