import type { Evidence } from './evidence.ts';

const hourMs = 3_600_000;
/** As on the screen (status/safety.ts): a backup is late when so many periods went by. */
const lateness = 1.25;
const nothingAfter = 3;
/** Where neither a schedule nor the founder says how old a backup may be. */
const usualHours = 24;

/** From when on a backup is late, and from when on it counts for nothing, in milliseconds of the clock. A pause keeps nothing young. */
export function overdueFrom({ everyHours, objectiveHours }: Pick<Evidence, 'everyHours' | 'objectiveHours'>, at: string): { readonly late: number; readonly over: number } {
  const hours = Math.min(...(everyHours === null ? [] : [everyHours]), ...(objectiveHours === undefined ? [] : [objectiveHours]));
  const period = (Number.isFinite(hours) ? hours : usualHours) * hourMs;
  return { late: Date.parse(at) + lateness * period, over: Date.parse(at) + nothingAfter * period };
}
