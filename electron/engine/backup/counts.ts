/** Is the number read what the platform said, before or after or anything between (records come and go meanwhile)? Unsaid counts agree with anything. */
export function isBetween(records: number, before: number | undefined, after: number | undefined): boolean {
  if (before === undefined || after === undefined) return records === (before ?? after ?? records);
  return Math.min(before, after) <= records && records <= Math.max(before, after);
}
