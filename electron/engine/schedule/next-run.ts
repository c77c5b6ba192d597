import type { z } from 'zod';
import type { scheduleState } from '../../../shared/contract/schedule.ts';
import type { Run } from '../runs/run.ts';
import { duration } from './words.ts';

export type NextRun = z.infer<typeof scheduleState>['next'];

export interface ScheduleFacts {
  readonly everyHours: number | null;
  readonly pausedUntil: Date | undefined;
  /** Backup runs of this app, oldest first, by the order in which they began. */
  readonly backups: readonly Run[];
  /** Why none can begin at all (no place, nothing to connect to), in a sentence. */
  readonly obstacle: string | undefined;
  readonly now: Date;
}

const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** Waits after the first, second and third failure in a row; then the schedule's own period. */
const retryMs = [5 * minuteMs, 15 * minuteMs, 60 * minuteMs];

/** What lies further in the future than this was written under a clock that was wrong. */
export const clockToleranceMs = 5 * minuteMs;

/** When the next backup begins, and why then: a sentence without a time of the clock, which each reader's region writes in its own way. Due when `at` is not after `now`. Pure. */
export function nextRun(facts: ScheduleFacts): NextRun {
  const { everyHours, pausedUntil, backups, obstacle, now } = facts;
  if (backups.some((run) => run.state === 'running')) return { at: null, why: 'A backup is running now.' };
  if (obstacle !== undefined) return { at: null, why: obstacle };
  if (everyHours === null) return { at: null, why: 'Only when you press Back up now.' };
  const due = dueBySchedule(everyHours, backups, now);
  if (pausedUntil !== undefined && pausedUntil > now) {
    return due.at > pausedUntil ? { at: due.at.toISOString(), why: due.why } : { at: pausedUntil.toISOString(), why: 'As soon as the pause is over.' };
  }
  return { at: due.at.toISOString(), why: due.why };
}

interface Due {
  readonly at: Date;
  readonly why: string;
}

function dueBySchedule(everyHours: number, backups: readonly Run[], now: Date): Due {
  const last = backups.at(-1);
  if (last === undefined) return { at: now, why: 'The first backup starts now.' };
  const startedAt = Date.parse(last.startedAt);
  // Counting from a moment that is still to come could mean no backup for years.
  if (startedAt - now.getTime() > clockToleranceMs) return { at: now, why: 'The clock was set back: starts now.' };
  const regular = startedAt + everyHours * hourMs;
  const retry = retryAt(backups, last);
  if (retry !== undefined && retry.at < regular) {
    const at = Math.max(retry.at, now.getTime());
    return { at: new Date(at), why: `The last try ${retry.what}: this is another one.` };
  }
  if (regular <= now.getTime()) return { at: now, why: 'Overdue: starts now.' };
  return { at: new Date(regular), why: `${duration(everyHours * hourMs)} after the last backup.` };
}

/** The early try after failures in a row; none after a success, after somebody stopped it, or when trying early did not help. */
function retryAt(backups: readonly Run[], last: Run): { readonly at: number; readonly what: string } | undefined {
  if (last.state !== 'failed' && last.state !== 'interrupted') return undefined;
  const wait = retryMs[failuresInARow(backups) - 1];
  if (wait === undefined) return undefined;
  // From its start where its end was noted late, by the next start of the program.
  const from = last.state === 'interrupted' ? last.startedAt : (last.endedAt ?? last.startedAt);
  return { at: Date.parse(from) + wait, what: last.state === 'failed' ? 'failed' : 'was cut short' };
}

export function failuresInARow(backups: readonly Run[]): number {
  const ended = backups.toReversed();
  const end = ended.findIndex((run) => run.state !== 'failed' && run.state !== 'interrupted');
  return end === -1 ? ended.length : end;
}
