import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createBusiness } from '../../../../electron/sample-app/business/index.ts';
import type { SampleDataset, SampleRecord } from '../../../../electron/sample-app/dataset.ts';

const sizes = [200, 1_000, 20_000];

describe.each(sizes)('a business of %i records', (records) => {
  const business = createBusiness({ records, seed: 7 });
  const all = readAll(business);

  it('has that many, users included, give or take one in twenty', () => {
    const total = [...all.values()].reduce((count, rows) => count + rows.length, business.users.length);
    expect(Math.abs(total - records) / records).toBeLessThanOrEqual(0.05);
    expect([...all.values()].every((rows) => rows.length > 0)).toBe(true);
    expect(all.size).toBeGreaterThanOrEqual(12);
  });

  it('gives every record an id of its own, also those in the trash', () => {
    const ids = business.entities.flatMap((entity) => [...entity.records(), ...(entity.trash?.() ?? [])].map((record) => record.id));
    ids.push(...business.users.map((user) => user.id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
  });

  it('writes moments as the platform does, none after now and none changed before it was made', () => {
    for (const rows of all.values()) {
      for (const { created_date: created, updated_date: updated } of rows) {
        expect(created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000$/);
        expect(updated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000$/);
        expect(created <= updated && updated < '2026-11-20T12:00:00').toBe(true);
      }
    }
  });

  it('holds together: order lines, orders, invoices and payments add up', () => {
    const lines = Map.groupBy(rowsOf(all, 'OrderItem'), (line) => text(line['order_id']));
    const invoices = new Map(rowsOf(all, 'Invoice').map((invoice) => [text(invoice['order_id']), invoice]));
    const payments = Map.groupBy(rowsOf(all, 'Payment'), (payment) => text(payment['invoice_id']));
    const totals = new Map(rowsOf(all, 'Order').map((order) => [order.id, cents(order['total'])]));
    let paid = 0;
    for (const order of rowsOf(all, 'Order')) {
      const own = lines.get(order.id) ?? [];
      expect(own.map((line) => line['position'])).toEqual(own.map((_line, at) => at + 1));
      expect(sum(own, 'line_total')).toBe(cents(order['subtotal']));
      expect(cents(order['subtotal']) - cents(order['discount'] ?? 0) + cents(order['shipping_fee'])).toBe(cents(order['total']));
      expect(invoices.has(order.id)).toBe(!['draft', 'new', 'cancelled'].includes(text(order['status'])));
    }
    for (const [orderId, invoice] of invoices) {
      expect(cents(invoice['total'])).toBe(totals.get(orderId));
      expect(cents(invoice['net']) + cents(invoice['tax'])).toBe(cents(invoice['total']));
      const received = payments.get(invoice.id) ?? [];
      const settled = received.length > 0 ? cents(invoice['total']) : 0;
      expect(sum(received, 'amount')).toBe(settled);
      expect(received.length === 0 && invoice['status'] === 'paid').toBe(false);
      paid += received.length;
    }
    expect(paid).toBe(rowsOf(all, 'Payment').length);
    expect([...lines.values()].flat().length).toBe(rowsOf(all, 'OrderItem').length);
  });

  it('numbers its invoices without a gap', () => {
    const numbers = rowsOf(all, 'Invoice').map((invoice) => Number(text(invoice['number']).split('-')[2]));
    expect(numbers).toEqual(numbers.map((_number, at) => at + 1));
  });

  it('sells nothing to a customer who is not there yet, nor what is not made yet', () => {
    const born = new Map(['Customer', 'Product'].flatMap((name) => rowsOf(all, name)).map((row) => [row.id, row.created_date]));
    for (const order of rowsOf(all, 'Order')) expect((born.get(text(order['customer_id'])) ?? 'x') < order.created_date).toBe(true);
    for (const line of rowsOf(all, 'OrderItem')) expect((born.get(text(line['product_id'])) ?? 'x') < line.created_date).toBe(true);
  });
});

describe('the same options', () => {
  it('give the same bytes, files included', () => {
    expect(fingerprint(createBusiness({ records: 3_000, seed: 7 }))).toBe(fingerprint(createBusiness({ records: 3_000, seed: 7 })));
  });

  it('give the bytes they gave when this was written, on any machine', () => {
    expect(fingerprint(createBusiness({ records: 1_000, seed: 1 }))).toMatchInlineSnapshot(`"3cfd1242b5b6d024c2fee44579f99f319aacbbee11ee20a2b6b63bce640fc4ac"`);
  });

  it('with another seed or another moment do not', () => {
    const known = fingerprint(createBusiness({ records: 1_000, seed: 7 }));
    expect(fingerprint(createBusiness({ records: 1_000, seed: 8 }))).not.toBe(known);
    expect(fingerprint(createBusiness({ records: 1_000, seed: 7, now: new Date('2027-02-03T04:05:06Z') }))).not.toBe(known);
  });

  it('can be iterated again and side by side', () => {
    const business = createBusiness({ records: 500, seed: 3 });
    const order = business.entities.find((entity) => entity.name === 'Order');
    if (order === undefined) throw new Error('no orders');
    const first = [...order.records()];
    const a = order.records()[Symbol.iterator]();
    const b = order.records()[Symbol.iterator]();
    for (const record of first) {
      expect(a.next()).toEqual({ done: false, value: record });
      expect(b.next()).toEqual({ done: false, value: record });
    }
  });
});

describe('a business over time', () => {
  const business = createBusiness({ records: 60_000, seed: 7 });
  const orders = [...(business.entities.find((entity) => entity.name === 'Order')?.records() ?? [])];
  const perWeekday = [0, 0, 0, 0, 0, 0, 0];
  for (const order of orders) {
    const weekday = new Date(`${order.created_date}Z`).getUTCDay();
    perWeekday[weekday] = (perWeekday[weekday] ?? 0) + 1;
  }

  it('covers the last 18 months', () => {
    expect(orders[0]?.created_date.slice(0, 7)).toBe('2025-05');
    expect(orders.at(-1)?.created_date.slice(0, 10)).toBe('2026-11-19');
    expect(new Set(orders.map((order) => order.created_date.slice(0, 7))).size).toBe(19);
  });

  it('is quiet at weekends and grows', () => {
    expect(Math.max(perWeekday[0] ?? 0, perWeekday[6] ?? 0)).toBeLessThan(0.75 * Math.min(...perWeekday.slice(1, 6)));
    const half = orders.filter((order) => order.created_date < '2026-02-20').length;
    expect(half).toBeLessThan(0.48 * orders.length);
  });

  it('averages about 400 bytes a record', () => {
    let bytes = 0;
    let count = 0;
    for (const entity of business.entities) {
      for (const record of entity.records()) {
        bytes += Buffer.byteLength(JSON.stringify(record));
        count += 1;
      }
    }
    expect(bytes / count).toBeGreaterThan(360);
    expect(bytes / count).toBeLessThan(440);
  });
});

it('refuses a size that no business has', () => {
  for (const records of [0, 199, 5_000_001, 1000.5, Number.NaN]) expect(() => createBusiness({ records, seed: 1 })).toThrow(RangeError);
});

function readAll(business: SampleDataset): ReadonlyMap<string, readonly SampleRecord[]> {
  return new Map(business.entities.map((entity) => [entity.name, [...entity.records()]]));
}

function rowsOf(all: ReadonlyMap<string, readonly SampleRecord[]>, entity: string): readonly SampleRecord[] {
  return all.get(entity) ?? [];
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`text expected, found ${JSON.stringify(value)}`);
  return value;
}

function cents(value: unknown): number {
  return Math.round(Number(value) * 100);
}

function sum(rows: readonly SampleRecord[], field: string): number {
  return rows.reduce((total, row) => total + cents(row[field]), 0);
}

function fingerprint(business: SampleDataset): string {
  const hash = createHash('sha256');
  for (const entity of business.entities) {
    hash.update(JSON.stringify([entity.name, entity.schema, [...entity.records()], [...(entity.trash?.() ?? [])], [...(entity.devRecords?.() ?? [])]]));
  }
  for (const file of business.files) hash.update(JSON.stringify(file)).update(file.content());
  const { appId, appName, users, functions, agents, conversations, settings, userSchema } = business;
  return hash.update(JSON.stringify({ appId, appName, users, functions, agents, conversations, settings, userSchema })).digest('hex');
}
