import type { KeyField } from '../../../../shared/model/record.ts';
import type { EntityStatus, Outcome } from '../../../../shared/model/snapshot.ts';
import type { Column } from '../columns.ts';

/** A backup that is taken into the copy. */
export interface BackupAbout {
  readonly name: string;
  readonly startedAt: string;
  readonly outcome: Outcome;
}

/** A table of that backup. */
export interface TableAbout {
  readonly name: string;
  /** Its place among the tables. */
  readonly place: number;
  readonly records: number;
  readonly status: EntityStatus;
  readonly reason?: string | undefined;
  readonly declared: readonly Column[];
  readonly key: readonly KeyField[];
  readonly identity: readonly string[];
  /** Equal for tables that consist of the same chunks. */
  readonly layout: string;
}

/** A range of sort keys; an open end does not belong to it. */
export interface KeyRange {
  readonly low: string;
  readonly lowOpen: boolean;
  readonly high: string;
  readonly highOpen: boolean;
}

/**
 * How a table differs from that of the neighbour, the backup next to this one in time that is in the copy already: not at all; in the
 * chunks that follow, and by having nothing in those ranges of keys; or all that it has follows (the neighbour has no such table, or has
 * it in another order).
 */
export type TablePlan = { readonly kind: 'same' } | { readonly kind: 'changes'; readonly empty: readonly KeyRange[] } | { readonly kind: 'whole' };

/** Numbers of records, and the sort key of the record with that number. */
export type Marks = readonly (readonly [record: number, key: string])[];

/** `first`: there is no copy yet. Otherwise a backup newer, or older, than all that are in it. */
export type Direction = 'first' | 'newer' | 'older';
