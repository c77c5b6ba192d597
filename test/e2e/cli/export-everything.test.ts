import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeLeaving } from '../../../electron/engine/export/index.ts';
import { IdOwners } from '../../../electron/engine/restore/references/id-owners.ts';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { parseJson } from '../../../shared/model/record.ts';
import { isInstalled } from '../../system-packages.ts';
import { temporaryFolder } from '../../support/csv-folder.ts';
import { tableOfLines, uploadsOf } from '../../support/export-input.ts';
import { anyLines } from '../../support/json-values.ts';
import { needs } from '../../support/needs.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres-server.ts';
import { makeDesk, type Desk } from '../../support/run-cli.ts';
import { isSameInPostgres } from '../../support/same-value.ts';
import { backupShape, exportShape } from './shapes.ts';

/** A founder who leaves: one command, a folder, and everything in it works without Holdfast. */

const count = z.int().nonnegative();
const everythingShape = exportShape.extend({
  everything: z.strictObject({
    tables: z.array(z.strictObject({ name: z.string(), records: count, missing: count })),
    uploads: z.strictObject({ files: count, bytes: count }),
    bytes: count,
    references: z.strictObject({ kept: count, loose: z.array(z.string()) }),
    changed: count,
    load: z.string(),
    lacking: z.array(z.string()),
  }),
});
const indexShape = z.object({
  tables: z.array(z.object({ entity: z.string(), file: z.string(), csv: z.string(), table: z.string(), postgres: z.string(), records: count })),
  references: z.array(z.object({ entity: z.string(), field: z.string(), targets: z.array(z.string()), kept: z.boolean() })),
});
type Row = Readonly<Record<string, unknown>>;

