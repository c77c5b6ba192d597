import type { CsvTable } from '../../../../shared/model/csv-table.ts';
import type { KeyField } from '../../../../shared/model/record.ts';
import { recordKey } from '../../../../shared/model/record.ts';
import { keySeparator } from './key-candidates.ts';
import type { CsvRow } from './rows.ts';
import { ValueCounts } from './value-set.ts';

/** How the rows of a table are told apart. */
export interface KeyRule {
  readonly key: readonly KeyField[];
  readonly identity: readonly string[];
  /** Columns of the key, in its order, without the ordinal. */
  readonly columns: readonly number[];
  /** What the ordinal counts: rows alike in those columns, or all rows; none = there is no ordinal. */
  readonly ordinal: 'none' | 'alike' | 'rows';
}

/** Gives each row of one reading its ordinal, from 1; undefined where the table needs none. */
export function ordinalCounter(rule: KeyRule): (cells: readonly string[]) => number | undefined {
  if (rule.ordinal === 'none') return () => undefined;
  if (rule.ordinal === 'rows') {
    let row = 0;
    return () => (row += 1);
  }
  const counts = new ValueCounts();
  return (cells) => counts.add(prefixOf(rule.columns, cells)) + 1;
}

/** What the ordinal tells apart: rows with the same text here get 1, 2, 3 … */
export function prefixOf(columns: readonly number[], cells: readonly string[]): string {
  return columns.map((column) => cells[column] ?? '').join(keySeparator);
}

/** The key of a row, by the one rule that also gives the key of its record. */
export function rowKey(table: Pick<CsvTable, 'columns' | 'nulls' | 'ordinal'>, rule: KeyRule, row: Pick<CsvRow, 'cells'>, ordinal: number | undefined): string {
  const fields: Record<string, unknown> = { __proto__: null };
  for (const index of rule.columns) {
    const column = table.columns[index];
    if (column === undefined) continue;
    const text = row.cells[index] ?? '';
    // Null and an empty text sort alike.
    fields[column.field] = text === '' ? '' : column.type === 'number' ? Number(text) : column.type === 'boolean' ? text === column.words?.[0] : text;
  }
  if (table.ordinal !== null) fields[table.ordinal] = ordinal;
  return recordKey(rule.key, fields);
}
