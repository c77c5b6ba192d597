import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleApp, type EntitySchema, type SampleDataset } from '../../electron/sample-app/index.ts';
import { handler, sdkFor } from '../support/base44-sdk.ts';
import { runCli } from '../support/run-cli.ts';

/**
 * Data that nobody here made up (test/data/chinook: a music shop, 15,607 rows in 11 tables) taken the whole way by the real command
 * line, twice: from the files a founder exported, and out of an app that it was loaded into through Base44's own SDK.
 */

const chinook = fileURLToPath(new URL('../data/chinook/', import.meta.url));
const passphrase = 'a passphrase for this test';

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

let folder = '';
let tables: readonly Table[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-chinook-'));
  const names = (await readdir(chinook)).filter((name) => name.endsWith('.csv'));
  tables = await Promise.all(names.map(async (name) => readTable(basename(name, '.csv'), await readFile(join(chinook, name), 'utf8'))));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('Chinook', () => {
  it('comes back byte for byte when it is backed up from the exported files', async () => {
    const holdfast = await protect('files', ['--platform', 'csv-folder', '--path', chinook]);
    expect(await holdfast(['backup', 'chinook'])).toMatchObject({ outcome: 'complete', places: [{ name: 'disk', outcome: 'verified' }] });
    expect(await holdfast(['check', 'chinook', '--read-data'])).toMatchObject({ ok: true, problems: [] });
    const out = join(folder, 'files-out');
    await holdfast(['export', 'chinook', '--snapshot', 'latest', '--format', 'csv', '--out', out]);
    for (const { name } of tables) {
      expect(await readFile(join(out, `${name}.csv`), 'utf8'), name).toBe(await readFile(join(chinook, `${name}.csv`), 'utf8'));
    }
  });

  it('comes back row for row when it was loaded into an app and is backed up through its API', async () => {
    const app = await startSampleApp({ dataset: emptyApp(tables) });
    try {
      const { client } = sdkFor(app);
      for (const table of tables) {
        const records = table.rows.map((row) => toRecord(table, row));
        for (let i = 0; i < records.length; i += 1000) await handler(client, table.name).bulkCreate(records.slice(i, i + 1000));
      }
      client.cleanup();
      const holdfast = await protect('app', ['--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'TOKEN'], { TOKEN: app.token });
      expect(await holdfast(['backup', 'chinook'])).toMatchObject({ outcome: 'complete', places: [{ name: 'disk', outcome: 'verified' }] });
      const out = join(folder, 'app-out');
      await holdfast(['export', 'chinook', '--snapshot', 'latest', '--format', 'csv', '--out', out]);
      for (const table of tables) {
        const exported = readTable(table.name, await readFile(join(out, `${table.name}.csv`), 'utf8'));
        const picked = table.columns.map((column) => exported.columns.indexOf(column));
        expect(picked, table.name).not.toContain(-1);
        const rows = exported.rows.map((row) => picked.map((at) => row[at]));
        expect(sorted(rows), table.name).toEqual(sorted(table.rows));
      }
    } finally {
      await app.stop();
    }
  });
});

/** A home of its own with the app and one place in it; runs commands there and gives their JSON. */
async function protect(home: string, source: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<(args: readonly string[]) => Promise<unknown>> {
  const holdfast = async (args: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await runCli([...args, '--json'], {
      env: { ...env, HOLDFAST_HOME: join(folder, home), HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: passphrase },
    });
    expect(code, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
    return JSON.parse(stdout);
  };
  await holdfast(['app', 'add', 'chinook', ...source]);
  await holdfast(['destination', 'add', 'disk', '--kind', 'local', '--path', join(folder, `${home}-place`)]);
  return holdfast;
}

function readTable(name: string, text: string): Table {
  const rows = parse(text, { bom: true });
  const [columns = [], ...rest] = rows;
  return { name, columns, rows: rest };
}

/** An app with Chinook's tables and no records yet. */
function emptyApp(wanted: readonly Table[]): SampleDataset {
  const owner = { id: '650000000000000000000001', created_date: '2026-01-01T00:00:00.000000', updated_date: '2026-01-01T00:00:00.000000', email: 'owner@chinook.example', full_name: 'Owner', role: 'admin' } as const;
  return {
    appId: '650000000000000000000000',
    appName: 'Chinook',
    ownerEmail: owner.email,
    entities: wanted.map((table) => ({ name: table.name, schema: schemaOf(table), records: () => [] })),
    users: [owner],
    files: [],
    functions: [],
    agents: [],
    settings: {},
  };
}

function schemaOf(table: Table): EntitySchema {
  return { type: 'object', properties: Object.fromEntries(table.columns.map((column, at) => [column, { type: isNumeric(table, at) ? 'number' : 'string' }])) };
}

function toRecord(table: Table, row: readonly string[]): Record<string, string | number | null> {
  return Object.fromEntries(table.columns.map((column, at) => [column, toValue(row[at] ?? '', isNumeric(table, at))]));
}

function toValue(text: string, numeric: boolean): string | number | null {
  if (text === '') return null;
  return numeric ? Number(text) : text;
}

/** A column is a number when every value in it is written as JavaScript writes that number. */
function isNumeric(table: Table, at: number): boolean {
  return table.rows.every((row) => row[at] === '' || String(Number(row[at])) === row[at]);
}

function sorted(rows: readonly (readonly (string | undefined)[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
