import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Desk, makeDesk } from '../../support/run-cli.ts';
import { type DemoApp, startDemo } from './demo-app.ts';
import { backupShape, errorShape, restoreShape } from './shapes.ts';

/** A restore by the command line alone; what came of it is looked at through the app's own API. */

type Rows = readonly Readonly<Record<string, unknown>>[];

let desk: Desk;
let demo: DemoApp;
let snapshot: string;

async function ok<T>(shape: z.ZodType<T>, args: readonly string[], code = 0): Promise<T> {
  const end = await desk.json(args, { env: { TOKEN: demo.token } });
  expect([end.code, end.code === code ? '' : JSON.stringify(end.value)]).toEqual([code, '']);
  return shape.parse(end.value);
}

const listShape = z.strictObject({
  restores: z.array(z.looseObject({ id: z.string(), state: z.enum(['finished', 'stopped', 'undone']), written: z.int(), asked: z.int() })),
});

const receiptShape = z.looseObject({ receipt: z.looseObject({ id: z.string(), asked: z.int(), written: z.int(), verified: z.int(), skipped: z.int(), failed: z.int(), safetySnapshot: z.string() }) });

/** What of a record a person put in: a restore may touch the date of the last change. */
function content(rows: Rows): Rows {
  return rows.map(({ updated_date: _updated, ...rest }) => rest);
}