let postgres: PostgresServer | undefined;
beforeAll(async () => {
  if (isInstalled('postgres')) postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

function server(): PostgresServer {
  if (postgres === undefined) throw new Error('there is none');
  return postgres;
}

const linesOf = async (file: string): Promise<readonly Row[]> => (await readFile(file, 'utf8')).split('\n').slice(0, -1).map((line) => parseJson(line) as Row);
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

describe('everything of an app', () => {
  let app: RunningSampleApp;
  let desk: Desk;
  let out: string;
  let report: z.infer<typeof everythingShape>;
  let index: z.infer<typeof indexShape>;
  beforeAll(async () => {
    desk = await makeDesk();
    app = await startSampleApp({ records: 1500, bypassRls: true });
    await desk.run(['destination', 'add', 'Backups', '--kind', 'local', '--path', desk.at('place')]);
    await desk.run(['app', 'add', 'Shop', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'T'], { env: { T: app.token } });
    backupShape.parse((await desk.json(['backup', 'Shop'])).value);
    out = desk.at('leaving');
    const { code, value } = await desk.json(['export', 'Shop', '--snapshot', 'latest', '--format', 'everything', '--out', out]);
    expect(code).toBe(0);
    report = everythingShape.parse(value);
    index = indexShape.parse(JSON.parse(await readFile(path.join(out, 'index.json'), 'utf8')));
  });
  afterAll(async () => {
    await app.stop();
    await desk.remove();
  });

  it('is said in numbers', () => {
    const { tables, lacking, references, changed } = report.everything;
    expect([tables.reduce((sum, { records }) => sum + records, 0), tables.length, lacking, changed]).toEqual([1500, 16, [], 0]);
    expect(references.kept).toBeGreaterThan(15);
    expect(references.loose).toContain('PrivateNote: about.id refers to Customer, Order from inside a list, an object or a text');
  });

  it('is as JSON Lines what the app has, record for record', async () => {
    for (const { entity, file } of index.tables) {
      if (entity === 'User') continue;
      // The platform writes a date in two ways; what it means is compared in Postgres below.
      const byId = (rows: readonly Row[]): readonly unknown[] => rows.toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)).map((row) => ({ ...row, created_date: '', updated_date: '' }));
      expect(byId(await linesOf(path.join(out, file)))).toEqual(byId(app.edit.records(entity)));
    }
  });

  it('is a Postgres database after one command, from anywhere: every value, every key, every reference', async (context) => {
    needs(context, 'postgres');
    server().create('shop');
    expect(server().psql('shop', ['-f', report.everything.load])).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const { entity, file, postgres: name } of index.tables) {
      const expected = await linesOf(path.join(out, file));
      const found = new Map(server().rows('shop', `SELECT * FROM ${quoted(name)}`).map((row) => [row['id'], row]));
      expect(found.size).toBe(expected.length);
      for (const record of expected) {
        const row = found.get(record['id']) ?? {};
        const wrong = Object.keys(row).filter((field) => !isSameInPostgres(record[field], row[field]));
        expect([entity, wrong, Object.keys(record).filter((field) => !(field in row))]).toEqual([entity, [], []]);
      }
    }
    const keys = server().rows('shop', "SELECT conrelid::regclass::text AS t, convalidated AS ok FROM pg_constraint WHERE contype = 'f'");
    expect(keys).toHaveLength(report.everything.references.kept);
    expect(keys.every(({ ok }) => ok === true)).toBe(true);
    // The circle: a project names its first task, and each task its project.
    expect(server().rows('shop', 'SELECT count(*) AS n FROM "Project" p JOIN "Task" t ON t.id = p.lead_task_id JOIN "Project" q ON q.id = t.project_id')[0]?.['n']).toBeGreaterThan(0);
    expect(server().psql('shop', ['-c', `DELETE FROM "Customer" WHERE id IN (SELECT customer_id FROM "Order")`]).stderr).toContain('violates foreign key constraint');
    // Whole or not at all.
    expect(server().psql('shop', ['-f', report.everything.load]).code).toBe(3);
  });

  it('is an SQLite database with the same references', async () => {
    const database = new DatabaseSync(path.join(out, 'data.sqlite'), { readOnly: true });
    expect(database.prepare('PRAGMA integrity_check').all().map((row) => row['integrity_check'])).toEqual(['ok']);
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    let kept = 0;
    for (const { file, table } of index.tables) {
      kept += database.prepare(`PRAGMA foreign_key_list(${quoted(table)})`).all().length;
      const expected = (await readFile(path.join(out, file), 'utf8')).split('\n').slice(0, -1);
      expect(database.prepare(`SELECT json FROM ${quoted(table)}`).all().map((row) => row['json'])).toEqual(expected);
    }
    expect(kept).toBe(report.everything.references.kept);
    database.close();
  });

  it('holds each uploaded file byte for byte, and says which address it had', async () => {
    const listed = (await linesOf(path.join(out, 'files/index.jsonl'))).map((line) => z.object({ path: z.string(), address: z.string(), size: count }).parse(line));
    expect(listed).toHaveLength(report.everything.uploads.files);
    expect(listed.length).toBeGreaterThan(20);
    for (const { path: file, address } of listed.slice(0, 25)) {
      const url = address.startsWith('http') ? address : undefined;
      if (url === undefined) continue;
      const original = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(createHash('sha256').update(await readFile(path.join(out, file))).digest('hex')).toBe(createHash('sha256').update(original).digest('hex'));
    }
    const addresses = new Set(listed.map(({ address }) => address));
    const photos = (await linesOf(path.join(out, index.tables.find(({ entity }) => entity === 'Product')?.file ?? ''))).flatMap((record) => (typeof record['image_url'] === 'string' ? [record['image_url']] : []));
    expect(photos.length).toBeGreaterThan(0);
    expect(photos.filter((address) => addresses.has(address)).length).toBeGreaterThan(0);
  });

  it('can be asked for as Postgres alone, but not in part', async () => {
    const alone = await desk.json(['export', 'Shop', '--snapshot', 'latest', '--format', 'postgres', '--out', desk.at('postgres')]);
    expect(alone.code).toBe(0);
    expect((await readdir(desk.at('postgres'))).toSorted()).toEqual(['README.txt', 'app-config.jsonl', 'app-schema.jsonl', 'files', 'index.json', 'postgres']);
    const part = await desk.json(['export', 'Shop', '--snapshot', 'latest', '--format', 'everything', '--entity', 'Order', '--out', desk.at('part')]);
    expect(part.code).toBe(2);
  });

  it('where a part of the backup is damaged, is all the rest, with the number that is missing and exit code 3', async () => {
    const sizes = await Promise.all((await readdir(desk.at('place'), { recursive: true })).map(async (name) => ({ name, size: (await stat(desk.at('place', name))).size })));
    const segment = sizes.filter(({ name }) => name.includes('segments/') || name.includes('data/')).toSorted((a, b) => b.size - a.size)[0]?.name ?? '';
    const bytes = await readFile(desk.at('place', segment));
    bytes.fill(0, Math.floor(bytes.length * 0.2), Math.floor(bytes.length * 0.6));
    await writeFile(desk.at('place', segment), bytes);
    const { code, value } = await desk.json(['export', 'Shop', '--snapshot', 'latest', '--format', 'everything', '--out', desk.at('damaged')]);
    const { tables, lacking } = everythingShape.parse(value).everything;
    const missing = tables.reduce((sum, table) => sum + table.missing, 0);
    expect([code, missing > 0, lacking.length > 0]).toEqual([3, true, true]);
    expect(tables.reduce((sum, table) => sum + table.records, 0)).toBe(1500 - missing);
    expect(await readFile(desk.at('damaged', 'README.txt'), 'utf8')).toContain('NOT COMPLETE');
  });
});

