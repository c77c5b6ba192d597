import type { Need } from '../status/needs.ts';

/** What a drill came to, as far as the grade rests on it. */
export interface DrillEvidence {
  readonly id: string;
  /** When it began. */
  readonly at: string;
  readonly ok: boolean;
  readonly place: string;
  readonly durationMs: number;
  /** The founder's own checks in it. */
  readonly golden: { readonly passed: number; readonly failed: number; readonly notChecked: number };
  /** What failed, in a sentence that names the table or the place; empty where nothing did. */
  readonly failures: readonly string[];
}

/** What is known of the page that says who does what. */
export interface RunbookEvidence {
  /** What it lacks to be of use, in sentences; empty = complete. */
  readonly lacks: readonly string[];
  readonly rereadAt?: string | undefined;
  /** It says something else than it did then. */
  readonly changedSinceReread?: boolean | undefined;
  readonly deputyProvedAt?: string | undefined;
  /** Names of the places in which it lies as it is now. */
  readonly storedIn: readonly string[];
}

/** A time that was really measured, scaled to today's size. */
export interface MeasuredTime {
  readonly at: string;
  readonly mostMs: number;
}

export interface PlaceEvidence {
  readonly name: string;
  /** When it was added; a drill that passed before that was of another place of this name. Undefined where nobody knows. */
  readonly since?: string | undefined;
  /** It belongs to the platform of the app: lost with it. */
  readonly insidePlatform: boolean;
  /** Two places with the same one are lost to the same stolen password. */
  readonly login: string;
  readonly lies: 'this-computer' | 'other-disk' | 'synced-folder' | 'cloud' | 'unknown';
  readonly reachable: boolean;
  /** It has the newest proven backup. */
  readonly holdsNewest: boolean;
  /** It has some complete backup that was read back. */
  readonly holdsSome: boolean;
  /** When something was last read back from it. */
  readonly readBackAt?: string | undefined;
  /** What keeps backups from being deleted there; undefined where nothing does, or nobody knows. */
  readonly protection?: 'lock' | 'versions' | undefined;
}

/** What became of planned backups. The rest of `all` was left out for a reason that was noted. */
export interface WindowEvidence {
  readonly all: number;
  readonly made: number;
  /** Failed, or left out without a reason. */
  readonly missed: number;
}

/** What a backup holds and does not hold. */
export interface CoverageEvidence {
  /** When the platform was asked what tables it has. */
  readonly listedAt: string;
  readonly tables: number;
  /** Tables of that list that are not whole in it. */
  readonly lacking: readonly string[];
  /** Names of what it leaves out; undefined where nobody knows. */
  readonly gaps: readonly string[] | undefined;
  readonly lacksFiles: boolean;
  readonly lacksSettings: boolean;
}

/**
 * Everything a grade rests on, as one plain value. What is absent or undefined is not known, and counts for nothing. An instant here is never one that was
 * to come when it was gathered: what was noted under a wrong clock says nothing of its age.
 */
export interface Evidence {
  readonly app: string;
  /** Known only from its backups: nothing new is backed up. */
  readonly isOpened: boolean;
  /** The newest complete backup that was read back from a place outside the platform. */
  readonly newest?: { readonly at: string; readonly records: number; readonly tables: number; readonly verifiedIn: readonly string[] } | undefined;
  /** Of the newest backup, whole or not. */
  readonly coverage?: CoverageEvidence | undefined;
  /** Alarms about the data that stand open, in sentences; undefined while nobody knows. */
  readonly alarms?: readonly string[] | undefined;
  readonly everyHours: number | null;
  readonly paused: boolean;
  /** Hours of work that the founder accepts to lose; undefined = not said. */
  readonly objectiveHours?: number | undefined;
  /** Hours until they mean to be back; undefined = not said. */
  readonly backWithinHours?: number | undefined;
  /** Times of the schedule in the 30 days before the last one that has an end. */
  readonly windows?: WindowEvidence | undefined;
  readonly places: readonly PlaceEvidence[];
  readonly kitProvedAt?: string | undefined;
  /** The kit that was saved last says something wrong by now. */
  readonly kitOutdated: boolean;
  /** The key of the backups could be had when it was last asked for. */
  readonly keyAnswers: boolean;
  readonly deputies: number;
  /** Names of places whose backups some deputy opens: who was only let in opens next to nothing of what was stored before. Undefined where nobody knows. */
  readonly openToDeputies?: readonly string[] | undefined;
  /** Newest first. */
  readonly drills: readonly DrillEvidence[];
  /** When every byte of a place that is used was last read and found right, other than by a drill. */
  readonly allReadAt?: string | undefined;
  readonly measured?: MeasuredTime | undefined;
  readonly runbook?: RunbookEvidence | undefined;
  /** What stands open and hurts, as Home lists it. */
  readonly troubles: readonly Need[];
}
