import type { IncidentKind } from '../../compare/incidents/incident.ts';
import type { Outcome } from '../../../../shared/model/snapshot.ts';

/** What changed in one backup since an earlier one, and how it compares with its own kind. */
export interface BackupFigures {
  readonly snapshot: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The newest complete backup before it, else the newest that can be read; null for the first one: then nothing is said to have changed. */
  readonly comparedWith: string | null;
  readonly outcome: Outcome;
  readonly size: SizeFigures;
  readonly tables: readonly TableFigures[];
  /** What a person would say happened, by the ids under which a look for losses finds it again. */
  readonly incidents: readonly NamedIncident[];
}

export interface NamedIncident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly tables: readonly { readonly name: string; readonly fields: readonly string[] }[];
}

/** How large it is and how long it took, beside what is usual here. */
export interface SizeFigures {
  readonly records: number;
  /** Bytes of its records, before they are compressed. */
  readonly bytes: number;
  readonly durationMs: number;
  /** Medians of the complete backups before it (at most 20); absent where there are fewer than three. */
  readonly usual?: { readonly backups: number; readonly bytes: number; readonly durationMs: number };
}

export interface TableFigures {
  readonly name: string;
  /** `gone`: the older backup has it, the newer one does not. `unread`: it could not be read this time. */
  readonly state: 'compared' | 'new' | 'gone' | 'unread';
  /** Records in the older and in the newer backup; null where it is not there, or was not read. */
  readonly before: number | null;
  readonly after: number | null;
  /** Null where nobody knows: one of the two was not read whole. Never a zero that is only a lack of knowledge. */
  readonly created: number | null;
  readonly changed: number | null;
  readonly deleted: number | null;
  /** Both sides were read whole; where not, there may be more of everything. */
  readonly isWhole: boolean;
  /** Records that only one side has where the other was not read whole. */
  readonly unsure?: { readonly created: number; readonly deleted: number };
  /** Both sides have everything that the access token may see, so what is missing is missing for it. */
  readonly sawAllItMay: boolean;
  /** Fields that had a value and have none now, and in how many records that stayed. */
  readonly blanked: readonly FieldCount[];
  readonly appeared: readonly string[];
  readonly vanished: readonly string[];
  readonly typeChanges: readonly TypeChange[];
  readonly machineMade: MachineMadeFigures;
  /** What the numbers do not say. */
  readonly note?: string;
}

export interface FieldCount {
  readonly field: string;
  readonly records: number;
}

/** What a value is, in a word that needs no explanation. */
export type ValueKind = 'text' | 'number' | 'yes-no' | 'list' | 'object';

export interface TypeChange {
  readonly field: string;
  /** As the records have it; where only the schema says otherwise, the schema's own words. */
  readonly from: string;
  readonly to: string;
  /** Records in which it is of another kind now; 0 where only the schema says so. */
  readonly records: number;
}

/** New records that look as if a program had made them, each counted once in `records` and under every reason that holds. */
export interface MachineMadeFigures {
  readonly records: number;
  /** A field holds nothing but a word that stands in for a value. */
  readonly placeholder: number;
  /** Made in the same second as at least nineteen others. */
  readonly sameSecond: number;
  /** Made within moments of at least seven others that differ from it in nothing but numbers. */
  readonly alike: number;
}

export const noMachineMade: MachineMadeFigures = { records: 0, placeholder: 0, sameSecond: 0, alike: 0 };
