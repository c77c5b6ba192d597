import type { Answers } from '../../app/connection/client.ts';

/** Days that can be shown. */
export const spans = [30, 90] as const;
export type Span = (typeof spans)[number];
type Point = Answers['readiness']['recoveryPoints']['points'][number];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const steps = [minuteMs, 5 * minuteMs, 15 * minuteMs, 30 * minuteMs, hourMs, 2 * hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 2 * dayMs, 7 * dayMs, 14 * dayMs, 30 * dayMs] as const;
const secondSteps = [1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000);

/** Round times from zero to above the longest, at most five of them besides zero. */
export function ticksUpTo(longestMs: number): readonly number[] {
  const step = [...secondSteps, ...steps].find((each) => longestMs / each <= 5) ?? steps.at(-1) ?? dayMs;
  return Array.from({ length: Math.max(1, Math.ceil(longestMs / step)) + 1 }, (_, index) => index * step);
}

export interface DayWorst {
  /** Midnight at which the day begins here. */
  readonly day: number;
  /** null: for a part of it there was nothing to fall back on. */
  readonly ms: number | null;
}

/** The worst of each day here, oldest first: what the line shows, to be read. A line between two points rises evenly, so midnights between them count, too. */
export function worstPerDay(points: readonly Point[]): readonly DayWorst[] {
  const worst = new Map<number, number | null>();
  function note(at: number, ms: number | null): void {
    const day = startOfDay(at);
    const before = worst.get(day);
    worst.set(day, ms === null || before === null ? null : Math.max(before ?? 0, ms));
  }
  points.forEach((point, index) => {
    const at = Date.parse(point.at);
    const next = points[index + 1];
    note(at, point.ms);
    if (next === undefined) return;
    const to = Date.parse(next.at);
    for (let midnight = nextDay(startOfDay(at)); midnight <= to; midnight = nextDay(midnight)) {
      const ms = point.ms === null ? null : point.ms + (((next.ms ?? point.ms) - point.ms) * (midnight - at)) / (to - at);
      // The last moment of the day before, and the first of this one.
      note(midnight - 1, ms);
      note(midnight, ms);
    }
  });
  return [...worst].map(([day, ms]) => ({ day, ms })).toSorted((a, b) => a.day - b.day);
}

/** Times with nothing to fall back on: each from a point that says so to the next one that says otherwise, or to `end`. */
export function spansOfNothing(points: readonly Point[], end: number): readonly { readonly from: number; readonly to: number }[] {
  return points.flatMap((point, index) => {
    if (point.ms !== null || points[index - 1]?.ms === null) return [];
    const next = points.slice(index).find(({ ms }) => ms !== null);
    return [{ from: Date.parse(point.at), to: next === undefined ? end : Date.parse(next.at) }];
  });
}

function startOfDay(ms: number): number {
  const day = new Date(ms);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** The day after, where clocks are changed in between, too. */
function nextDay(midnight: number): number {
  const day = new Date(midnight);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime();
}

/** Four moments for the axis of a time that is too short for days. */
export function evenTicks(from: number, to: number): readonly number[] {
  return [0.125, 0.375, 0.625, 0.875].map((part) => from + (to - from) * part);
}

/** Days for the axis, at most seven. */
export function dayTicks(from: number, to: number): readonly number[] {
  const days: number[] = [];
  for (let day = nextDay(startOfDay(from)); day <= to; day = nextDay(day)) days.push(day);
  const every = Math.max(1, Math.ceil(days.length / 7));
  return days.filter((_, index) => (days.length - 1 - index) % every === 0);
}
