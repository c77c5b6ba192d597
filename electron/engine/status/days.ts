import type { z } from 'zod';
import type { day } from '../../../shared/contract/status.ts';
import { type AppFacts, knownBackups } from './facts.ts';

export type Day = z.infer<typeof day>;

const howMany = 30;
/** A day of its own on both sides, for the hours of the zone and of a change of the clocks. */
const longestMs = (howMany + 2) * 24 * 3_600_000;

/**
 * The last 30 days of this computer's zone, oldest first, today last. How a day ended counts: a failure that a later backup of
 * the day made good is counted beside it. Pure.
 */
export function daysOf(facts: AppFacts): Day[] {
  const { now, timeZone, backupRuns, remembered } = facts;
  const dateOf = localDates(timeZone);
  const days = new Map<string, Omit<Day, 'date'> & { endedAt: string }>(lastDates(dateOf(now)).map((date) => [date, { state: 'none', backups: 0, failures: 0, endedAt: '' }]));
  const note = (instant: string, state: Day['state'], counted: { readonly backups?: number; readonly failures?: number }): void => {
    const at = new Date(instant);
    // What lies before cannot be on a day that is shown, and finding out which day takes far longer than passing over it.
    if (now.getTime() - at.getTime() > longestMs) return;
    const found = days.get(dateOf(at));
    if (found === undefined) return;
    if (instant >= found.endedAt) {
      found.state = state;
      found.endedAt = instant;
    }
    found.backups += counted.backups ?? 0;
    found.failures += counted.failures ?? 0;
  };
  const missed = new Map([...remembered.values()].map(({ id, places }) => [id, places.some((place) => !place.verified)]));
  for (const { id, startedAt, outcome, verifiedIn } of knownBackups(facts)) {
    const isWhole = outcome === 'complete' && verifiedIn.length > 0;
    note(startedAt, isWhole ? (missed.get(id) === true ? 'place-behind' : 'verified') : 'incomplete', { backups: 1 });
  }
  for (const { state, startedAt } of backupRuns) {
    if (state === 'failed') note(startedAt, 'failed', { failures: 1 });
    if (state === 'interrupted') note(startedAt, 'incomplete', { failures: 1 });
  }
  return [...days].map(([date, { state, backups, failures }]) => ({ date, state, backups, failures }));
}

/** YYYY-MM-DD as this zone's calendar has it. */
function localDates(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => {
    const parts = format.formatToParts(at);
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
    return `${part('year')}-${part('month')}-${part('day')}`;
  };
}

/** By the calendar, not by 24 hours: a day on which the clocks change has 23 or 25. */
function lastDates(today: string): string[] {
  const [year = 0, month = 1, date = 1] = today.split('-').map(Number);
  return Array.from({ length: howMany }, (_, index) => new Date(Date.UTC(year, month - 1, date - (howMany - 1 - index))).toISOString().slice(0, 10));
}
