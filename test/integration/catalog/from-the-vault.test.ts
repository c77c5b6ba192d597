import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataClient, type DataClient } from '../../support/data-client.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

let test: TestEngine;
let client: DataClient;
beforeEach(async () => {
  test = await makeTestEngine();
  client = dataClient(test, { enabled: async () => false });
  await test.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
});
afterEach(async () => {
  await client.catalog.close();
  await test.remove();
});

async function protect(): Promise<void> {
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
}

async function backUp(): Promise<string> {
  await test.clock.advance(60_000);
  return (await test.engine.backup('Shop', call)).snapshot;
}

function order(n: number, note = 'x'.repeat(200)) {
  return { id: `o${String(n).padStart(5, '0')}`, created_date: `2026-01-01T00:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}Z`, total: n, note };
}

describe('without a searchable copy', () => {
  it('tells the tables of a backup with their columns: those of the schema first, then those only records have', async () => {
    test.source.setEntity('Order', {
      records: [{ ...order(1), late: true }, order(2)],
      schema: { properties: { total: { type: 'number' }, due: { type: 'string', format: 'date-time' }, note: { type: 'string' } } },
    });
    test.source.setEntity('Empty', { records: [] });
    await protect();
    const backup = await backUp();
    expect(await client.calls.tables({ app: 'shop', backup: 'latest' })).toEqual({
      backup,
      startedAt: expect.stringMatching(/Z$/),
      index: { state: 'off' },
      tables: [
        {
          name: 'Order',
          records: 2,
          status: 'complete',
          fields: [
            { name: 'total', type: 'number' },
            { name: 'due', type: 'date-time' },
            { name: 'note', type: 'string' },
            { name: 'created_date', type: 'date-time' },
            { name: 'id', type: 'string' },
            { name: 'late', type: 'boolean' },
          ],
        },
        { name: 'Empty', records: 0, status: 'complete', fields: [] },
      ],
    });
  });

  it('gives any window of a table, in the table’s own order', async () => {
    test.source.setEntity('Order', { records: Array.from({ length: 1500 }, (_, n) => order(n)) });
    await protect();
    const backup = await backUp();
    const lines = test.source.lines('Order');
    for (const [offset, limit] of [[0, 10], [300, 500], [1499, 10], [1500, 10], [700, 1], [5000, 5]] as const) {
      const { total, rows } = await client.calls.page({ app: 'Shop', backup, table: 'Order', offset, limit });
      expect(total).toBe(1500);
      expect(rows.map(({ json }) => json)).toEqual(lines.slice(offset, offset + limit));
      expect(rows.map(({ id }) => id)).toEqual(lines.slice(offset, offset + limit).map((line) => (JSON.parse(line) as { id: string }).id));
    }
  });

  it('shows a backup made a moment ago, and an older one as it was', async () => {
    test.source.setEntity('Order', { records: [order(1)] });
    await protect();
    const first = await backUp();
    expect((await client.calls.page({ app: 'Shop', backup: 'latest', table: 'Order', offset: 0, limit: 9 })).total).toBe(1);
    test.source.put('Order', order(1, 'changed'), order(2));
    await backUp();
    expect((await client.calls.page({ app: 'Shop', backup: 'latest', table: 'Order', offset: 0, limit: 9 })).rows.map(({ id }) => id)).toEqual(['o00001', 'o00002']);
    expect((await client.calls.page({ app: 'Shop', backup: first, table: 'Order', offset: 0, limit: 9 })).total).toBe(1);
    expect((await client.calls.record({ app: 'Shop', backup: 'latest', table: 'Order', id: 'o00001' })).record?.json).toContain('"changed"');
    expect(await client.calls.record({ app: 'Shop', backup: first, table: 'Order', id: 'o00002' })).toEqual({});
  });

  it('says what is not there', async () => {
    test.source.setEntity('Order', { records: [order(1)] });
    await protect();
    await expect(client.calls.tables({ app: 'Shop', backup: 'latest' })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('no backup') });
    await backUp();
    await expect(client.calls.tables({ app: 'Nobody', backup: 'latest' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.calls.tables({ app: 'Shop', backup: '2020' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.calls.page({ app: 'Shop', backup: 'latest', table: 'Customer', offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('no table') });
    await expect(client.calls.page({ app: 'Shop', backup: 'latest', table: 'Order', offset: -1, limit: 1 })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
