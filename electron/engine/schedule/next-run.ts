import type { z } from 'zod';
import type { scheduleState } from '../../../shared/contract/schedule.ts';
import type { Run } from '../runs/run.ts';
import type { NewIntendedRun } from './ledger.ts';
import { retryOf } from './retry.ts';
import type { AppSchedule, IntendedRun, SkipReason } from './rule.ts';
import { longestGapHours, upcoming } from './windows.ts';
import { whyOf } from './words.ts';

export type NextRun = z.infer<typeof scheduleState>['next'];

/** Why one that is due cannot begin yet. */
export type Waiting = Extract<SkipReason['kind'], 'no-network' | 'on-battery' | 'metered' | 'others-running' | 'restoring' | 'no-place' | 'elsewhere' | 'refused'>;

export interface ScheduleFacts {
  /** Undefined = only by hand. */
  readonly schedule: AppSchedule | undefined;
  readonly pausedUntil: Date | undefined;
  /** Backup runs of this app, oldest first, by the order in which they began. */
  readonly backups: readonly Run[];
  /** Why none can begin at all (no place, nothing to connect to), in a sentence. */
  readonly obstacle: string | undefined;
  /** Intended runs without an end, by their time; undefined where none are planned here. */
  readonly open: readonly IntendedRun[] | undefined;
  readonly waiting: Waiting | undefined;
  readonly jitterMs: number;
  readonly now: Date;
}

export const hourMs = 60 * 60_000;

/** What lies further in the future than this was written under a clock that was wrong. */
export const clockToleranceMs = 5 * 60_000;

const waits: Readonly<Record<Waiting, string>> = {
  'no-network': 'Waits for the network.',
  'on-battery': 'Waits for mains power: on battery nothing begins by itself, as you chose.',
  metered: 'Waits for another connection: nothing begins by itself on one that is metered, as you chose.',
  'others-running': 'Waits until other backups are done.',
  restoring: 'Waits until the records are brought back.',
  'no-place': 'There is no place for backups yet.',
  elsewhere: 'Another computer backs it up just now.',
  refused: 'Waits until something else is done with the backups.',
};

/** When the next backup begins, and why then: a sentence without a time of the clock, which each reader's region writes in its own way. Due when `at` is not after `now`. Pure. */
export function nextRun(facts: ScheduleFacts): NextRun {
  const { schedule, pausedUntil, backups, obstacle, now } = facts;
  if (backups.some((run) => run.state === 'running')) return { at: null, why: 'A backup is running now.' };
  if (obstacle !== undefined) return { at: null, why: obstacle };
  if (schedule === undefined) return { at: null, why: 'Only when you press Back up now.' };
  const due = earliest(facts, schedule);
  if (due === undefined) return { at: null, why: 'No time is to come.' };
  if (pausedUntil !== undefined && pausedUntil > now && due.at <= pausedUntil) return { at: pausedUntil.toISOString(), why: 'As soon as the pause is over.' };
  if (due.at <= now && facts.waiting !== undefined) return { at: null, why: waits[facts.waiting] };
  return { at: due.at.toISOString(), why: due.why };
}

interface Due {
  readonly at: Date;
  readonly why: string;
}

function earliest(facts: ScheduleFacts, schedule: AppSchedule): Due | undefined {
  const { backups, jitterMs, now, open } = facts;
  const planned = open?.filter(({ run }) => run === undefined) ?? [];
  const begins = planned.length === 0 ? unplanned(schedule, backups, jitterMs, now) : planned.map(({ kind, dueAt }) => ({ kind, at: new Date(Date.parse(dueAt) + (kind === 'window' ? jitterMs : 0)) }));
  const [first] = begins.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (first === undefined) return undefined;
  return { at: first.at < now ? now : first.at, why: why(first.kind, schedule, backups) };
}

function why(kind: IntendedRun['kind'], { rule }: AppSchedule, backups: readonly Run[]): string {
  switch (kind) {
    case 'window':
      return whyOf(rule);
    case 'first':
      return 'The first backup starts now.';
    case 'catch-up':
      return 'Overdue: starts now.';
    case 'retry':
      return backups.at(-1)?.state === 'interrupted' ? 'The last try was cut short: this is another one.' : 'The last try failed: this is another one.';
    case 'clock':
      return 'The clock was set back: starts now.';
  }
}

/** Before the schedule has looked at it for the first time, or beside the program that keeps it. */
function unplanned(schedule: AppSchedule, backups: readonly Run[], jitterMs: number, now: Date): { readonly kind: IntendedRun['kind']; readonly at: Date }[] {
  const extra = extraWanted({ schedule, backups, now, isNew: true });
  const [window] = upcoming(schedule, now, 1);
  return [...(extra === undefined ? [] : [{ kind: extra.kind, at: extra.dueAt }]), ...(window === undefined ? [] : [{ kind: 'window' as const, at: new Date(window.getTime() + jitterMs) }])];
}

export interface ExtraFacts {
  readonly schedule: AppSchedule;
  readonly backups: readonly Run[];
  readonly now: Date;
  /** Nothing was planned by this rule yet. */
  readonly isNew: boolean;
  readonly isTriedAgain?: (run: string) => boolean;
}

/** A run besides the times of the rule: the first, one after a failure, one after a clock that was wrong, one that is overdue when a rule is set. Pure. */
export function extraWanted({ schedule, backups, now, isNew, isTriedAgain = () => false }: ExtraFacts): NewIntendedRun | undefined {
  const last = backups.at(-1);
  if (last === undefined) return { kind: 'first', dueAt: now };
  const startedAt = Date.parse(last.startedAt);
  // Counting from a moment that is still to come could mean no backup for years.
  if (startedAt - now.getTime() > clockToleranceMs) return { kind: 'clock', dueAt: now };
  const retry = retryOf(backups);
  const isToBeTried = retry !== undefined && !isTriedAgain(retry.of);
  const [window] = isToBeTried ? upcoming(schedule, now, 1) : [];
  if (isToBeTried && (window === undefined || retry.at < window)) return { kind: 'retry', dueAt: retry.at < now ? now : retry.at, of: retry.of };
  return isNew && startedAt + longestGapHours(schedule.rule) * hourMs <= now.getTime() ? { kind: 'catch-up', dueAt: now } : undefined;
}
