import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp, type EntitySchema, type RunningSampleApp, type SampleDataset } from '../../../electron/sample-app/index.ts';
import { makeDesk, type Desk } from '../../support/run-cli.ts';
import { appShape, backupShape, exportShape } from './shapes.ts';

/**
 * The main job on real input: Chinook, a real and related set of eleven tables (test/data/chinook). Backed up from the folder of
 * its CSV files, and loaded into the sample app through its API and backed up from there; taken out again, both are what the files were.
 */

const folder = fileURLToPath(new URL('../../data/chinook', import.meta.url));
let tables: readonly string[];
let desk: Desk;

beforeAll(async () => {
  tables = (await readdir(folder)).filter((name) => name.endsWith('.csv')).map((name) => name.slice(0, -'.csv'.length));
  desk = await makeDesk();
  expect((await desk.json(['destination', 'add', 'Backups', '--kind', 'local', '--path', desk.at('place')])).code).toBe(0);
});
afterAll(() => desk.remove());

async function backUp(app: string): Promise<void> {
  const { code, value } = await desk.json(['backup', app]);
  expect([code, backupShape.parse(value).outcome]).toEqual([0, 'complete']);
}

async function exportCsv(app: string, out: string): Promise<ReadonlyMap<string, string>> {
  const { code, value } = await desk.json(['export', app, '--snapshot', 'latest', '--format', 'csv', '--out', out]);
  expect(code).toBe(0);
  const { files } = exportShape.parse(value);
  return new Map(await Promise.all(files.map(async (file): Promise<[string, string]> => [file.entity, await readFile(file.path, 'utf8')])));
}

/** As rows of texts by column, which is all a CSV file says. */
function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  return parse<Record<string, string>>(text, { columns: true });
}

describe('Chinook', () => {
  it('from the folder of its files: every file comes back byte for byte', async () => {
    const { code, value } = await desk.json(['app', 'add', 'Files', '--platform', 'csv-folder', '--path', folder]);
    expect(code).toBe(0);
    expect(appShape.parse(value).entities.map(({ name }) => name).toSorted()).toEqual(tables.toSorted());
    await backUp('Files');
    const written = await exportCsv('Files', desk.at('files'));
    expect([...written.keys()].toSorted()).toEqual(tables.toSorted());
    for (const table of tables) expect(written.get(table), table).toBe(await readFile(path.join(folder, `${table}.csv`), 'utf8'));
  });

  it('through the API of the sample app: every row and every value comes back', async () => {
    const original = new Map(await Promise.all(tables.map(async (table): Promise<[string, readonly Readonly<Record<string, string>>[]]> => [table, rowsOf(await readFile(path.join(folder, `${table}.csv`), 'utf8'))])));
    const app = await startSampleApp({ dataset: emptyApp(original) });
    try {
      for (const [table, rows] of original) await load(app, table, rows);
      const { code } = await desk.json(['app', 'add', 'App', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'T'], { env: { T: app.readOnlyToken } });
      expect(code).toBe(0);
      await backUp('App');
      const written = await exportCsv('App', desk.at('app'));
      for (const [table, rows] of original) {
        const columns = Object.keys(rows[0] ?? {});
        const back = rowsOf(written.get(table) ?? '').map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
        expect(back.length, table).toBe(rows.length);
        // Rows loaded in one call are created at one moment, so their order is the ids' and not the file's.
        expect(sorted(back), table).toEqual(sorted(rows));
      }
    } finally {
      await app.stop();
    }
  });
});

function sorted(rows: readonly object[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

/** Is every value in the column a number that is written as a program would write it? Then the app keeps it as one. */
function isNumeric(rows: readonly Readonly<Record<string, string>>[], column: string): boolean {
  return rows.every((row) => row[column] === '' || String(Number(row[column])) === row[column]);
}

function emptyApp(tablesAndRows: ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>): SampleDataset {
  const owner = { id: '000000000000000000000001', created_date: '2026-01-01T00:00:00.000000', updated_date: '2026-01-01T00:00:00.000000', email: 'owner@chinook.example', full_name: 'Owner', role: 'admin' } as const;
  return {
    appId: 'c41900c0ffee000000000001',
    appName: 'Chinook',
    ownerEmail: owner.email,
    entities: Array.from(tablesAndRows, ([name, rows]) => {
      const properties = Object.fromEntries(Object.keys(rows[0] ?? {}).map((column) => [column, { type: isNumeric(rows, column) ? ('number' as const) : ('string' as const) }]));
      const schema: EntitySchema = { name, type: 'object', properties };
      return { name, schema, records: () => [] };
    }),
    users: [owner],
    files: [],
    functions: [],
    agents: [],
    settings: {},
  };
}

async function load(app: RunningSampleApp, table: string, rows: readonly Readonly<Record<string, string>>[]): Promise<void> {
  const numeric = new Set(Object.keys(rows[0] ?? {}).filter((column) => isNumeric(rows, column)));
  const records = rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === '' ? null : numeric.has(column) ? Number(value) : value])));
  for (let start = 0; start < records.length; start += 1000) {
    const answer = await fetch(`${app.url}/api/apps/${app.appId}/entities/${table}/bulk`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(records.slice(start, start + 1000)),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }
}
