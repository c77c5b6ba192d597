import { clockToleranceMs } from '../../schedule/next-run.ts';

/** A backup and the time in which it could be fallen back on. All in milliseconds since 1970. */
export interface CountedBackup {
  readonly id: string;
  /** When it began to read: everything later is not in it. */
  readonly startedAt: number;
  /** From when it was whole and read back from a place. */
  readonly from: number;
  /** From when it did not count any more: it was removed, or turned out damaged. */
  readonly until?: number;
}

/** How far back one would have fallen at a moment; null: there was nothing to fall back on. */
export interface CurvePoint {
  readonly at: number;
  readonly ms: number | null;
}

/**
 * The recovery point over time: it grows with the clock, and falls back to (moment of the read-back − moment at which the backup began to read)
 * when a backup is verified. A straight line leads from each point to the next. Where it falls, the peak stands before what it falls to. Pure.
 *
 * A backup whose time lies after the moment at which it was read back was made under a wrong clock: how old it is, nobody knows, and it does not count.
 */
export function recoveryCurve(backups: readonly CountedBackup[]): CurvePoint[] {
  const points: CurvePoint[] = [];
  const active = new Map<string, number>();
  let newest: number | null = null;
  for (const { at, backup, counts } of eventsOf(backups)) {
    if (counts) active.set(backup.id, backup.startedAt);
    else active.delete(backup.id);
    const best: number | null = counts ? Math.max(newest ?? backup.startedAt, backup.startedAt) : newestOf(active);
    if (best === newest) continue;
    if (newest !== null) points.push({ at, ms: at - newest });
    points.push({ at, ms: best === null ? null : at - best });
    newest = best;
  }
  return points;
}

/** A stretch of a curve, with what it was when the stretch began, and is when it ends. Where nothing was known yet there are no points. */
export function stretchOf(curve: readonly CurvePoint[], from: number, to: number): CurvePoint[] {
  const begin = firstAfter(curve, from);
  const inside = curve.slice(begin, firstAfter(curve, to));
  const before = curve[begin - 1];
  const points = before === undefined ? inside : [grown(before, from), ...inside];
  const last = points.at(-1);
  return last === undefined ? [] : [...points, grown(last, to)];
}

function grown({ at, ms }: CurvePoint, to: number): CurvePoint {
  return { at: to, ms: ms === null ? null : ms + to - at };
}

function firstAfter(curve: readonly CurvePoint[], moment: number): number {
  let low = 0;
  let high = curve.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((curve[middle]?.at ?? Number.POSITIVE_INFINITY) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Event {
  readonly at: number;
  readonly backup: CountedBackup;
  readonly counts: boolean;
}

function eventsOf(backups: readonly CountedBackup[]): Event[] {
  const events: Event[] = [];
  for (const backup of backups) {
    if (backup.startedAt - backup.from > clockToleranceMs) continue;
    // Never before it began: a clock a little off must not make the recovery point negative.
    events.push({ at: Math.max(backup.from, backup.startedAt), backup, counts: true });
    if (backup.until !== undefined) events.push({ at: Math.max(backup.until, backup.startedAt), backup, counts: false });
  }
  return events.toSorted((a, b) => a.at - b.at || Number(b.counts) - Number(a.counts));
}

function newestOf(active: ReadonlyMap<string, number>): number | null {
  let newest: number | null = null;
  for (const startedAt of active.values()) if (newest === null || startedAt > newest) newest = startedAt;
  return newest;
}

export interface WorstPoint {
  readonly ms: number;
  readonly at: number;
  /** A moment at which there was nothing to fall back on at all. */
  readonly nothingAt?: number;
}

/** The highest point of a curve, the first where several are as high; undefined where it has none. */
export function worstOf(points: readonly CurvePoint[]): WorstPoint | undefined {
  let worst: { ms: number; at: number } | undefined;
  let nothingAt: number | undefined;
  for (const { at, ms } of points) {
    if (ms === null) nothingAt ??= at;
    else if (worst === undefined || ms > worst.ms) worst = { ms, at };
  }
  if (worst === undefined) return undefined;
  return { ...worst, ...(nothingAt === undefined ? {} : { nothingAt }) };
}

/**
 * As many points as can be drawn, the highest and the lowest of each stretch among them: a peak is never hidden, nor is a gap.
 * @param most at least 8; a few more where there are gaps
 */
export function thinnedOut(points: readonly CurvePoint[], most: number): readonly CurvePoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (points.length <= most || first === undefined || last === undefined) return points;
  const stretches = Math.floor((most - 2) / 2);
  const width = (last.at - first.at) / stretches;
  const kept = new Set([0, points.length - 1]);
  const highest = new Map<number, number>();
  const lowest = new Map<number, number>();
  points.forEach(({ at, ms }, index) => {
    // Both sides of a gap stay, or a line would be drawn across it.
    if (ms === null || points[index - 1]?.ms === null || points[index + 1]?.ms === null) kept.add(index);
    if (ms === null) return;
    const stretch = Math.min(stretches - 1, Math.floor((at - first.at) / width));
    if (ms > (points[highest.get(stretch) ?? -1]?.ms ?? -1)) highest.set(stretch, index);
    if (ms <= (points[lowest.get(stretch) ?? -1]?.ms ?? Number.POSITIVE_INFINITY)) lowest.set(stretch, index);
  });
  for (const index of [...highest.values(), ...lowest.values()]) kept.add(index);
  return [...kept].toSorted((a, b) => a - b).flatMap((index) => points[index] ?? []);
}
