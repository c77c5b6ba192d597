import type { AppFacts, KnownBackup } from './facts.ts';
import { clockToleranceMs, hourMs } from '../schedule/next-run.ts';

/** A backup is late when so many periods went by. */
const lateness = 1.25;

/** Whole, and read back from at least one place: only such a backup counts. */
export function isProven({ outcome, verifiedIn }: KnownBackup): boolean {
  return outcome === 'complete' && verifiedIn.length > 0;
}

/**
 * The newest proven backup: everything said about safety rests on it. One whose time is still to come was made under a wrong clock; it counts
 * as the newest only where there is no other.
 */
export function newestProven(backups: readonly KnownBackup[], now: Date): KnownBackup | undefined {
  // Nearly always the first one: the rest, of which there may be thousands, need not be looked at.
  let first: KnownBackup | undefined;
  for (const backup of backups) {
    if (!isProven(backup)) continue;
    if (!isToCome(backup.startedAt, now)) return backup;
    first ??= backup;
  }
  return first;
}

export function isToCome(instant: string, now: Date): boolean {
  return Date.parse(instant) - now.getTime() > clockToleranceMs;
}

/**
 * Since when the newest proven backup is older than it should be, or undefined. Where there is neither a schedule nor an objective, nothing says
 * how old it may be. A pause silences the schedule, not the objective.
 */
export function overdueSince(facts: Pick<AppFacts, 'everyHours' | 'objectiveHours' | 'pausedUntil' | 'addedAt' | 'backupRuns' | 'now'>, newest: KnownBackup): string | undefined {
  const { everyHours, objectiveHours, pausedUntil, addedAt, backupRuns, now } = facts;
  // How old it really is, nobody knows: its own time is to come, or the clock was set back since the last backup.
  if (isToCome(newest.startedAt, now)) return addedAt;
  const last = backupRuns.at(-1);
  if (last !== undefined && isToCome(last.startedAt, now)) return newest.startedAt;
  const isPaused = pausedUntil !== undefined && pausedUntil > now;
  const periods = [...(everyHours === null || isPaused ? [] : [everyHours]), ...(objectiveHours === undefined ? [] : [objectiveHours])];
  if (periods.length === 0) return undefined;
  const late = Date.parse(newest.startedAt) + lateness * Math.min(...periods) * hourMs;
  return late <= now.getTime() ? new Date(late).toISOString() : undefined;
}
