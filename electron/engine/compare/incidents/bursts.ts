/** Changes that came close together. Milliseconds since 1970. */
export interface Burst {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** People's edits are minutes apart; a program's, and a platform's bulk calls, follow each other at once. */
const pauseMs = 60_000;

/** Runs of moments in which none is more than a minute after the one before, in order of time. */
export function findBursts(moments: readonly number[]): readonly Burst[] {
  const sorted = moments.toSorted((a, b) => a - b);
  const bursts: { from: number; to: number; count: number }[] = [];
  for (const moment of sorted) {
    const last = bursts.at(-1);
    if (last !== undefined && moment - last.to <= pauseMs) {
      last.to = moment;
      last.count += 1;
    } else bursts.push({ from: moment, to: moment, count: 1 });
  }
  return bursts;
}
