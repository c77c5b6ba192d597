import { join } from 'node:path';
import type { ParsedRecord } from '../records.ts';
import { parseRecord } from '../records.ts';
import { inPieces, writeNewFile } from '../write-file.ts';
import type { ColumnFacts } from './column-facts.ts';
import { enumOf } from './column-facts.ts';
import { type PostgresType, requiredFields, typeOf } from './column-types.ts';
import type { Keys } from './keys.ts';
import { comment, identifier, literal, PostgresNames } from './postgres-names.ts';
import { isStorableText, storableJson, storableText } from './storable.ts';
import type { WrittenTable } from './written-table.ts';
import { writtenRecords } from './written-table.ts';

export interface PostgresColumn {
  readonly name: string;
  /** Undefined: the column for the fields without one. */
  readonly field: string | undefined;
  readonly type: PostgresType;
  readonly notNull: boolean;
  readonly facts: ColumnFacts | undefined;
}

export interface PostgresTable {
  readonly name: string;
  readonly written: WrittenTable;
  readonly columns: readonly PostgresColumn[];
  /** Names of the columns of the primary key, and of the key itself. */
  readonly key: { readonly name: string; readonly columns: readonly string[] } | undefined;
}

/** How each table is laid out. Tables are named first, so that no key takes a table's name. */
export function layOutTables(tables: readonly WrittenTable[], { primary, foreign }: Keys): readonly PostgresTable[] {
  const names = new PostgresNames('tables');
  const named = tables.map((written) => ({ written, name: names.next(written.entity.name) }));
  return named.map(({ written, name }) => {
    const { entity, facts } = written;
    const keyFields = primary.get(entity.name);
    const typedAsKey = new Set([...entity.identity, ...foreign.filter((key) => key.entity === entity.name).map(({ field }) => field)]);
    const columnNames = new PostgresNames('columns');
    const required = requiredFields(entity.schema);
    const columns = Array.from(facts.columns, ([field, column]): PostgresColumn => {
      const isFull = facts.records > 0 && column.values === facts.records;
      return { name: columnNames.next(field), field, type: typeOf(column, typedAsKey.has(field)), notNull: isFull && (column.schema === undefined || required.has(field)), facts: column };
    });
    if (facts.hasFurther || columns.length === 0) columns.push({ name: columnNames.next('further fields'), field: undefined, type: 'jsonb', notNull: false, facts: undefined });
    const keyColumns = keyFields?.flatMap((wanted) => columns.find(({ field }) => field === wanted)?.name ?? []);
    return { name, written, columns, key: keyColumns === undefined ? undefined : { name: names.next(`${name}_pkey`), columns: keyColumns } };
  });
}

/** `CREATE TABLE`, with what could not be told to the database as comments. */
export function createTable({ name, columns, key, written }: PostgresTable): string {
  const { entity, facts } = written;
  const lines = columns.map((column) => `  ${identifier(column.name)} ${column.type}${column.notNull ? ' NOT NULL' : ''}`);
  const notes: string[] = [];
  for (const column of columns) {
    const allowed = column.type === 'text' ? enumOf(column.facts?.schema) : undefined;
    if (allowed === undefined || column.facts === undefined) continue;
    const check = `CHECK (${identifier(column.name)} IN (${allowed.map(literal).join(', ')}))`;
    if (column.facts.outsideEnum === 0) lines.push(`  ${check}`);
    else notes.push(comment(`not kept: ${check}, for ${column.facts.outsideEnum} records have another value`));
  }
  if (key !== undefined) lines.push(`  CONSTRAINT ${identifier(key.name)} PRIMARY KEY (${key.columns.map(identifier).join(', ')})`);
  else notes.push(comment('no primary key: not every record has an id of its own that Postgres takes as one'));
  const head = name === entity.name ? '' : `${comment(`the table ${entity.name}`)}\n`;
  return `${head}CREATE TABLE ${identifier(name)} ( -- ${facts.records} records\n${lines.join(',\n')}\n);\n${notes.map((note) => `${note}\n`).join('')}`;
}

export interface Loaded {
  /** Records of which something had to be put differently. */
  readonly changed: number;
}

/** Keeps a record exactly as it was, where Postgres cannot. */
export type KeepExact = (table: string, line: string) => Promise<void>;

/** Writes the records of a table as what `psql` loads. */
export async function writeTableData(folder: string, file: string, table: PostgresTable, keep: KeepExact, signal: AbortSignal, pass: (records: number) => void): Promise<Loaded> {
  let changed = 0;
  async function* lines(): AsyncGenerator<string> {
    yield copyHead(table.name, table.columns.map(({ name }) => name));
    const named = table.written.facts.columns;
    for await (const batch of writtenRecords(table.written, signal)) {
      for (const line of batch) {
        const record = parseRecord(line);
        const cells = table.columns.map((column) => cellOf(column, record, named));
        if (cells.some(({ isExact }) => !isExact)) {
          changed += 1;
          await keep(table.name, line);
        }
        yield `${cells.map(({ text }) => text).join('\t')}\n`;
      }
      pass(batch.length);
    }
    yield copyEnd;
  }
  await writeNewFile(join(folder, file), inPieces(lines()), signal);
  return { changed };
}

export function copyHead(table: string, columns: readonly string[]): string {
  return `COPY ${identifier(table)} (${columns.map(identifier).join(', ')}) FROM stdin;\n`;
}

export const copyEnd = '\\.\n';

interface Cell {
  readonly text: string;
  readonly isExact: boolean;
}

const nothing: Cell = { text: '\\N', isExact: true };

function cellOf({ field, type }: PostgresColumn, record: ParsedRecord, named: ReadonlyMap<string, unknown>): Cell {
  if (field === undefined) {
    const further = Object.entries(record).filter(([name]) => !named.has(name));
    return further.length === 0 ? nothing : jsonCell(Object.fromEntries(further));
  }
  const value = Object.hasOwn(record, field) ? record[field] : undefined;
  if (value === undefined || value === null) return nothing;
  if (type === 'jsonb') return jsonCell(value);
  if (typeof value !== 'string') return { text: JSON.stringify(value), isExact: true };
  return isStorableText(value) ? { text: copyText(value), isExact: true } : { text: copyText(storableText(value)), isExact: false };
}

function jsonCell(value: unknown): Cell {
  const { text, isExact } = storableJson(value);
  return { text: copyText(text), isExact };
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A text as a cell of COPY. */
export function copyText(text: string): string {
  return /[\\\t\n\r]/.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text;
}
