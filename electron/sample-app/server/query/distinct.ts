import type { Row } from '../store/row.ts';
import { compareValues, RowReader } from './values.ts';

/** The different values of a field in ascending order, those behind `after`; an array contributes each of its elements. */
export function distinctValues(rows: readonly Row[], field: string, after: unknown): readonly unknown[] {
  const seen = new Map<string, unknown>();
  for (const row of rows) {
    const value = new RowReader(row).value(field);
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) seen.set(JSON.stringify(item), item);
    }
  }
  const values = [...seen.values()].toSorted(compareValues);
  return after === undefined ? values : values.filter((value) => compareValues(value, after) > 0);
}
