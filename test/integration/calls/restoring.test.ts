import { listRestores } from '../../../electron/engine/restore/folder.ts';
import type { RestorePlan, RestoreSummary } from '../../../electron/engine/restore/restore-desk.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../support/restore-world.ts';
import { type JsonObject, parseJson } from '../../../shared/model/record.ts';
import { createMemorySource, type MemorySource } from '../../support/memory-source.ts';
import { createMemoryWriter, type MemoryWriter } from '../../support/memory-writer.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

/** Restores as a host asks for them: over settings, places and a real backup of an app in memory. */

const call = { signal: new AbortController().signal };

let test: TestEngine;
let source: MemorySource;
let writer: MemoryWriter;

beforeEach(async () => {
  test = await makeTestEngine();
  ({ source } = test);
  writer = createMemoryWriter(source, { now: () => test.clock.now() });
  test.connector.appWriter = writer;
  source.setEntity('Order', { schema: {}, records: [order(1), order(2), order(3)] });
  source.setEntity('Line', { schema: {}, records: [line(1, 1), line(2, 1), line(3, 2)] });
  source.setFile('mem://files/1', { name: 'one.txt', body: Buffer.from('the first file') });
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/disk' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/shop' } }, call);
  await test.engine.backup('Shop', call);
  await test.clock.sleepUntil(new Date(test.clock.now().getTime() + 60_000), call.signal);
});
afterEach(() => test.remove());

function order(n: number): JsonObject {
  return { id: idOf('a', n), created_date: '2026-01-01T00:00:00.000Z', updated_date: '2026-01-01T00:00:00.000Z', number: `SO-${n}`, ...(n === 1 ? { paper: 'mem://files/1', text: 'see <a href="mem://files/1">it</a>' } : {}) };
}

function line(n: number, of: number): JsonObject {
  return { id: idOf('b', n), created_date: '2026-01-01T00:00:00.000Z', updated_date: '2026-01-01T00:00:00.000Z', order_id: idOf('a', of), position: n };
}

function idOf(kind: string, n: number): string {
  return kind + n.toString(16).padStart(23, '0');
}

function rows(of: MemorySource, table: string): readonly Row[] {
  return of.lines(table).map((text) => parseJson(text) as Row);
}

function textOf(row: Row | undefined, field: string): string {
  const value = row?.[field];
  return typeof value === 'string' ? value : '';
}

function numbers(): readonly string[] {
  return rows(source, 'Order').map((each) => textOf(each, 'number')).toSorted();
}

async function lose(table: string, ...ids: readonly string[]): Promise<void> {
  const entity = (await source.describe(call)).entities.find(({ name }) => name === table);
  if (entity !== undefined) await writer.remove(entity, ids, call);
}

describe('a plan', () => {
  it('is done as it was shown, once', async () => {
    await lose('Order', idOf('a', 1));
    const plan = await test.engine.restoring.plan('Shop', { ...call, snapshot: 'latest' });
    expect(plan.steps).toMatchObject([{ kind: 'untrash', entity: 'Order', records: 1 }]);
    await lose('Order', idOf('a', 2));
    const { receipt } = await test.engine.restoring.restore('Shop', { ...call, plan: plan.id });
    expect(receipt).toMatchObject({ written: 1, verified: 1 });
    expect(rows(source, 'Order').map(({ id }) => id).toSorted()).toEqual([idOf('a', 1), idOf('a', 3)]);
    await expect(test.engine.restoring.restore('Shop', { ...call, plan: plan.id })).rejects.toMatchObject({ code: 'not-found' });
  });
});

async function loseForGood(table: string, ...ids: readonly string[]): Promise<void> {
  await lose(table, ...ids);
  writer.emptyTrash(table);
}

