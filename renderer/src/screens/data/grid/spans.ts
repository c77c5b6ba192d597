/** Where columns begin: `starts[i]` is the left edge of column i, the last entry the width of all. */
export function startsOf(widths: readonly number[]): readonly number[] {
  const starts = [0];
  let at = 0;
  for (const width of widths) {
    at += width;
    starts.push(at);
  }
  return starts;
}

export interface Span {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** The columns that lie in part between `from` and `to`. */
export function spanBetween(starts: readonly number[], from: number, to: number): Span {
  const last = starts.length - 1;
  if (last < 1) return { first: 0, end: 0 };
  const first = Math.min(last - 1, Math.max(0, firstAfter(starts, from) - 1));
  let end = first + 1;
  while (end < last && (starts[end] ?? Infinity) < to) end += 1;
  return { first, end };
}

/** The first index whose start lies beyond `at`. */
function firstAfter(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
