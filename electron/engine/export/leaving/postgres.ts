import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, pieceSize, writeText } from '../write-file.ts';
import type { Keys, LooseReference } from './keys.ts';
import { comment, identifier, PostgresNames } from './postgres-names.ts';
import { copyEnd, copyHead, copyText, createTable, layOutTables, type PostgresTable, writeTableData } from './postgres-table.ts';
import type { WrittenTable } from './written-table.ts';

export interface PostgresFiles {
  /** The name of each table in the database, and the file with its records, in the order of the tables. */
  readonly tables: readonly { readonly name: string; readonly file: string }[];
  /** Records of which something had to be put differently; they are there as they were in `exactTable`. */
  readonly changed: number;
  readonly exactTable: string;
}

export const loadName = 'load.sql';
const schemaSqlName = 'schema.sql';
const dataFolder = 'data';

/**
 * Writes what makes a Postgres database of the tables: `schema.sql`, a file of records for each table, and `load.sql`, which
 * runs them all in one transaction: everything is loaded, or nothing.
 */
export async function writePostgres(folder: string, tables: readonly WrittenTable[], keys: Keys, about: string, signal: AbortSignal, pass: (records: number) => void): Promise<PostgresFiles> {
  const layout = layOutTables(tables, keys);
  const taken = new PostgresNames('tables');
  for (const table of layout) {
    taken.next(table.name);
    if (table.key !== undefined) taken.next(table.key.name);
  }
  const exactTable = taken.next('holdfast_exact_records');
  await mkdir(join(folder, dataFolder), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw diskError(error);
  });
  const exact = new ExactRecords(join(folder, dataFolder, 'exact-records.sql'), exactTable);
  const data: string[] = [];
  let changed = 0;
  try {
    for (const [number, table] of layout.entries()) {
      const file = `${dataFolder}/${String(number + 1).padStart(4, '0')}-${plainName(table.name)}.sql`;
      const loaded = await writeTableData(folder, file, table, (name, line) => exact.add(name, line), signal, pass);
      changed += loaded.changed;
      data.push(file);
    }
    await exact.finish();
    if (changed > 0) data.push(`${dataFolder}/exact-records.sql`);
  } finally {
    await exact.close();
  }
  await writeText(join(folder, schemaSqlName), schemaSql(layout, keys, about, changed > 0 ? exactTable : undefined));
  await writeText(join(folder, loadName), loadSql(data, about));
  return { tables: layout.map(({ name }, at) => ({ name, file: data[at] ?? '' })), changed, exactTable };
}

/** The whole records of which Postgres does not hold everything. Made when there is one. */
class ExactRecords {
  readonly #path: string;
  readonly #table: string;
  #handle: FileHandle | undefined;
  #held = '';

  constructor(path: string, table: string) {
    this.#path = path;
    this.#table = table;
  }

  async add(table: string, line: string): Promise<void> {
    this.#held += `${copyText(table)}\t${copyText(line)}\n`;
    if (this.#held.length >= pieceSize) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#held === '') return;
    try {
      const isFirst = this.#handle === undefined;
      this.#handle ??= await open(this.#path, 'wx', 0o600);
      await this.#handle.appendFile((isFirst ? copyHead(this.#table, ['table_name', 'record']) : '') + this.#held);
      this.#held = '';
    } catch (error) {
      throw diskError(error);
    }
  }

  async finish(): Promise<void> {
    await this.#flush();
    if (this.#handle === undefined) return;
    await this.#handle.appendFile(copyEnd);
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}

/** For a file that a command line names. */
function plainName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 40);
}

const settings = "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nSET timezone = 'UTC';\n";

function loadSql(data: readonly string[], about: string): string {
  return `${comment(about)}
-- Loads everything into a new, empty database, or nothing:
--   createdb my_app
--   psql -d my_app -f load.sql
\\set ON_ERROR_STOP on
${settings}BEGIN;
\\ir ${schemaSqlName}
SET CONSTRAINTS ALL DEFERRED;
${data.map((file) => `\\ir ${file}\n`).join('')}COMMIT;
`;
}

function schemaSql(tables: readonly PostgresTable[], { foreign, loose }: Keys, about: string, exactTable: string | undefined): string {
  const byEntity = new Map(tables.map((table) => [table.written.entity.name, table]));
  const parts = [`${comment(about)}\n-- Tables and keys without records; load.sql loads these too.\n${settings}`, ...tables.map(createTable)];
  if (exactTable !== undefined) {
    parts.push(`-- Postgres holds no zero characters, no halves of character pairs and no number without bounds. Where a record had one, its\n-- column has \ufffd (or the number as a text) and the whole record stands here as it was.\nCREATE TABLE ${identifier(exactTable)} (\n  "table_name" text NOT NULL,\n  "record" text NOT NULL\n);\n`);
  }
  const columnOf = (entity: string, field: string): string => byEntity.get(entity)?.columns.find((column) => column.field === field)?.name ?? field;
  const kept = foreign.map(({ entity, field, target, targetField, from }) => {
    const [one, other] = [byEntity.get(entity)?.name ?? entity, byEntity.get(target)?.name ?? target];
    const why = from === 'schema' ? 'the schema says so' : 'every value is the id of a record there';
    return `ALTER TABLE ${identifier(one)} ADD FOREIGN KEY (${identifier(columnOf(entity, field))}) REFERENCES ${identifier(other)} (${identifier(columnOf(target, targetField))}) DEFERRABLE; -- ${why}\n`;
  });
  if (kept.length > 0) parts.push(`-- References. Tables may refer to each other in a circle, so these may be put off to the end of a transaction.\n${kept.join('')}`);
  if (loose.length > 0) parts.push(`-- References that are in the data and that the database is not told to keep.\n${loose.map((one) => `${comment(looseText(one))}\n`).join('')}`);
  return parts.join('\n');
}

/** A reference that is not kept, and why, in a line. */
export function looseText({ entity, path, targets, why, values }: LooseReference): string {
  const field = path.map((step) => (step === '~' ? ' (in its text)' : step === '{key}' ? ' (its keys)' : step === '{}' ? '.*' : step)).join('').replace(/^\./, '');
  const what = `${entity}: ${field} refers to ${targets.join(', ')}`;
  switch (why) {
    case 'dangling':
      return `${what}, but ${values} ${values === 1 ? 'value leads' : 'values lead'} to no record`;
    case 'inside':
      return `${what} from inside a list, an object or a text`;
    case 'several':
      return `${what}, which is more than one table`;
    case 'unlike':
      return `${what}, whose ids are of another kind`;
  }
}
