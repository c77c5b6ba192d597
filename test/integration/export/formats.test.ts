import { DatabaseSync } from 'node:sqlite';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, parseJson } from '../../../shared/model/record.ts';
import { exportIndexSchema } from '../../../electron/engine/export/output-folder.ts';
import type { ExportColumn, ExportIndex } from '../../../electron/engine/export/output-folder.ts';
import { writeExport } from '../../../electron/engine/export/index.ts';
import { openCsvFolder } from '../../../electron/engine/sources/csv-folder/index.ts';
import { temporaryFolder } from '../../support/csv-folder.ts';
import { writtenTable } from '../../support/csv-tables.ts';
import { tableOf, tableOfLines, tablesOfSource } from '../../support/export-input.ts';
import { anyLines } from '../../support/json-values.ts';

const { signal } = new AbortController();
const chinook = path.join(import.meta.dirname, '../../data/chinook');

describe('JSON Lines', () => {
  it('come back exactly', async () => {
    const out = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        await writeExport({ format: 'jsonl', out, entities: [tableOfLines(lines)], signal });
        const written = await readFile(path.join(out, 'Table.jsonl'), 'utf8');
        expect(written === '' ? [] : written.slice(0, -1).split('\n')).toEqual(lines);
      }),
      { numRuns: 40 },
    );
  });
});

describe('SQLite', () => {
  it('comes back exactly from the JSON column, whatever the fields are called and hold', async () => {
    const out = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        const schema = { type: 'object', properties: { name: { type: 'string' }, n: { type: 'number' }, list: { type: 'array' } } };
        await writeExport({ format: 'sqlite', out, entities: [tableOfLines(lines, { name: 'any "thing"', schema })], signal });
        const database = new DatabaseSync(path.join(out, 'data.sqlite'), { readOnly: true });
        const about = database.prepare('SELECT * FROM holdfast_tables').get();
        const json = database.prepare(`SELECT "${String(about?.['json_column'])}" AS json FROM "any ""thing""" ORDER BY rowid`).all();
        database.close();
        expect(json.map((row) => row['json'])).toEqual(lines);
        expect(about).toMatchObject({ entity: 'any "thing"', records: lines.length });
      }),
      { numRuns: 40 },
    );
  });

  it('has a column of the right type for each field, and an index over the ids', async () => {
    const out = await temporaryFolder();
    const schema = { type: 'object', properties: { name: { type: 'string' }, price: { type: ['number', 'null'] }, sold: { type: 'integer' }, ok: { type: 'boolean' }, tags: { type: 'array' } } };
    await writeExport({
      format: 'sqlite', out, signal,
      entities: [tableOf([
        { id: 'a', name: 'Bowl', price: 12.5, sold: 3, ok: true, tags: ['x', 'y'], extra: 'only here' },
        { id: 'b', name: 7, price: null, ok: false, big: JSON.rawJSON('12345678901234567890') },
      ], { schema })],
    });
    const database = new DatabaseSync(path.join(out, 'data.sqlite'), { readOnly: true });
    expect(database.prepare('SELECT id, name, price, sold, ok, tags, extra, big, typeof(price) AS t, typeof(sold) AS s FROM "Table" ORDER BY id').all().map((row) => ({ ...row }))).toEqual([
      { id: 'a', name: 'Bowl', price: 12.5, sold: 3, ok: 1, tags: '["x","y"]', extra: 'only here', big: null, t: 'real', s: 'integer' },
      { id: 'b', name: '7', price: null, sold: null, ok: 0, tags: null, extra: null, big: '12345678901234567890', t: 'null', s: 'null' },
    ]);
    const plan = database.prepare('EXPLAIN QUERY PLAN SELECT * FROM "Table" WHERE id = ?').all('a');
    database.close();
    expect(JSON.stringify(plan)).toContain('by id');
  });

  it('gives tables with names that SQLite takes for the same, or for its own, names of their own', async () => {
    const out = await temporaryFolder();
    const names = ['Order', 'order', 'sqlite_master', 'holdfast_tables', '', 'a\0b', 'x by id', 'x', 'SELECT * FROM "t"; --'];
    await writeExport({ format: 'sqlite', out, entities: names.map((name) => tableOf([{ id: '1', name }], { name })), signal });
    const database = new DatabaseSync(path.join(out, 'data.sqlite'), { readOnly: true });
    const listed = database.prepare('SELECT entity, table_name FROM holdfast_tables').all();
    expect(listed.map((row) => row['entity'])).toEqual(names);
    for (const { entity, table_name: table } of listed) {
      expect(database.prepare(`SELECT name FROM "${String(table).replaceAll('"', '""')}"`).get()?.['name']).toBe(entity);
    }
    database.close();
  });
});

