import type { CoverageGap } from '../../../shared/model/app.ts';
import type { PlainError } from '../../../shared/model/errors.ts';
import type { EntityStatus, Outcome } from '../../../shared/model/snapshot.ts';

/** What one backup came to. */
export interface BackupReport {
  readonly snapshot: string;
  readonly outcome: Outcome;
  readonly entities: readonly { readonly name: string; readonly records: number; readonly status: EntityStatus; readonly reason?: string }[];
  readonly places: readonly PlaceOutcome[];
  /** Bytes sent to a place (the largest of the places). */
  readonly uploadedBytes: number;
  /** Bytes this backup would need alone: all objects it refers to. */
  readonly storedBytes: number;
  /** Bytes of JSON and files that were there already and not sent again. */
  readonly reusedBytes: number;
  readonly durationMs: number;
  readonly warnings: readonly string[];
  readonly coverage: readonly CoverageGap[];
  /** Places that lacked earlier backups and were given them from another; absent where none did. */
  readonly caughtUp?: { readonly from: string; readonly places: readonly string[] };
  /** Records that the last whole backup of a table has and this one lacks, though nobody deleted them; absent where there are none. */
  readonly missing?: readonly { readonly table: string; readonly records: number; readonly of: number }[];
  /** Alarms about the data that nobody answered yet, those that this backup raised among them; absent where there are none. */
  readonly alarms?: readonly { readonly id: string; readonly says: string }[];
}

export interface PlaceOutcome {
  readonly name: string;
  readonly outcome: 'verified' | 'failed';
  readonly error?: PlainError;
}