describe('a large app', () => {
  it('is written without holding it in memory: 60,000 records in a heap of 32 MB', async () => {
    const child = path.join(import.meta.dirname, '../../support/leaving-child.ts');
    const done = spawnSync(process.execPath, ['--max-old-space-size=32', child, path.join(await temporaryFolder(), 'out'), '60000'], { encoding: 'utf8' });
    expect([done.status, done.stdout]).toEqual([0, '2']);
  });
});

describe('names and values of any kind', () => {
  beforeEach((context) => needs(context, 'postgres'));

  it('are loaded by Postgres as they were, or beside their table where it cannot hold them', async () => {
    let number = 0;
    const table = fc.record({ lines: anyLines, name: fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), fc.constantFrom('pg_class', 'ORDER', 'a"b', "it's", 'x'.repeat(70), ':name', '\\q')) });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(table, { minLength: 5, maxLength: 8, selector: ({ name }) => name }), async (tables) => {
        const out = path.join(await temporaryFolder(), 'out');
        const left = await writeLeaving({
          format: 'postgres', out, entities: tables.map(({ lines, name }) => ({ ...tableOfLines(lines, { name }), expected: lines.length })), references: [], uploads: uploadsOf(), definition: { schema: nothing(), config: nothing() },
          app: tables[0]?.name ?? '', backup: 'b', ids: new IdOwners(), signal: new AbortController().signal, onProgress: () => undefined, onDamagedUpload: () => undefined, lacking: () => [],
        });
        number += 1;
        const database = `any${number}`;
        server().create(database);
        expect(server().psql(database, ['-f', path.join(out, left.load)])).toEqual({ code: 0, stdout: '', stderr: '' });
        const exact = left.changed === 0 ? [] : server().rows(database, 'SELECT record FROM holdfast_exact_records').map((row) => String(row['record']));
        expect(exact).toHaveLength(left.changed);
        for (const [at, { lines }] of tables.entries()) expectTable(database, left.tables[at]?.postgres ?? '', lines, exact);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});

async function* nothing(): AsyncGenerator<readonly string[]> {}

function expectTable(database: string, name: string, lines: readonly string[], exact: readonly string[]): void {
  const [found] = server().rows(
    database,
    `SELECT (SELECT coalesce(json_agg(row_to_json(one) ORDER BY id), '[]') FROM ${quoted(name)} one) AS rows,
      (SELECT json_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = '${quoted(name).replaceAll("'", "''")}'::regclass AND attnum > 0) AS columns`,
  );
  // Not by a schema: that would leave out a field called __proto__.
  const { rows, columns } = found as { readonly rows: readonly Row[]; readonly columns: readonly string[] };
  // In the order in which fields are first seen, after the id.
  const fields = [...new Set(['id', ...lines.flatMap((line) => Object.keys(parseJson(line) as object))])];
  expect([rows.length, columns.length]).toEqual([lines.length, fields.length]);
  for (const [at, line] of lines.entries()) {
    const record = parseJson(line) as Row;
    const wrong = fields.filter((field, column) => !isSameInPostgres(Object.hasOwn(record, field) ? record[field] : undefined, rows[at]?.[columns[column] ?? '']));
    expect(wrong).toEqual([]);
    // Nothing was put differently without being kept as it was. A field's name is no value.
    const values = JSON.stringify(Object.values(record)).replaceAll('\\\\', '');
    if (/\\u0000|\\ud[89a-f]/.test(values)) expect(exact).toContain(line);
  }
}
