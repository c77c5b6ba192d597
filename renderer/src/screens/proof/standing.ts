import type { DrillSummary } from './types.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A proof counts fully for so long, and for nothing after. */
const freshMs = 14 * dayMs;
export const countsMs = 45 * dayMs;
/** Two clocks, or one clock that was set: as much difference as the schedule also takes for normal. */
const clockToleranceMs = 5 * 60_000;

/** What the drills so far say about getting back. */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'proven' | 'due' | 'old'; readonly drill: DrillSummary }
  /** It passed under a clock that was ahead: how old it is, nobody knows. */
  | { readonly kind: 'undated'; readonly drill: DrillSummary }
  | { readonly kind: 'failed'; readonly drill: DrillSummary }
  /** It did not come to its end: it proves nothing either way. */
  | { readonly kind: 'broken'; readonly drill: DrillSummary };

/**
 * The newest drill of each place counts, and the worst of them is what is said: one place from which nothing comes back is
 * not made good by another one.
 * @param drills the one made last first
 * @param places that are still used, with when they were added: one that passed before was from another place of that name
 */
export function standingOf(drills: readonly DrillSummary[], places: ReadonlyMap<string, string>, now: number): Standing {
  const newest = new Map<string, DrillSummary>();
  for (const drill of drills) if (places.has(drill.place) && !newest.has(drill.place)) newest.set(drill.place, drill);
  const last = [...newest.values()].filter(({ ok, place, startedAt }) => !ok || Date.parse(startedAt) >= Date.parse(places.get(place) ?? ''));
  const failed = last.find((drill) => !drill.ok && drill.failed > 0);
  if (failed !== undefined) return { kind: 'failed', drill: failed };
  const broken = last.find((drill) => !drill.ok);
  if (broken !== undefined) return { kind: 'broken', drill: broken };
  const best = last.find(({ startedAt }) => !isToCome(startedAt, now));
  if (best === undefined) return last[0] === undefined ? { kind: 'none' } : { kind: 'undated', drill: last[0] };
  const age = now - Date.parse(best.startedAt);
  return { kind: age <= freshMs ? 'proven' : age <= countsMs ? 'due' : 'old', drill: best };
}

/** Noted under a clock that was ahead. */
export function isToCome(startedAt: string, now: number): boolean {
  return Date.parse(startedAt) - now > clockToleranceMs;
}
