import type { DrillSummary } from './types.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A proof counts fully for so long, and for nothing after. */
const freshMs = 14 * dayMs;
export const countsMs = 45 * dayMs;

/** What the drills so far say about getting back. */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'proven' | 'due' | 'old'; readonly drill: DrillSummary }
  | { readonly kind: 'failed'; readonly drill: DrillSummary }
  /** It did not come to its end: it proves nothing either way. */
  | { readonly kind: 'broken'; readonly drill: DrillSummary };

/**
 * The newest drill of each place counts, and the worst of them is what is said: one place from which nothing comes back is
 * not made good by another one.
 * @param drills newest first
 * @param places that are still used; absent = not known, then all count
 */
export function standingOf(drills: readonly DrillSummary[], places: ReadonlySet<string> | undefined, now: number): Standing {
  const newest = new Map<string, DrillSummary>();
  for (const drill of drills) if (places?.has(drill.place) !== false && !newest.has(drill.place)) newest.set(drill.place, drill);
  const last = [...newest.values()];
  const failed = last.find((drill) => !drill.ok && drill.failed > 0);
  if (failed !== undefined) return { kind: 'failed', drill: failed };
  const broken = last.find((drill) => !drill.ok);
  if (broken !== undefined) return { kind: 'broken', drill: broken };
  const [best] = last;
  if (best === undefined) return { kind: 'none' };
  const age = now - Date.parse(best.startedAt);
  return { kind: age <= freshMs ? 'proven' : age <= countsMs ? 'due' : 'old', drill: best };
}