describe('CSV', () => {
  it('comes back exactly by the rule of README.txt', async () => {
    const out = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        await writeExport({ format: 'csv', out, entities: [tableOfLines(lines)], signal });
        const index = await indexOf(out);
        expect(readByTheRule(await readFile(path.join(out, 'Table.csv'), 'utf8'), index.tables[0]?.columns ?? [])).toEqual(lines);
      }),
      { numRuns: 50 },
    );
  });

  it('is as plain as the values allow', async () => {
    const out = await temporaryFolder();
    const schema = { type: 'object', properties: { name: { type: 'string' }, price: { type: 'number' } } };
    await writeExport({
      format: 'csv', out, signal,
      entities: [tableOf([{ id: 'a', name: '=1+2', price: 1.5 }, { id: 'b', name: null, price: 2, tags: ['x'] }, { id: 'c', name: '', price: null }], { schema })],
    });
    expect(await readFile(path.join(out, 'Table.csv'), 'utf8')).toBe('id,name,price,tags\na,=1+2,1.5,\nb,,2,"[""x""]"\nc,"",,\n');
    expect(await readFile(path.join(out, 'README.txt'), 'utf8')).toMatch(/An empty cell without quotation marks/);
  });

  it('gives Chinook back byte for byte', async () => {
    const out = await temporaryFolder();
    const { files, warnings } = await writeExport({ format: 'csv', out, entities: await tablesOfSource(openCsvFolder({ path: chinook })), signal });
    expect(files.length).toBe(11);
    expect(files.reduce((sum, file) => sum + file.records, 0)).toBe(15_607);
    for (const { path: file } of files) expect(Buffer.compare(await readFile(file), await readFile(path.join(chinook, path.basename(file)))), file).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('gives any CSV file back byte for byte, in any dialect', async () => {
    const folder = await temporaryFolder();
    const out = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(writtenTable, async (written) => {
        await writeFile(path.join(folder, 'T.csv'), written.bytes);
        const { files } = await writeExport({ format: 'csv', out, entities: await tablesOfSource(openCsvFolder({ path: folder })), signal });
        expect(Buffer.compare(await readFile(files[0]?.path ?? ''), written.bytes)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('of some records of a CSV file stands in the order of the key, and says so', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'T.csv'), 'id,v\n3,c\n1,a\n2,b\n');
    const [table] = await tablesOfSource(openCsvFolder({ path: folder }));
    if (table === undefined) throw new Error('no table');
    const out = await temporaryFolder();
    const { warnings } = await writeExport({ format: 'csv', out, entities: [{ ...table, records: someOf(['{"id":1,"v":"a"}', '{"id":3,"v":"c"}']) }], signal });
    expect(await readFile(path.join(out, 'T.csv'), 'utf8')).toBe('id,v\n1,a\n3,c\n');
    expect(warnings).toEqual([expect.stringMatching(/not in the order/)]);
  });
});

async function* someOf(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  yield lines;
}

async function indexOf(out: string): Promise<ExportIndex> {
  return exportIndexSchema.parse(JSON.parse(await readFile(path.join(out, 'index.json'), 'utf8')));
}

/** Reads a CSV export as README.txt says, with another program's parser. */
function readByTheRule(csv: string, columns: readonly ExportColumn[]): readonly string[] {
  const rows: string[][] = parse(csv, { cast: (cell, { quoting }) => (quoting ? 'q' : 'b') + cell, recordDelimiter: '\n' });
  return rows.slice(1).map((cells) => {
    const entries = columns.flatMap(({ field, holds, empty }, at): (readonly [string, unknown])[] => {
      const cell = cells[at] ?? 'b';
      const text = cell.slice(1);
      const quoted = cell.startsWith('q');
      if (text === '' && !quoted) return empty === 'missing' ? [] : [[field, null]];
      if (holds === 'json') return [[field, parseJson(text)]];
      if (text === 'null' && !quoted) return [[field, null]];
      return [[field, holds === 'text' || (holds === 'mixed' && quoted) || text === '' ? text : parseJson(text)]];
    });
    return canonicalJson(Object.fromEntries(entries));
  });
}
