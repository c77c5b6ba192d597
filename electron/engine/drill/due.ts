import { jitterOf } from '../schedule/jitter.ts';
import { isToCome } from '../status/safety.ts';

const dayMs = 86_400_000;
/** Drills of different apps begin apart, by up to so much. */
const spreadMs = 6 * 3_600_000;
const mostJitterMs = 45_000;

export interface DrillTimes {
  /** null: only by button. */
  readonly everyDays: number | null;
  /** When the oldest complete backup began that was read back from a place. */
  readonly provenSince: string | undefined;
  /** When the newest one began. */
  readonly newestProven: string | undefined;
  /** Places that are used, in their order. */
  readonly places: readonly { readonly name: string; readonly isReachable: boolean }[];
  /** Drills that came to their end, the one made last first. */
  readonly drills: readonly { readonly place: string; readonly startedAt: string; readonly ok: boolean }[];
  readonly vaultId: string;
  readonly now: Date;
}

/** When the next drill begins by itself and of which place, or why none does. */
export type NextDrill = { readonly at: Date; readonly place: string; readonly why: string } | { readonly at: null; readonly why: string };

/** Each place gets its drill in turn, the one whose last is longest ago first; a day lies between two. One that failed is tried again once there is a newer backup. Pure. */
export function nextDrill({ everyDays, provenSince, newestProven, places, drills, vaultId, now }: DrillTimes): NextDrill {
  if (everyDays === null) return { at: null, why: 'Only when you ask for one.' };
  if (places.length === 0) return { at: null, why: 'There is no place for backups yet.' };
  if (provenSince === undefined || newestProven === undefined) return { at: null, why: 'A day after the first complete backup.' };
  const reachable = places.filter(({ isReachable }) => isReachable);
  if (reachable.length === 0) return { at: null, why: 'As soon as a place can be reached.' };
  const [last] = drills;
  // How long ago one was that is still to come, nobody knows: perhaps for ever.
  const begunAt = ({ startedAt }: { readonly startedAt: string }): number => (isToCome(startedAt, now) ? Number.NEGATIVE_INFINITY : Date.parse(startedAt));
  const earliest = (last === undefined ? Date.parse(provenSince) : begunAt(last)) + dayMs;
  const early = (jitterOf(vaultId) / mostJitterMs) * spreadMs;
  const dueOf = (place: string): { readonly at: number; readonly why: string } => {
    const own = drills.find((drill) => drill.place === place);
    if (own === undefined) return { at: earliest, why: last === undefined ? 'A day after the first complete backup.' : 'This place had no drill yet.' };
    if (!own.ok && newestProven > own.startedAt) return { at: earliest, why: 'The last drill of this place failed, and there is a newer backup.' };
    return { at: Math.max(earliest, begunAt(own) + everyDays * dayMs - early), why: everyDays === 7 ? 'Once a week for each place.' : `Every ${everyDays === 1 ? 'day' : `${everyDays} days`} for each place.` };
  };
  const [first] = reachable.map(({ name }) => ({ name, ...dueOf(name) })).toSorted((a, b) => a.at - b.at);
  if (first === undefined) return { at: null, why: 'There is no place for backups yet.' };
  return { at: new Date(Math.max(first.at, now.getTime())), place: first.name, why: first.why };
}
