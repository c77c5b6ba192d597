/** What a table may lose, or have blanked in one field, from one backup to the next before somebody is told. */
export interface Threshold {
  /** Of the table's records, 0 to 1, … */
  readonly share: number;
  /** … and at least so many of them; … */
  readonly records: number;
  /** … or this share, however few that are. */
  readonly anyway: number;
}

/** By the kind of loss. */
export interface TableThresholds {
  readonly lost: Threshold;
  readonly blanked: Threshold;
}

export const defaultThreshold: Threshold = { share: 0.05, records: 20, anyway: 0.5 };
export const defaultThresholds: TableThresholds = { lost: defaultThreshold, blanked: defaultThreshold };

/** However often a person says "expected": a table that loses nearly everything is told of. */
export const highestShare = 0.95;
/** A loss as large as the one that was expected, and somewhat larger, is expected too. */
const roomAbove = 1.25;

export function exceeds({ records, of }: { readonly records: number; readonly of: number }, { share, records: fewest, anyway }: Threshold): boolean {
  if (records <= 0 || of <= 0) return false;
  return (records > of * share && records >= fewest) || records >= of * anyway;
}

/** After a person said that such a loss was expected. Never lower than before, never past `highestShare`. */
export function raised(threshold: Threshold, { records, of }: { readonly records: number; readonly of: number }): Threshold {
  const expected = of <= 0 ? 0 : Math.min(highestShare, (records / of) * roomAbove);
  return { ...threshold, share: Math.max(threshold.share, expected), anyway: Math.max(threshold.anyway, expected) };
}
