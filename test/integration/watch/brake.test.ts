import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { togetherWith } from '../../../shared/model/alarms.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
const timed = { ...call, timeZone: 'UTC' };
let test: TestEngine;
let healthy: string;
let names: string[];

const record = (n: number): Record<string, string | number> => ({ id: `o${String(n).padStart(4, '0')}`, created_date: `2026-01-01T00:${String(n % 60).padStart(2, '0')}:00Z`, updated_date: '2026-01-01T00:00:00Z', total: n });
const orders = (count: number): void => test.source.setEntity('Order', { records: Array.from({ length: count }, (_, n) => record(n)) });

async function backUp(): Promise<string> {
  const report = await test.engine.backup('Shop', call);
  await test.clock.advance(3_600_000);
  return report.snapshot;
}

const listed = async (): Promise<readonly string[]> => (await test.engine.snapshots('Shop', call)).snapshots.map(({ name }) => name).toReversed();
const pinned = async (): Promise<readonly string[]> => (await test.engine.snapshots('Shop', call)).snapshots.filter((each) => each.pinned).map(({ name }) => name);
const memoryFile = async (): Promise<string> => path.join(test.deps.home, 'watch', (await test.engine.recoveryKit('Shop')).vaultId, 'alarms.json');

beforeEach(async () => {
  test = await makeTestEngine();
  orders(100);
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/disk' }, call);
  await test.engine.destinations.add({ name: 'Drive', kind: 'local', path: '/drive' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a1', token: 't' } }, call);
  names = [];
  for (let n = 0; n < 4; n += 1) names.push(await backUp());
  healthy = names.at(-1) ?? '';
});
afterEach(() => test.remove());

describe('after a loss', () => {
  beforeEach(async () => {
    orders(60);
    names.push(await backUp());
  });

  it('one alarm stands, with the numbers and the last backup from before, which is pinned in every place', async () => {
    expect(await test.engine.watch.alarms('Shop')).toMatchObject({ open: [{ kind: 'records-lost', table: 'Order', records: 40, of: 100, healthy, snapshot: names[4] }], answered: [], thresholds: [] });
    expect(await pinned()).toEqual([healthy]);
    for (const destination of ['Disk', 'Drive']) expect((await test.engine.snapshots('Shop', { ...call, destination })).snapshots.find(({ name }) => name === healthy)?.pinned).toBe(true);
  });

  it('nothing is removed: not by itself, not by hand, and the preview says why', async () => {
    const preview = await test.engine.retention('Shop', { ...timed, dryRun: true });
    expect(preview).toMatchObject({ deleted: [], alarms: 1, asks: false });
    expect(preview.kept.filter(({ why }) => why.includes('alarm')).length).toBeGreaterThan(0);
    expect(await test.engine.retention('Shop', { ...timed, unattended: true, confirmed: true })).toMatchObject({ deleted: [], alarms: 1 });
    await expect(test.engine.retention('Shop', { ...timed, confirmed: true })).rejects.toMatchObject({ code: 'conflict', details: { reason: 'alarm-open' } });
    await expect(test.engine.deleteBackups('Shop', [names[0] ?? ''], call)).rejects.toMatchObject({ details: { reason: 'alarm-open' } });
    expect(await listed()).toEqual(names);
  });

  it('by hand it goes only with the app’s name, and never the healthy one', async () => {
    await expect(test.engine.retention('Shop', { ...timed, confirmed: true, despiteAlarm: 'shop' })).rejects.toMatchObject({ code: 'invalid-input' });
    const report = await test.engine.retention('Shop', { ...timed, confirmed: true, despiteAlarm: 'Shop' });
    expect(report.deleted.length).toBeGreaterThan(0);
    expect(await listed()).toContain(healthy);
  });

  it('“expected” takes the pin away, lets removing go on and is quiet about as much again', async () => {
    const [alarm] = (await test.engine.watch.alarms('Shop')).open;
    expect(await test.engine.watch.answer('Shop', alarm?.id ?? '', 'expected', call)).toMatchObject({ open: [], answered: [{ id: alarm?.id, answer: { as: 'expected' } }], thresholds: [{ table: 'Order', lost: { share: 0.5 } }] });
    expect(await pinned()).toEqual([]);
    expect((await test.engine.retention('Shop', { ...timed, confirmed: true })).deleted.length).toBeGreaterThan(0);
    orders(35);
    await backUp();
    expect((await test.engine.watch.alarms('Shop')).open).toEqual([]);
    expect(await test.engine.watch.resetThresholds('Shop', 'Order', call)).toMatchObject({ thresholds: [] });
    orders(20);
    await backUp();
    // Too few at once; since the answer, and with what it raised taken back, two thirds.
    expect((await test.engine.watch.alarms('Shop')).open).toMatchObject([{ records: 40, of: 60, slowly: true }]);
  });

  it('“not expected” keeps the pin; the answer stands', async () => {
    const [alarm] = (await test.engine.watch.alarms('Shop')).open;
    const id = alarm?.id ?? '';
    expect(await test.engine.watch.answer('Shop', id, 'not-expected', call)).toMatchObject({ open: [], answered: [{ id }], thresholds: [] });
    expect(await pinned()).toEqual([healthy]);
    await expect(test.engine.watch.answer('Shop', id, 'expected', call)).rejects.toMatchObject({ code: 'conflict' });
    await expect(test.engine.watch.answer('Shop', 'nobody', 'expected', call)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('it stands for another process, and while more backups of the broken app are made', async () => {
    await backUp();
    await backUp();
    expect(await test.again().watch.alarms('Shop')).toMatchObject({ open: [{ records: 40, healthy }] });
    await expect(test.again().retention('Shop', { ...timed, confirmed: true })).rejects.toMatchObject({ details: { reason: 'alarm-open' } });
  });

  it('killed before anybody looked at the backup, it is looked at before anything is removed', async () => {
    const file = await memoryFile();
    const memory = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...memory, judged: names[3], alarms: [] }));
    expect(await test.again().retention('Shop', { ...timed, unattended: true, confirmed: true })).toMatchObject({ deleted: [], alarms: 1 });
    expect(await listed()).toEqual(names);
  });

  it('where nothing is remembered, the newest backup is looked at again', async () => {
    await rm(path.join(test.deps.home, 'watch'), { recursive: true });
    await expect(test.engine.retention('Shop', { ...timed, confirmed: true })).rejects.toMatchObject({ details: { reason: 'alarm-open' } });
    expect(await test.engine.watch.figures('Shop', { ...call, backups: 1 })).toMatchObject({ backups: [{ comparedWith: healthy, tables: [{ name: 'Order', before: 100, after: 60, deleted: 40 }] }] });
  });

  it('what is remembered and cannot be read is no permission', async () => {
    await writeFile(await memoryFile(), '{"format":');
    await expect(test.engine.retention('Shop', { ...timed, confirmed: true })).rejects.toMatchObject({ code: 'corrupt' });
    expect(await listed()).toEqual(names);
  });
});

it.each(['expected', 'not-expected'] as const)('what was seen in the app and answered “%s” is not raised again by the next look; more of it is', async (answer) => {
  const loss = (records: number) => [{ kind: 'records-lost', table: 'Order', records, of: 100 }] as const;
  const [alarm] = (await test.engine.watch.seenLive('Shop', healthy, loss(100), call)).open;
  expect(await pinned()).toEqual([healthy]);
  await test.engine.watch.answer('Shop', alarm?.id ?? '', answer, call);
  expect((await test.engine.watch.seenLive('Shop', healthy, loss(100), call)).open).toEqual([]);
  expect(await pinned()).toEqual(answer === 'expected' ? [] : [healthy]);
  expect((await test.engine.watch.seenLive('Shop', healthy, [{ ...loss(100)[0], table: 'Customer' }], call)).open).toMatchObject([{ table: 'Customer' }]);
});

it('alarms of one cause are answered together; others stay', async () => {
  const key = (table: string, n: number): string => `${table}-6650f1a2b3c4d5e6f7${String(n).padStart(4, '0')}`;
  const ordersOf = (count: number): void => test.source.setEntity('Order', { records: Array.from({ length: count }, (_, n) => ({ ...record(n), id: key('o', n) })) });
  const items = (count: number): void => test.source.setEntity('OrderItem', { records: Array.from({ length: count }, (_, n) => ({ ...record(n), id: key('i', n), order: key('o', n) })) });
  const notes = (count: number): void => test.source.setEntity('Note', { records: Array.from({ length: count }, (_, n) => ({ ...record(n), id: key('n', n) })) });
  ordersOf(100);
  items(100);
  notes(100);
  await backUp();
  // The ids are others now: whose answer that is, is no matter here.
  for (const { id } of (await test.engine.watch.alarms('Shop')).open) await test.engine.watch.answer('Shop', id, 'expected', call);
  await test.engine.watch.resetThresholds('Shop', undefined, call);
  ordersOf(60);
  items(60);
  notes(30);
  await backUp();
  const { open } = await test.engine.watch.alarms('Shop');
  const order = open.find(({ table }) => table === 'Order');
  expect(open.map(({ table }) => table).toSorted()).toEqual(['Note', 'Order', 'OrderItem']);
  expect(togetherWith(open, order?.id ?? '').map(({ table }) => table).toSorted()).toEqual(['Order', 'OrderItem']);
  const after = await test.engine.watch.answer('Shop', order?.id ?? '', 'expected', { ...call, together: true });
  expect(after.open.map(({ table }) => table)).toEqual(['Note']);
  expect(after.thresholds.map(({ table }) => table).toSorted()).toEqual(['Order', 'OrderItem']);
  // The backup from before is still what the notes fall back on.
  expect(await pinned()).toHaveLength(1);
  await test.engine.watch.answer('Shop', after.open[0]?.id ?? '', 'expected', { ...call, together: true });
  expect(await pinned()).toEqual([]);
});

it('figures of every backup are there, measured once, and again when the home was cleared', async () => {
  orders(99);
  await backUp();
  const report = await test.engine.watch.figures('Shop', call);
  expect(report.backups.map(({ tables: [table] }) => [table?.created, table?.deleted])).toEqual([[0, 1], [0, 0], [0, 0], [0, 0], [null, null]]);
  expect(report.backups[0]?.size).toMatchObject({ records: 99, usual: { backups: 4 } });
  await rm(path.join(test.deps.home, 'watch'), { recursive: true });
  expect(await test.engine.watch.figures('Shop', call)).toEqual(report);
});

it('an incomplete backup between is not what the next is compared with', async () => {
  test.source.setEntity('Order', { records: Array.from({ length: 30 }, (_, n) => record(n)), count: 100 });
  await backUp();
  orders(50);
  const snapshot = await backUp();
  expect((await test.engine.watch.alarms('Shop')).open).toMatchObject([{ kind: 'records-lost', records: 50, of: 100, healthy, snapshot }]);
});
