import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ExportEntity } from './entity.ts';
import type { RecordBatches } from './records.ts';
import { parseRecord } from './records.ts';
import { indexName, quoted, sqlName, type SqliteKeyField, SqliteTable } from './sqlite-table.ts';
import { diskError } from './write-file.ts';

/** A database file that is being written: a table for each entity, and one that lists them. */
export class SqliteFile {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #names = new Set<string>([catalogName]);
  readonly #reserved = new Map<string, string>();

  /** @throws quota-exceeded, permission-denied. */
  constructor(path: string) {
    this.#path = path;
    this.#database = guarded(() => new DatabaseSync(path));
    // Nothing to protect from a crash: an export that is not finished is made again.
    // The order of tables says nothing: what they refer to is checked when all are there.
    this.#run('PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192; PRAGMA cache_size = -16000');
    this.#run(`CREATE TABLE ${quoted(catalogName)} (table_name TEXT, entity TEXT, records INTEGER, id_fields TEXT, json_column TEXT, schema TEXT)`);
  }

  /** Names the tables of these entities before they are written, so that they can refer to each other. */
  reserve(entities: readonly string[]): void {
    for (const entity of entities) if (!this.#reserved.has(entity)) this.#reserved.set(entity, this.#unused(sqlName(entity)));
  }

  /** Writes all records of an entity; returns the name of its table. @param keys that hold for all records; of tables that were reserved. */
  async addTable(entity: ExportEntity, records: RecordBatches, keys?: SqliteKeys): Promise<string> {
    const name = this.#reserved.get(entity.name) ?? this.#unused(sqlName(entity.name));
    const foreign = keys?.foreign.map((key) => ({ ...key, table: this.#reserved.get(key.entity) ?? key.entity }));
    const table = guarded(() => new SqliteTable(this.#database, name, entity.identity, entity.schema, keys === undefined ? undefined : { primary: keys.primary, foreign: foreign ?? [] }));
    let count = 0;
    for await (const batch of records) {
      this.#run('BEGIN');
      guarded(() => {
        for (const line of batch) table.insert(line, parseRecord(line));
      });
      this.#run('COMMIT');
      count += batch.length;
    }
    guarded(() => {
      if (keys === undefined || keys.primary.length === 0) table.index(entity.identity);
      this.#database
        .prepare(`INSERT INTO ${quoted(catalogName)} VALUES (?, ?, ?, ?, ?, ?)`)
        .run(name, entity.name.toWellFormed(), count, JSON.stringify(entity.identity), table.jsonColumn, JSON.stringify(entity.schema));
    });
    return name;
  }

  /** Reads back what was written: every reference leads somewhere, and no record is missing. @throws corrupt. */
  verify(expected: ReadonlyMap<string, number>): void {
    guarded(() => {
      const broken = this.#database.prepare('PRAGMA foreign_key_check').get();
      const short = [...expected].find(([name, records]) => this.#database.prepare(`SELECT count(*) AS n FROM ${quoted(name)}`).get()?.['n'] !== records);
      if (broken !== undefined || short !== undefined) throw new HoldfastError('corrupt', 'The database file that was written does not hold what it should.', { nextStep: 'Export again, into another folder.' });
    });
  }

  /** Closes the file; it is on the disk then. */
  async finish(): Promise<void> {
    this.close();
    try {
      const handle = await open(this.#path, 'r+');
      await handle.chmod(0o600);
      await handle.sync();
      await handle.close();
    } catch (error) {
      throw diskError(error);
    }
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #run(sql: string): void {
    guarded(() => this.#database.exec(sql));
  }

  #unused(name: string): string {
    for (let number = 1; ; number += 1) {
      const next = number === 1 ? name : `${name} (${number})`;
      // The index of the table has a name of the same kind.
      const claimed = [next, indexName(next)].map((one) => one.toLowerCase());
      if (claimed.some((one) => this.#names.has(one))) continue;
      for (const one of claimed) this.#names.add(one);
      return next;
    }
  }
}

/** Keys of a table: fields of its own, and what they refer to. */
export interface SqliteKeys {
  /** Empty where there is none. */
  readonly primary: readonly SqliteKeyField[];
  readonly foreign: readonly (SqliteKeyField & { readonly entity: string; readonly targetField: string })[];
}

const catalogName = 'holdfast_tables';

/** Of https://sqlite.org/rescode.html; the low byte of an extended code. */
const resultCodes = { readOnly: 8, inputOutput: 10, full: 13, cannotOpen: 14 };

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    throw databaseError(error);
  }
}

function databaseError(error: unknown): HoldfastError {
  const code = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
  switch (code) {
    case resultCodes.full:
    // A disk that takes nothing more also shows like this.
    case resultCodes.inputOutput:
      return new HoldfastError('quota-exceeded', 'The disk is full, or does not take the file.', { nextStep: 'Free some space or choose another folder, then export again.', cause: error });
    case resultCodes.readOnly:
    case resultCodes.cannotOpen:
      return new HoldfastError('permission-denied', 'That folder cannot be written to.', { nextStep: 'Choose another folder, or allow this program to write there.', cause: error });
    case undefined:
    default:
      return diskError(error);
  }
}
