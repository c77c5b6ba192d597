import { constants, DatabaseSync } from 'node:sqlite';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { type ParsedRecord, parseRecord } from '../export/records.ts';
import { indexName, quoted, sqlName, SqliteTable } from '../export/sqlite-table.ts';
import { askQuery } from './golden/guarded-query.ts';
import type { QueryAnswer, QueryLimits, ScratchDatabase, ScratchTable, ScratchValue, TableToLoad } from './scratch.ts';

/** Kept in memory, in KiB; what is beyond lies in a file that has no name. */
const cacheKiB = 64 * 1024;
const mostRows = 1000;
/** What a query may make beside the records, in bytes: a text of its own, and rows in which a record stands more than once. */
const shortText = 1024 * 1024;
const rowsOfLongest = 4;
/** Records that are handed out together. */
const fewLines = 500;

/**
 * A throwaway SQLite database without a name: in memory as long as it is small, beyond that in a file that only this user can read and that SQLite
 * takes out of its folder as soon as it has opened it. However the process ends, the system frees it; there is nothing to clean up.
 */
export class ScratchSqlite implements ScratchDatabase {
  readonly #database: DatabaseSync;
  readonly #names = new Set<string>();
  readonly #loading: { readonly table: SqliteTable; readonly entity: string; readonly name: string; readonly identity: readonly string[]; records: number }[] = [];
  readonly made: readonly TableToLoad[];
  #tables: readonly ScratchTable[] = [];
  #isSealed = false;
  /** Of the longest record, in bytes. */
  #longest = 0;

  /** @param memoryKiB what is beyond lies in the nameless file. @throws quota-exceeded. */
  constructor(tables: readonly TableToLoad[], memoryKiB: number = cacheKiB) {
    this.made = tables;
    this.#database = guarded(() => new DatabaseSync('', { enableForeignKeyConstraints: false }));
    this.#run(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192; PRAGMA cache_size = -${memoryKiB}`);
    for (const { name: entity, identity, schema } of tables) {
      const name = this.#unused(sqlName(entity));
      this.#loading.push({ table: guarded(() => new SqliteTable(this.#database, name, identity, schema)), entity, name, identity, records: 0 });
    }
  }

  get tables(): readonly ScratchTable[] {
    return this.#tables;
  }

  table(entity: string): ScratchTable | undefined {
    return this.#tables.find((table) => table.entity === entity);
  }

  /**
   * Adds records to a table. @param at its place in the list of tables
   * @throws corrupt for a line that is no record, and nothing of these lines is added then; quota-exceeded.
   */
  load(at: number, lines: readonly string[]): readonly ParsedRecord[] {
    const loading = this.#loading[at];
    if (loading === undefined || this.#isSealed) throw new HoldfastError('bug', 'Something went wrong inside Holdfast while loading a backup.');
    const records = lines.map(parseRecord);
    this.#run('BEGIN');
    guarded(() => {
      for (const [index, record] of records.entries()) loading.table.insert(lines[index] ?? '', record);
    });
    this.#run('COMMIT');
    loading.records += lines.length;
    for (const line of lines) this.#longest = Math.max(this.#longest, Buffer.byteLength(line));
    return records;
  }

  /** Everything is loaded: from here on the tables can only be read. */
  seal(): void {
    guarded(() => {
      for (const { table, identity } of this.#loading) table.index(identity);
    });
    this.#run('PRAGMA query_only = ON');
    this.#tables = this.#loading.map(({ table, entity, name, identity, records }) => ({ entity, name, identity, records, columns: table.columns, jsonColumn: table.jsonColumn }));
    this.#lock();
    this.#isSealed = true;
  }

  /** What a person typed must neither change anything, nor open another file, nor go on forever by calling itself. */
  #lock(): void {
    this.#database.setAuthorizer((action) => (readingActions.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY));
  }

  ask(sql: string, limits: QueryLimits): QueryAnswer {
    const { limits: bounds } = this.#database;
    const { length } = bounds;
    this.#database.setAuthorizer(null);
    // Looking for one long text in another asks nobody whether time is over: a query makes none much longer than the longest record.
    bounds.length = Math.min(length, shortText + rowsOfLongest * this.#longest);
    try {
      const seen = this.#tables.map(({ name, columns }) => ({ name, columns: [...columns.values()] }));
      return askQuery(this.#database, seen, sql, limits);
    } finally {
      bounds.length = length;
      this.#lock();
    }
  }

  *lines(entity: string): Generator<readonly string[]> {
    const table = this.table(entity);
    if (table === undefined) return;
    let lines: string[] = [];
    for (const [json] of this.each(`SELECT ${quoted(table.jsonColumn)} FROM ${quoted(table.name)}`)) {
      if (typeof json === 'string') lines.push(json);
      if (lines.length < fewLines) continue;
      yield lines;
      lines = [];
    }
    if (lines.length > 0) yield lines;
  }

  rows(sql: string, parameters: readonly ScratchValue[] = [], most: number = mostRows): readonly (readonly ScratchValue[])[] {
    const found: (readonly ScratchValue[])[] = [];
    for (const row of this.each(sql, parameters)) {
      if (found.length >= most) break;
      found.push(row);
    }
    return found;
  }

  /** As `rows`, one at a time and without an end. */
  *each(sql: string, parameters: readonly ScratchValue[] = []): Generator<readonly ScratchValue[]> {
    try {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      for (const row of statement.iterate(...parameters)) yield valuesOf(row);
    } catch (error) {
      if (isHoldfastError(error)) throw error;
      throw notUnderstood(error);
    }
  }

  /** Frees all of it. Done twice is done once. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #run(sql: string): void {
    guarded(() => this.#database.exec(sql));
  }

  #unused(name: string): string {
    for (let number = 1; ; number += 1) {
      const next = number === 1 ? name : `${name} (${number})`;
      const claimed = [next, indexName(next)].map((one) => one.toLowerCase());
      if (claimed.some((one) => this.#names.has(one))) continue;
      for (const one of claimed) this.#names.add(one);
      return next;
    }
  }
}

const readingActions: ReadonlySet<number> = new Set([constants.SQLITE_SELECT, constants.SQLITE_READ, constants.SQLITE_FUNCTION]);

function valuesOf(row: unknown): readonly ScratchValue[] {
  return Array.isArray(row) ? row.map((value: unknown) => (typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'bigint' ? String(value) : null)) : [];
}

function notUnderstood(cause: unknown): HoldfastError {
  const said = cause instanceof Error ? cause.message : '';
  const why = said === 'not authorized' ? 'It may only read the tables of the backup.' : `The database says: ${said.slice(0, 200)}.`;
  return new HoldfastError('invalid-input', `That question cannot be asked of the backup. ${why}`, { nextStep: 'Write one SELECT over the tables of the app.', cause });
}

const full = 13;
const inputOutput = 10;

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isHoldfastError(error)) throw error;
    const code = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
    if (code === full || code === inputOutput) {
      throw new HoldfastError('quota-exceeded', 'This computer has no room left for the throwaway database.', { nextStep: 'Free some space on this computer, then drill again.', cause: error });
    }
    throw new HoldfastError('bug', 'The throwaway database could not be filled.', { cause: error });
  }
}
