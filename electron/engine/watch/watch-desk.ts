import type { LongCall, VaultOptions } from '../long-call.ts';
import type { Alarm, AlarmAnswer, AlarmCause } from './alarms/alarm.ts';
import type { TableThresholds } from './alarms/thresholds.ts';
import type { BackupFigures } from './figures/figures.ts';

/** What a host can ask of the engine about how an app's data changes, and about what a person must hear of. */
export interface WatchDesk {
  /** What changed in each of the newest backups since the one before it, newest first. What was measured already is not measured again. @throws not-found; what the place throws. */
  figures(app: string, options: FiguresOptions): Promise<FiguresReport>;
  /** Alarms as they are remembered here; asks no place. @throws not-found; corrupt. */
  alarms(app: string): Promise<AlarmsReport>;
  /** What a person says to an alarm. `expected` raises the table's threshold and lets removing go on; `not-expected` keeps the pin of the last healthy backup. @throws not-found; conflict when it was answered otherwise. */
  answer(app: string, alarm: string, answer: AlarmAnswer, options: AnswerOptions): Promise<AlarmsReport>;
  /** Raises an alarm about what was seen in the app itself, beside its last whole backup, which is pinned. Raised once; the next backup tells how much it is. */
  seenLive(app: string, healthy: string, causes: readonly AlarmCause[], options: LongCall): Promise<AlarmsReport>;
  /** Whether the app is looked at between backups, after it was set so, and how. @throws not-found. */
  live(app: string, on: boolean | undefined, options: LongCall): Promise<LiveState>;
  /** Forgets what "expected" raised: for one table, or for all. @throws not-found. */
  resetThresholds(app: string, table: string | undefined, options: LongCall): Promise<AlarmsReport>;
}

/**
 * How an app is looked at between backups. `listens`: its tables are counted each minute, and the platform tells of deletions by itself where it lets this
 * token hear them. `counts`: its tables are counted each minute. `files`: each minute it is seen which files changed, and those are counted. `none`: it
 * cannot be looked at. `unknown`: it could not be asked, as while the keychain is locked.
 */
export type LiveWay = 'listens' | 'counts' | 'files' | 'none' | 'unknown';

export interface LiveState {
  readonly on: boolean;
  readonly way: LiveWay;
}

export interface AnswerOptions extends LongCall {
  /** The same for every open alarm that has the same cause. */
  readonly together?: boolean | undefined;
}

export interface FiguresOptions extends VaultOptions {
  /** One backup, as in `findRecord`; absent = the newest ones. */
  readonly snapshot?: string;
  /** How many of the newest; 10 unless told. */
  readonly backups?: number;
}

export interface FiguresReport {
  readonly backups: readonly BackupFigures[];
  /** Backups that could not be measured, and why. */
  readonly unmeasured: readonly { readonly snapshot: string; readonly why: string }[];
}

export interface AlarmsReport {
  /** Nobody answered these yet, the oldest first: no backup is removed meanwhile. */
  readonly open: readonly Alarm[];
  /** The newest answer first. */
  readonly answered: readonly Alarm[];
  /** Tables whose thresholds were raised. */
  readonly thresholds: readonly ({ readonly table: string } & TableThresholds)[];
  /** What holds for every other table. */
  readonly usualThresholds: TableThresholds;
}
