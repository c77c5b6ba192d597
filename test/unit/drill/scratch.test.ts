import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DrillReports } from '../../../electron/engine/drill/reports.ts';
import type { DrillReport } from '../../../electron/engine/drill/drill-desk.ts';
import { sameIds } from '../../../electron/engine/drill/same-ids.ts';
import { ScratchSqlite } from '../../../electron/engine/drill/scratch-sqlite.ts';

describe('the throwaway database', () => {
  const open = (): ScratchSqlite => {
    const database = new ScratchSqlite([{ name: 'Order', identity: ['id'], schema: { properties: { total: { type: 'number' } } } }, { name: 'order', identity: ['id'], schema: {} }]);
    database.load(0, ['{"id":"a","total":1.5}', '{"id":"b","total":null,"extra":{"x":[1]}}', '{"id":"a"}', '{"total":2}']);
    return database;
  };

  it('has a table for each of the backup, whatever they are called, and every field', () => {
    const database = open();
    database.seal();
    expect(database.tables.map(({ entity, name, records }) => [entity, name, records])).toEqual([['Order', 'Order', 4], ['order', 'order (2)', 0]]);
    expect([...(database.table('Order')?.columns.keys() ?? [])]).toEqual(['id', 'total', 'extra']);
    expect(database.rows('SELECT id, total, extra FROM "Order" ORDER BY rowid LIMIT 2')).toEqual([['a', 1.5, null], ['b', null, '{"x":[1]}']]);
    expect(sameIds(database, 'Order')).toBe(2);
    database.close();
  });

  it('adds nothing of a batch that is damaged', () => {
    const database = open();
    expect(() => database.load(0, ['{"id":"c"}', 'no record'])).toThrow(expect.objectContaining({ code: 'corrupt' }));
    database.seal();
    expect(database.table('Order')?.records).toBe(4);
    expect(database.rows('SELECT count(*) FROM "Order"')).toEqual([[4]]);
  });

  it.each(['DELETE FROM "Order"', 'DROP TABLE "Order"', "ATTACH 'x.db' AS x", 'PRAGMA query_only = OFF', 'CREATE TEMP TABLE t(a)', 'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t', 'nonsense'])('lets nobody do anything but read: %s', (sql) => {
    const database = open();
    database.seal();
    expect(() => database.rows(sql)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('reports', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  const report = (id: string): DrillReport => ({ id, app: 'Shop', place: 'Disk', by: 'person', startedAt: '2026-03-01T00:00:00.000Z', durationMs: 1, ok: true, phases: [{ name: 'fetch', ms: 1 }], checks: [] });

  it('are kept newest first, by vault; one that is damaged is said and stops nothing else', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'holdfast-drills-'));
    folders.push(home);
    const said: string[] = [];
    const reports = new DrillReports(home, (message) => said.push(message));
    expect(await reports.list('vault', 10)).toEqual([]);
    for (const id of ['20260301T000000Z-a', '20260303T000000Z-a', '20260302T000000Z-a']) await reports.save('vault', report(id));
    await writeFile(path.join(home, 'drills', 'vault', '20260304T000000Z-a.json'), '{"id":');
    expect((await reports.list('vault', 2)).map(({ id }) => id)).toEqual(['20260303T000000Z-a', '20260302T000000Z-a']);
    expect(said).toEqual(['The report of a drill cannot be read.']);
    expect(await reports.get('vault', '20260301T000000Z-a')).toEqual(report('20260301T000000Z-a'));
    for (const id of ['20260304T000000Z-a', 'none', '../../settings']) await expect(reports.get('vault', id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await reports.list('other', 10)).toEqual([]);
    expect((await readdir(path.join(home, 'drills', 'vault'))).length).toBe(4);
  });
});