describe('several plans that were shown before the first was done', () => {
  const orderOf = (position: number): unknown => {
    const at = rows(source, 'Line').find((each) => each['position'] === position)?.['order_id'];
    return rows(source, 'Order').find(({ id }) => id === at)?.['number'];
  };

  it('find what the ones before made anew', async () => {
    await loseForGood('Order', idOf('a', 1), idOf('a', 2));
    await loseForGood('Line', idOf('b', 1));
    await lose('Line', idOf('b', 3));
    const [orders, lines] = [await planOf('Order'), await planOf('Line')];
    await test.engine.restoring.restore('Shop', { ...call, plan: orders.id });
    const { receipt } = await test.engine.restoring.restore('Shop', { ...call, plan: lines.id });
    expect(receipt).toMatchObject({ id: lines.id, failed: 0, verified: receipt?.written });
    expect([1, 2, 3].map(orderOf)).toEqual(['SO-1', 'SO-1', 'SO-2']);
    expect(rows(source, 'Line')).toHaveLength(3);
  });

  it('make nothing twice, and nothing that was not shown', async () => {
    await loseForGood('Order', idOf('a', 1));
    await lose('Line', idOf('b', 1));
    const plans = [await planOf('Order'), await planOf('Order', 'Line')];
    await lose('Line', idOf('b', 2));
    for (const { id } of plans) await test.engine.restoring.restore('Shop', { ...call, plan: id });
    expect(numbers()).toEqual(['SO-1', 'SO-2', 'SO-3']);
    expect(new Set(rows(source, 'Line').map((each) => each['position']))).toEqual(new Set([1, 3]));
    expect(rows(source, 'Line')).toHaveLength(2);
    expect(orderOf(1)).toBe('SO-1');
  });

  it('leave alone what somebody edited since they were shown', async () => {
    await loseForGood('Order', idOf('a', 1));
    const edit = (number: string): void => source.put('Order', { ...order(2), number, updated_date: test.clock.now().toISOString() });
    edit('overwritten');
    const orders = await planOf('Order');
    const values = await test.engine.restoring.plan('Shop', { ...call, snapshot: 'latest', include: ['changed'], tables: [{ entity: 'Order', ids: [idOf('a', 2)] }] });
    expect(values.steps).toMatchObject([{ kind: 'update', records: 1 }]);
    await test.engine.restoring.restore('Shop', { ...call, plan: orders.id });
    edit('typed just now');
    const { receipt } = await test.engine.restoring.restore('Shop', { ...call, plan: values.id });
    expect(receipt).toMatchObject({ written: 0, skipped: 1, leftAlone: [{ reason: 'edited-meanwhile' }] });
    expect(numbers()).toEqual(['SO-1', 'SO-3', 'typed just now']);
  });
});

function planOf(...tables: readonly string[]): Promise<RestorePlan> {
  return test.engine.restoring.plan('Shop', { ...call, snapshot: 'latest', tables: tables.map((entity) => ({ entity })) });
}

/** An order and a line are lost; the order is back when it is stopped, the line is not. */
async function stopHalfWay(): Promise<RestoreSummary | undefined> {
  await lose('Order', idOf('a', 1));
  await lose('Line', idOf('b', 1));
  const stop = new AbortController();
  writer.onAnswer = ({ call: made, entity }) => {
    if (made === 'untrash' && entity === 'Order') stop.abort();
  };
  await expect(test.engine.restoring.restore('Shop', { signal: stop.signal, snapshot: 'latest' })).rejects.toMatchObject({ code: 'cancelled' });
  writer.onAnswer = undefined;
  const [stopped] = await test.engine.restoring.list('Shop');
  return stopped;
}

