import { newestInReach } from './evidence.ts';
import type { Overview, Situation } from './situation.ts';

export type FallBack =
  | { readonly kind: 'known'; readonly at: string; readonly ageMs: number }
  /** There is no whole backup at all. */
  | { readonly kind: 'everything' }
  | { readonly kind: 'unknown'; readonly why: 'clock' | 'no-key' | 'away' | 'looking' };

/**
 * How far back one would fall this minute. `measured`: to when, as the engine measured it last; where it and what lies in the places
 * within reach differ, the older one counts.
 */
export function fallBackOf(overview: Overview, situation: Situation, now: number, measured: string | undefined): FallBack {
  if (situation.kind === 'no-key') return { kind: 'unknown', why: 'no-key' };
  if (overview.newest === undefined) return situation.kind === 'looking' ? { kind: 'unknown', why: 'looking' } : { kind: 'everything' };
  if (situation.kind === 'clock') return { kind: 'unknown', why: 'clock' };
  const inReach = newestInReach(overview);
  if (inReach === undefined) return { kind: 'unknown', why: situation.kind === 'looking' ? 'looking' : 'away' };
  const at = measured !== undefined && Date.parse(measured) < Date.parse(inReach) ? measured : inReach;
  return { kind: 'known', at, ageMs: Math.max(0, now - Date.parse(at)) };
}
