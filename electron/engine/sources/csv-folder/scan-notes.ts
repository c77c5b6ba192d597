import type { CsvTable } from '../../../../shared/model/csv-table.ts';
import type { TableProfile } from './table-profile.ts';

type Oddities = Pick<TableProfile, 'short' | 'long' | 'blank' | 'irregular' | 'zeros'>;

/** What a founder should know about a file, in sentences; never what stands in it. */
export function scanNotes(fileName: string, table: CsvTable, odd: Oddities, hasProblem: boolean): readonly string[] {
  const notes: string[] = [];
  const add = (oddity: Oddities['short'], one: string, many: string, then: string): void => {
    if (oddity.count === 1) notes.push(`“${fileName}”, line ${oddity.firstLine}: ${one}. ${then}`);
    if (oddity.count > 1) notes.push(`“${fileName}”: ${oddity.count} ${many}, the first in line ${oddity.firstLine}. ${then}`);
  };
  add(odd.short, 'the row has fewer cells than the header', 'rows have fewer cells than the header', 'The cells that are not there are kept as missing.');
  add(odd.long, 'the row has more cells than the header', 'rows have more cells than the header', 'The further cells are kept under names such as “column 9”.');
  add(odd.irregular, 'text stands behind a closed quotation mark', 'cells have text behind a closed quotation mark', 'They are kept as they stand, quotation marks included.');
  add(odd.zeros, 'a cell holds a zero character', 'cells hold a zero character', 'It is kept.');
  if (odd.blank.count > 0) notes.push(`“${fileName}” has ${odd.blank.count === 1 ? 'a blank line' : `${odd.blank.count} blank lines`}, which ${odd.blank.count === 1 ? 'is' : 'are'} not kept.`);
  if (table.encoding === 'windows-1252') notes.push(`“${fileName}” is not UTF-8; it was read as Windows-1252, the encoding older Windows programs write.`);
  if (table.ordinal !== null) notes.push(`“${fileName}” has rows that no column tells apart, so they are numbered, in the field “${table.ordinal}”.`);
  if (!table.exact && !hasProblem) {
    const why = table.order.kind === 'unknown' ? 'its rows follow no order that could be kept' : 'its quotation marks or line endings follow no one rule';
    notes.push(`“${fileName}” can be written again with the same values, but not byte for byte: ${why}.`);
  }
  return notes;
}