describe('a restore that stopped half-way', () => {
  it('stands in the way of another one, says so, and can go on in another process', async () => {
    const stopped = await stopHalfWay();
    expect(stopped).toMatchObject({ state: 'stopped', into: 'Shop' });
    const again = test.again();
    await expect(again.restoring.restore('Shop', { ...call, snapshot: 'latest' })).rejects.toMatchObject({ code: 'conflict', details: { reason: 'unfinished-restore', restore: stopped?.id } });
    const { receipt } = await again.restoring.resume('Shop', stopped?.id ?? '', call);
    expect(receipt).toMatchObject({ written: 2, verified: 2, failed: 0 });
    expect([rows(source, 'Order').length, rows(source, 'Line').length]).toEqual([3, 3]);
    await expect(again.restoring.resume('Shop', stopped?.id ?? '', call)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('can be taken back as far as it came', async () => {
    const stopped = await stopHalfWay();
    const { receipt } = await test.engine.restoring.undo('Shop', stopped?.id ?? '', call);
    expect(receipt).toMatchObject({ written: 1, verified: 1 });
    expect([rows(source, 'Order').length, rows(source, 'Line').length]).toEqual([2, 2]);
    expect((await test.engine.restoring.list('Shop')).map(({ state }) => state)).toEqual(['finished', 'undone']);
    await expect(test.engine.restoring.undo('Shop', stopped?.id ?? '', call)).rejects.toMatchObject({ code: 'invalid-input', nextStep: expect.stringContaining(receipt?.id ?? '?') });
  });
});

describe('a restore that stopped before it wrote anything', () => {
  it('does not go on once another one made what it would make', async () => {
    await loseForGood('Order', idOf('a', 1));
    const stop = new AbortController();
    const mayWrite = writer.mayWrite.bind(writer);
    writer.mayWrite = async (options) => {
      stop.abort();
      return mayWrite(options);
    };
    await expect(test.engine.restoring.restore('Shop', { signal: stop.signal, snapshot: 'latest' })).rejects.toMatchObject({ code: 'cancelled' });
    writer.mayWrite = mayWrite;
    const [stopped = ''] = await listRestores(test.deps.home);
    await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest' });
    await expect(test.engine.restoring.resume('Shop', stopped, call)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'outdated-plan' } });
    expect(numbers()).toEqual(['SO-1', 'SO-2', 'SO-3']);
  });
});

describe('no safety backup, no restore', () => {
  const hiddenRows = { reason: 'Row rules hide records.', proven: true } as const;
  const blanked = (): JsonObject => ({ ...order(2), number: '', updated_date: test.clock.now().toISOString() });

  it('when what it changes is not in it, because the table cannot be read whole', async () => {
    const blank = blanked();
    source.setEntity('Order', { schema: {}, records: [order(1), blank, order(3)], hiddenRows });
    const plan = await test.engine.restoring.plan('Shop', { ...call, snapshot: 'latest' });
    expect(plan).toMatchObject({ steps: [{ kind: 'update', entity: 'Order', records: 1 }], notes: [expect.stringContaining('does not see')] });
    // Read by its id it is there; the whole table does not have it.
    writer.onRequest = async ({ call: made }) => {
      if (made === 'read') source.setEntity('Order', { schema: {}, records: [order(1), blank, order(3)], hiddenRows });
    };
    source.setEntity('Order', { schema: {}, records: [order(1), order(3)], hiddenRows });
    await expect(test.engine.restoring.restore('Shop', { ...call, plan: plan.id })).rejects.toMatchObject({ code: 'incomplete', message: expect.stringContaining('lacks a record'), details: { reason: 'no-safety-backup' } });
    expect(textOf(rows(source, 'Order')[1], 'number')).toBe('');
    expect(await test.engine.restoring.list('Shop')).toEqual([]);
  });

  it('but where row rules hide other records, those it has come back, and what was in the trash; that can be taken back', async () => {
    source.setEntity('Order', { schema: {}, records: [order(1), blanked(), order(3)], hiddenRows });
    await lose('Order', idOf('a', 1));
    const { receipt } = await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest', tables: [{ entity: 'Order', ids: [idOf('a', 1), idOf('a', 2)] }] });
    expect(receipt).toMatchObject({ written: 2, verified: 2, failed: 0, skipped: 0 });
    expect(rows(source, 'Order').map(({ id, number }) => `${id} ${JSON.stringify(number)}`).toSorted()).toEqual([1, 2, 3].map((n) => `${idOf('a', n)} "SO-${n}"`));
    await test.engine.restoring.undo('Shop', receipt?.id ?? '', call);
    expect(rows(source, 'Order').map(({ id, number }) => `${id} ${JSON.stringify(number)}`).toSorted()).toEqual([`${idOf('a', 2)} ""`, `${idOf('a', 3)} "SO-3"`]);
  });
});

describe('uploaded files that are gone', () => {
  it('are uploaded again, and the records point at them', async () => {
    await lose('Order', idOf('a', 1));
    source.removeFile('mem://files/1');
    const { plan, receipt } = await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest' });
    expect(plan.notes).toEqual([expect.stringContaining('1 uploaded file is gone')]);
    expect(receipt).toMatchObject({ verified: receipt?.written, failed: 0 });
    const back = rows(source, 'Order').find(({ id }) => id === idOf('a', 1));
    const address = textOf(back, 'paper');
    expect([address === 'mem://files/1', back?.['text']]).toEqual([false, `see <a href="${address}">it</a>`]);
    const file = await source.openFile(address, call);
    const parts: Uint8Array[] = [];
    for await (const part of file.body) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('the first file');

    // The backup still has the old address: that is no difference.
    expect((await test.engine.restoring.plan('Shop', { ...call, snapshot: 'latest' })).steps).toEqual([]);
  });
});

describe('into another app', () => {
  it('everything is made anew, pointing at itself, with its files; and not twice', async () => {
    const other = createMemorySource();
    other.setEntity('Order', { schema: {}, records: [] });
    other.setEntity('Line', { schema: {}, records: [] });
    const otherWriter = createMemoryWriter(other, { now: () => test.clock.now() });
    const { connector } = test;
    connector.source = async (connection) => ('path' in connection && connection.path === '/copy' ? other : source);
    connector.writer = async (connection) => ('path' in connection && connection.path === '/copy' ? otherWriter : writer);
    await test.engine.apps.add({ name: 'Copy', connection: { platform: 'csv-folder', path: '/copy' } }, call);

    const { receipt } = await test.engine.restoring.restore('Shop', { ...call, snapshot: 'latest', into: 'Copy' });
    expect(receipt).toMatchObject({ into: 'Copy', written: 6, verified: 6, failed: 0, skipped: 0 });
    const orders = new Map(rows(other, 'Order').map(({ id, number }) => [id, number]));
    expect(new Set(orders.values())).toEqual(new Set(['SO-1', 'SO-2', 'SO-3']));
    expect(new Map(rows(other, 'Line').map((each) => [each['position'], orders.get(textOf(each, 'order_id'))]))).toEqual(new Map([[1, 'SO-1'], [2, 'SO-1'], [3, 'SO-2']]));
    expect(textOf(rows(other, 'Order').find(({ number }) => number === 'SO-1'), 'paper')).not.toBe('mem://files/1');
    expect(rows(source, 'Order')).toHaveLength(3);

    expect((await test.engine.restoring.plan('Shop', { ...call, snapshot: 'latest', into: 'Copy' })).steps).toEqual([]);
    await test.engine.restoring.undo('Copy', receipt?.id ?? '', call);
    expect([rows(other, 'Order'), rows(other, 'Line')]).toEqual([[], []]);
  });

  it('goes on in that one alone, also when its name has become another app’s', async () => {
    const apps = new Map(['/copy', '/another'].map((path) => [path, createMemorySource()]));
    for (const each of apps.values()) for (const table of ['Order', 'Line']) each.setEntity(table, { schema: {}, records: [] });
    const writers = new Map([...apps].map(([path, each]) => [path, createMemoryWriter(each, { now: () => test.clock.now() })]));
    const { connector } = test;
    connector.source = async (connection) => ('path' in connection ? apps.get(connection.path) : undefined) ?? source;
    connector.writer = async (connection) => ('path' in connection ? writers.get(connection.path) : undefined) ?? writer;
    await test.engine.apps.add({ name: 'Copy', connection: { platform: 'csv-folder', path: '/copy' } }, call);
    const stop = new AbortController();
    const copying = writers.get('/copy');
    if (copying !== undefined) copying.onAnswer = ({ call: made }) => void (made === 'create' && stop.abort());
    await expect(test.engine.restoring.restore('Shop', { signal: stop.signal, snapshot: 'latest', into: 'Copy' })).rejects.toMatchObject({ code: 'cancelled' });
    const [stopped] = await test.engine.restoring.list('Shop');
    await test.engine.apps.remove('Copy');
    await test.engine.apps.add({ name: 'Copy', connection: { platform: 'csv-folder', path: '/another' } }, call);
    const another = apps.get('/another') ?? source;
    await expect(test.engine.restoring.resume('Shop', stopped?.id ?? '', call)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'other-app' } });
    await expect(test.engine.restoring.undo('Shop', stopped?.id ?? '', call)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'other-app' } });
    expect([rows(another, 'Order'), rows(another, 'Line')]).toEqual([[], []]);
  });
});
