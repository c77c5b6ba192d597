import type { IntendedRun, ScheduleRule } from './rule.ts';

export type { IntendedRun, ScheduleRule } from './rule.ts';

/** When an app is backed up by itself, and what became of the runs that were to be. */
export interface ScheduleDesk {
  /** @throws not-found. */
  times(app: string): Promise<AppTimes>;
  /** Another rule, or none. @throws not-found; invalid-input where the rule is none, and for an app that is known only from its backups. */
  setTimes(app: string, rule: ScheduleRule | null): Promise<AppTimes>;
  /** Intended runs of the last so many days, oldest first, those to come included. @throws not-found. */
  intendedRuns(app: string, days: number): Promise<readonly IntendedRun[]>;
}

export interface AppTimes {
  readonly app: string;
  /** null = only by hand. */
  readonly rule: ScheduleRule | null;
  /** The rule as a person says it. */
  readonly words: string;
  /** The longest time between two backups by the rule, in hours. */
  readonly everyHours: number | null;
  readonly pausedUntil: string | null;
  /** The next times of the rule, at most three; a pause is not taken into account. */
  readonly upcoming: readonly string[];
  /** When one begins next while Holdfast runs, and why then. */
  readonly next: { readonly at: string | null; readonly why: string };
}
