import type { Evidence } from '../evidence.ts';

/** What was found for a check. */
export interface Found {
  /** How much of it holds, 0 to 1, before its age is taken into account. */
  readonly share: number;
  /** In a sentence of names and figures; never a record. */
  readonly says: string;
  /** How old the evidence is counts from here; a check that decays without it counts for nothing. */
  readonly at?: string | undefined;
  /** Its age is in the share already: it rests on several that are not of the same age. */
  readonly aged?: true;
}

/** @param keeps how much of evidence of that age counts by the check's decay, 0 to 1 */
export type Judge = (evidence: Evidence, now: Date, keeps: (at: string) => number) => Found;

export function nothing(says: string): Found {
  return { share: 0, says };
}

export function full(says: string, at?: string): Found {
  return at === undefined ? { share: 1, says } : { share: 1, says, at };
}

/** The oldest of some instants; undefined where one is not known. */
export function oldest(instants: readonly (string | undefined)[]): string | undefined {
  let found: string | undefined;
  for (const at of instants) {
    if (at === undefined) return undefined;
    if (found === undefined || at < found) found = at;
  }
  return found;
}
