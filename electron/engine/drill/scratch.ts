import type { Clock } from '../ports/clock.ts';

/** What a value in a scratch database is. Truth is 1 and 0; lists and objects are JSON. */
export type ScratchValue = string | number | null;

/** A table that is to be loaded. */
export interface TableToLoad {
  readonly name: string;
  readonly identity: readonly string[];
  readonly schema: unknown;
}

/** A table of the backup, as the database has it. */
export interface ScratchTable {
  /** As the platform calls it. */
  readonly entity: string;
  /** As SQL knows it; write it with `quoted` (export/sqlite-table.ts). */
  readonly name: string;
  /** Field → its column's name; fields beyond 1,500 are in the JSON alone. */
  readonly columns: ReadonlyMap<string, string>;
  /** Column with the whole record as JSON, which is always right. */
  readonly jsonColumn: string;
  /** The fields that make up a record's id. There is an index over their columns. */
  readonly identity: readonly string[];
  /** Rows. */
  readonly records: number;
}

/** A backup as it was loaded into a throwaway database on this computer. Nothing in it can be changed, and no SQL reaches anything outside it. */
export interface ScratchDatabase {
  /** In the order of the backup. */
  readonly tables: readonly ScratchTable[];
  /** What it was made of, in that order. */
  readonly made: readonly TableToLoad[];
  /** @param entity as the platform calls it */
  table(entity: string): ScratchTable | undefined;
  /** The records of a table as they were loaded, a few at a time. @param entity as the platform calls it */
  lines(entity: string): Generator<readonly string[]>;
  /**
   * What one SELECT answers: a list of values for each row, in the order of its columns; at most `most` rows (1,000 unless told).
   * @throws invalid-input where it is no single SELECT, does not fit the tables, or reads anything but them; its message says so in the database's words.
   */
  rows(sql: string, parameters?: readonly ScratchValue[], most?: number): readonly (readonly ScratchValue[])[];
  /**
   * Asks what a person wrote: one SELECT, of the tables and their fields alone, which is stopped when its time is over.
   * @throws invalid-input as `rows`; incomplete where it was stopped (details.reason = `query-time`).
   */
  ask(sql: string, limits: QueryLimits): QueryAnswer;
}

export interface QueryLimits {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly ms: number;
  /** Rows after which it is not read on. */
  readonly rows: number;
}

export interface QueryAnswer {
  /** First column of the first row; undefined where there is none. */
  readonly first: ScratchValue | undefined;
  /** At most one more than the limit. */
  readonly rows: number;
}
