import type { AppFacts } from '../status/facts.ts';
import type { Cause } from './cause.ts';

type Unusual = Extract<Cause, { kind: 'unusual' }>;

/** What a whole backup that was read back came to. */
export interface Measured {
  readonly runId: string;
  readonly at: string;
  /** Without the time the computer slept; undefined where nobody measured it. */
  readonly durationMs: number | undefined;
  readonly storedBytes: number;
}

/** From fewer nothing is concluded. */
const leastHistory = 5;
const longestHistory = 20;
/** A median absolute deviation is so many times smaller than the standard deviation of what scatters normally. */
const sigmaPerMad = 1.4826;
/** Both must hold: so many times the usual, and so many times the usual scatter away from it. And a floor, below which nobody cares. */
const limits = {
  slow: { times: 4, sigmas: 6, least: 10 * 60_000 },
  large: { times: 2, sigmas: 6, least: 10 * 1024 * 1024 },
  small: { times: 0.5, sigmas: 6, least: 64 * 1024 },
} as const;

/** Is the newest whole backup far from what the ones before it were? By median and median deviation, which one odd backup does not move. Pure. */
export function unusualNeeds(facts: AppFacts): Unusual[] {
  const measured = measuredBackups(facts);
  const newest = measured.at(-1);
  if (newest === undefined) return [];
  const before = measured.slice(0, -1);
  const found = (what: Unusual['what'], value: number | undefined, history: readonly number[]): Unusual[] => {
    const usual = value === undefined ? undefined : farFrom(what, value, history);
    return usual === undefined || value === undefined ? [] : [{ kind: 'unusual', app: facts.name, what, runId: newest.runId, at: newest.at, value, usual }];
  };
  const sizes = before.map(({ storedBytes }) => storedBytes);
  const times = before.flatMap(({ durationMs }) => (durationMs === undefined ? [] : [durationMs]));
  return [...found('small', newest.storedBytes, sizes), ...found('large', newest.storedBytes, sizes), ...found('slow', newest.durationMs, times)];
}

/** As many of the newest as are compared, oldest first. */
function measuredBackups({ remembered, backupRuns, durations }: AppFacts): Measured[] {
  const found: Measured[] = [];
  for (let at = backupRuns.length - 1; at >= 0 && found.length <= longestHistory; at -= 1) {
    const id = backupRuns[at]?.id ?? '';
    const backup = remembered.get(id);
    const isWhole = backup?.complete === true && backup.places.some(({ verified }) => verified);
    if (isWhole) found.push({ runId: id, at: backup.startedAt, durationMs: durations?.get(id), storedBytes: backup.storedBytes });
  }
  return found.toReversed();
}

/** The usual value that this one is far from, or undefined. */
function farFrom(what: Unusual['what'], value: number, history: readonly number[]): number | undefined {
  if (history.length < leastHistory) return undefined;
  const usual = median(history);
  const scatter = sigmaPerMad * median(history.map((each) => Math.abs(each - usual)));
  const { times, sigmas, least } = limits[what];
  const away = what === 'small' ? usual - value : value - usual;
  const isTimes = what === 'small' ? value < usual * times : value > usual * times;
  return isTimes && away > sigmas * scatter && away > least ? usual : undefined;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
