import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTestEngine, type TestEngine } from '../../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
let test: TestEngine;

const record = (n: number): Record<string, string | number> => ({ id: `o${String(n).padStart(4, '0')}`, created_date: `2026-01-01T00:${String(n % 60).padStart(2, '0')}:00Z`, updated_date: '2026-01-01T00:00:00Z', total: n, phone: `+49 ${n}` });
const orders = (from: number, to: number, blankBelow = 0): void =>
  test.source.setEntity('Order', { records: Array.from({ length: to - from }, (_, n) => (n + from < blankBelow ? { ...record(n + from), phone: '', updated_date: `2026-02-01T00:00:${String(blankBelow % 60).padStart(2, '0')}Z` } : record(n + from))) });

async function backUp(): Promise<string> {
  const { snapshot } = await test.engine.backup('Shop', call);
  await test.clock.advance(3_600_000);
  return snapshot;
}
const open = async () => (await test.engine.watch.alarms('Shop')).open;

beforeEach(async () => {
  test = await makeTestEngine();
  orders(0, 300);
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/disk' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a1', token: 't' } }, call);
});
afterEach(() => test.remove());

it('records that go a few at a time are one alarm beside the backup from long before, once; what was answered is not told of again', async () => {
  const first = await backUp();
  orders(12, 300);
  await backUp();
  expect(await open()).toEqual([]);
  orders(24, 300);
  const third = await backUp();
  const [alarm] = await open();
  expect(alarm).toMatchObject({ kind: 'records-lost', table: 'Order', records: 24, of: 300, healthy: first, snapshot: third, slowly: true });
  expect((await test.engine.diff('Shop', first, third, call)).incidents.map(({ id }) => id)).toContain(alarm?.incident);
  orders(36, 300);
  await backUp();
  expect(await open()).toMatchObject([{ id: alarm?.id, records: 36, of: 300, healthy: first }]);
  await test.engine.watch.answer('Shop', alarm?.id ?? '', 'not-expected', call);
  orders(37, 300);
  await backUp();
  expect(await open()).toEqual([]);
  await backUp();
  orders(48, 300);
  await backUp();
  expect(await open()).toEqual([]);
  orders(60, 300);
  await backUp();
  expect(await open()).toMatchObject([{ records: 24, of: 264, slowly: true }]);
});

it('so is a field that goes blank a few at a time, and not one that others have instead', async () => {
  const first = await backUp();
  orders(0, 300, 12);
  await backUp();
  orders(0, 300, 24);
  await backUp();
  expect(await open()).toMatchObject([{ kind: 'field-blanked', table: 'Order', field: 'phone', records: 24, of: 300, healthy: first, slowly: true }]);
  await test.engine.watch.answer('Shop', (await open())[0]?.id ?? '', 'expected', call);
  expect(await open()).toEqual([]);
  for (const blank of [36, 48, 60]) {
    orders(0, 300 + blank, blank);
    await backUp();
  }
  expect(await open()).toEqual([]);
});

it('where nothing is remembered, the number of records still tells', async () => {
  await backUp();
  orders(12, 300);
  await backUp();
  await rm(path.join(test.deps.home, 'watch'), { recursive: true });
  orders(24, 300);
  await backUp();
  expect(await open()).toMatchObject([{ records: 24, of: 300, slowly: true }]);
});

it('backups that lack another table do not make a small loss look like what comes and goes', async () => {
  const day = 24 * 3_600_000;
  const customers = (count: number): void => test.source.setEntity('Customer', { records: [{ id: 'c1', created_date: '2026-01-01T00:00:00Z', updated_date: '2026-01-01T00:00:00Z' }], count });
  customers(1);
  await backUp();
  await test.clock.advance(8 * day);
  orders(10, 300);
  customers(5);
  for (let n = 0; n < 10; n += 1) await backUp();
  customers(1);
  await backUp();
  await test.clock.advance(day);
  await backUp();
  for (let n = 0; n < 5; n += 1) await backUp();
  await test.clock.advance(7 * day);
  orders(20, 300);
  await backUp();
  expect(await open()).toEqual([]);
  orders(34, 300);
  await backUp();
  expect(await open()).toMatchObject([{ kind: 'records-lost', table: 'Order', records: 24, of: 290, slowly: true }]);
});