beforeAll(async () => {
  desk = await makeDesk();
  demo = await startDemo('--records', '3000');
  await ok(z.unknown(), ['destination', 'add', 'disk', '--kind', 'local', '--path', desk.at('place')]);
  await ok(z.unknown(), ['app', 'add', 'shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId, '--token-env', 'TOKEN']);
  snapshot = (await ok(backupShape, ['backup', 'shop'])).snapshot;
}, 60_000);
afterAll(async () => {
  await demo?.stop();
  await desk?.remove();
});

describe('143 orders and their items went', () => {
  let orders: Rows;
  let items: Rows;

  beforeAll(async () => {
    orders = await demo.records('Order');
    items = await demo.records('OrderItem');
    const lost = new Set(orders.slice(0, 143).map(({ id }) => String(id)));
    await demo.remove('OrderItem', items.filter((item) => lost.has(String(item['order_id']))).map(({ id }) => String(id)));
    await demo.remove('Order', [...lost]);
  });

  it('shows what it would do, and writes nothing without --yes', async () => {
    const { plan, receipt } = await ok(restoreShape, ['restore', 'shop', '--snapshot', 'latest', '--entity', 'Order']);
    expect(plan.steps).toMatchObject([{ kind: 'untrash', entity: 'Order', records: 143, effects: { webhooks: 'no' } }]);
    expect(receipt).toBeUndefined();
    expect((await demo.records('Order')).length).toBe(orders.length - 143);
    expect(await ok(listShape, ['restores', 'shop'])).toEqual({ restores: [] });
  });

  it('brings them back as they were, with their ids, and says so only after reading them back', async () => {
    const { receipt } = await ok(receiptShape, ['restore', 'shop', '--snapshot', 'latest', '--entity', 'Order', 'OrderItem', '--yes']);
    expect(receipt).toMatchObject({ verified: receipt.written, asked: receipt.written, skipped: 0, failed: 0, remapped: [] });
    expect(receipt.safetySnapshot).toContain('pre-restore');
    expect(content(await demo.records('Order'))).toEqual(content(orders));
    expect(content(await demo.records('OrderItem'))).toEqual(content(items));
  });

  it('writes nothing the second time', async () => {
    const before = await demo.records('Order');
    const { receipt } = await ok(restoreShape, ['restore', 'shop', '--snapshot', 'latest', '--entity', 'Order', 'OrderItem', '--yes']);
    expect(receipt).toMatchObject({ written: 0, skipped: 0, failed: 0, safetySnapshot: null });
    expect(await demo.records('Order')).toEqual(before);
  });

  it('can be taken back, and that again', async () => {
    const [first] = (await ok(listShape, ['restores', 'shop'])).restores;
    const undone = await ok(receiptShape, ['undo', 'shop', first?.id ?? '']);
    expect(undone.receipt).toMatchObject({ verified: undone.receipt.written, failed: 0, skipped: 0 });
    expect((await demo.records('Order')).length).toBe(orders.length - 143);
    expect((await ok(listShape, ['restores', 'shop'])).restores.map(({ state }) => state)).toEqual(['finished', 'undone']);

    await ok(receiptShape, ['undo', 'shop', undone.receipt.id]);
    expect(content(await demo.records('Order'))).toEqual(content(orders));
    expect(content(await demo.records('OrderItem'))).toEqual(content(items));
    expect((await ok(listShape, ['restores', 'shop'])).restores.map(({ state }) => state)).toEqual(['finished', 'undone', 'finished']);
  });
});

describe('fields went empty and others were edited', () => {
  it('fills in what is empty, leaves what is newer, and takes both back', async () => {
    const before = await demo.records('Customer');
    const [blank, edited, both] = before.filter(({ phone }) => typeof phone === 'string' && phone !== '');
    await demo.update('Customer', String(blank?.['id']), { phone: '' });
    await demo.update('Customer', String(edited?.['id']), { company: 'Newer & Sons' });
    await demo.update('Customer', String(both?.['id']), { phone: null, note: 'newer' });
    const spoilt = await demo.records('Customer');

    const { plan, receipt } = await ok(receiptShape.extend({ plan: z.unknown() }), ['restore', 'shop', '--snapshot', snapshot, '--entity', 'Customer', '--yes']);
    expect(plan).toMatchObject({ steps: [{ kind: 'update', entity: 'Customer', records: 2, fields: [{ field: 'phone', records: 2 }] }] });
    expect(receipt).toMatchObject({ written: 2, verified: 2 });
    const now = await demo.records('Customer');
    const wanted = before.map((record) => (record['id'] === edited?.['id'] ? { ...record, company: 'Newer & Sons' } : record['id'] === both?.['id'] ? { ...record, note: 'newer' } : record));
    expect(content(now)).toEqual(content(wanted));

    await ok(receiptShape, ['undo', 'shop', receipt.id]);
    expect(content(await demo.records('Customer')).map(({ phone }) => phone ?? '')).toEqual(content(spoilt).map(({ phone }) => phone ?? ''));
  });

  it('puts one record back as it was when it is named, and only that', async () => {
    const before = await demo.records('Product');
    const [one, other] = before;
    await demo.update('Product', String(one?.['id']), { name: 'spoilt' });
    await demo.update('Product', String(other?.['id']), { name: 'spoilt too' });
    await ok(receiptShape, ['restore', 'shop', '--snapshot', snapshot, '--entity', 'Product', '--id', String(one?.['id']), '--yes']);
    expect((await demo.records('Product')).slice(0, 2).map(({ name }) => name)).toEqual([one?.['name'], 'spoilt too']);
  });

  it('says which record the backup does not have: exit 3', async () => {
    const { receipt } = await ok(restoreShape, ['restore', 'shop', '--snapshot', snapshot, '--entity', 'Product', '--id', 'f'.repeat(24), '--yes'], 3);
    expect(receipt).toMatchObject({ written: 0, skipped: 1 });
  });

  it('refuses what it does not know', async () => {
    for (const [args, code] of [[['restore', 'shop', '--snapshot', 'latest', '--entity', 'Nothing'], 'not-found'], [['undo', 'shop', '../../etc'], 'not-found'], [['restore', 'shop', '--resume', 'x'], 'not-found']] as const) {
      const end = await desk.json(args);
      expect([end.code, errorShape.parse(end.value).error.code]).toEqual([1, code]);
    }
  });
});

describe('the trash was emptied too', () => {
  it('makes records anew, points everything at their new ids, and takes that back', async () => {
    const orders = await demo.records('Order');
    const items = await demo.records('OrderItem');
    const lost = new Set(orders.slice(-5).map(({ id }) => String(id)));
    const lostItems = items.filter((item) => lost.has(String(item['order_id'])));
    const kept = lostItems[0];
    const gone = lostItems.slice(1).map(({ id }) => String(id));
    await demo.remove('OrderItem', gone);
    await demo.remove('Order', [...lost]);
    await demo.emptyTrash('OrderItem', gone);
    await demo.emptyTrash('Order', [...lost]);
    const spoilt = { orders: await demo.records('Order'), items: await demo.records('OrderItem') };

    const { receipt, plan } = await ok(receiptShape.extend({ plan: z.unknown() }), ['restore', 'shop', '--snapshot', snapshot, '--entity', 'Order', 'OrderItem', '--yes']);
    expect(plan).toMatchObject({ steps: expect.arrayContaining([expect.objectContaining({ kind: 'create', entity: 'Order', records: 5 }), expect.objectContaining({ kind: 'mend', entity: 'OrderItem' })]) });
    expect(receipt).toMatchObject({ verified: receipt.written, skipped: 0, failed: 0 });
    const nowOrders = await demo.records('Order');
    const nowItems = await demo.records('OrderItem');
    const byNumber = new Map(nowOrders.map((order) => [order['number'], order]));
    expect(nowOrders.length).toBe(orders.length);
    expect(nowItems.length).toBe(items.length);
    for (const order of orders) expect(ownFields(byNumber.get(order['number']))).toEqual(ownFields(order));
    // Every item stands under the order that has the number of the one it stood under.
    const numbersNow = new Map(nowOrders.map(({ id, number }) => [id, number]));
    const numbersThen = new Map(orders.map(({ id, number }) => [id, number]));
    const lines = (rows: Rows, numbers: ReadonlyMap<unknown, unknown>): string[] => rows.map((item) => JSON.stringify({ ...ownFields(item), order_id: numbers.get(item['order_id']) })).toSorted();
    expect(lines(nowItems, numbersNow)).toEqual(lines(items, numbersThen));
    expect(numbersNow.get(nowItems.find(({ id }) => id === kept?.['id'])?.['order_id'])).toBe(numbersThen.get(kept?.['order_id']));

    const again = await ok(restoreShape, ['restore', 'shop', '--snapshot', snapshot, '--entity', 'Order', 'OrderItem', '--yes']);
    expect(again.receipt).toMatchObject({ written: 0, skipped: 0, failed: 0 });

    await ok(receiptShape, ['undo', 'shop', receipt.id]);
    expect(content(await demo.records('Order'))).toEqual(content(spoilt.orders));
    expect(content(await demo.records('OrderItem'))).toEqual(content(spoilt.items));
    // And once more: what lies in the trash under its new id is taken from there.
    const third = await ok(receiptShape, ['restore', 'shop', '--snapshot', snapshot, '--entity', 'Order', 'OrderItem', '--yes']);
    expect(third.receipt).toMatchObject({ verified: third.receipt.written, remapped: [], failed: 0, skipped: 0 });
    expect(lines(await demo.records('OrderItem'), numbersNow)).toEqual(lines(items, numbersThen));
  });
});

/** What is the record's own, and not the platform's to set. */
function ownFields(record: Readonly<Record<string, unknown>> | undefined): object {
  const { id: _id, created_date: _created, updated_date: _updated, created_by: _by, created_by_id: _byId, is_sample: _sample, ...own } = record ?? {};
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== null).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
