import type { EntityStatus } from '../../../shared/model/snapshot.ts';
import type { Column } from './columns.ts';

/** A record as it is shown: its line of JSON untouched. */
export interface ShownRecord {
  readonly id: string;
  readonly json: string;
}

export interface ShownTable {
  readonly name: string;
  readonly records: number;
  readonly status: EntityStatus;
  readonly reason?: string;
  readonly fields: Column[];
}

/** The tables of a backup. */
export interface ShownBackup {
  /** Its name. */
  readonly backup: string;
  readonly startedAt: string;
  readonly tables: ShownTable[];
}
