import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { SourcePage, SourceRecord } from '../../ports/source.ts';
import { cellJson } from './column-types.ts';
import { FileReading } from './file-reading.ts';
import { fingerprintOf, openForReading, sameFile } from './folder.ts';
import type { CsvLimits } from './limits.ts';
import { ordinalCounter, rowKey } from './row-key.ts';
import type { CsvRow } from './rows.ts';
import { changedMeanwhile } from './scan-table.ts';
import type { TableScan } from './scan-table.ts';
import { isBlankLine } from './table-profile.ts';

const pageRecords = 1000;
const pageCharacters = 1024 * 1024;

/**
 * The rows of a scanned file as records. A file that is not the one that was scanned any more, at the beginning or at the
 * end, gives an unreadable page: its types and its key might not fit.
 * @throws cancelled.
 */
export async function* readRecords(scan: TableScan, limits: CsvLimits, signal: AbortSignal): AsyncGenerator<SourcePage> {
  const { fileName } = scan.file;
  const handle = await openForReading(scan.file);
  try {
    if (!sameFile(scan.fingerprint, await fingerprintOf(handle))) {
      yield { kind: 'unreadable', error: changedMeanwhile(fileName) };
      return;
    }
    const reading = new FileReading(handle, fileName, scan.format, limits);
    const toRecord = recordMaker(scan);
    let page: SourceRecord[] = [];
    let characters = 0;
    let isHeader = true;
    for await (const rows of reading.rows(signal)) {
      for (const row of rows) {
        if (isBlankLine(row, isHeader ? 0 : headerWidth(scan)) || row.line === scan.cutLine) continue;
        if (isHeader) {
          isHeader = false;
          continue;
        }
        const record = toRecord(row);
        page.push(record);
        characters += record.json.length;
        if (page.length < pageRecords && characters < pageCharacters) continue;
        yield { kind: 'records', records: page };
        page = [];
        characters = 0;
      }
    }
    if (page.length > 0) yield { kind: 'records', records: page };
    if (reading.end === undefined) throw new HoldfastError('bug', 'A file was read without an end.');
    if (reading.end.digest !== scan.digest || !sameFile(reading.end.fingerprint, scan.fingerprint)) yield { kind: 'unreadable', error: changedMeanwhile(fileName) };
    else if (scan.problem !== undefined) yield { kind: 'unreadable', error: scan.problem };
  } finally {
    await handle.close();
  }
}

function headerWidth(scan: TableScan): number {
  return scan.table.columns.filter((column) => column.header !== null).length;
}

/** Makes each row the canonical JSON of its record and its key. */
function recordMaker(scan: TableScan): (row: CsvRow) => SourceRecord {
  const { table, rule } = scan;
  const fields = table.columns.map((column, index) => ({ name: column.field, prefix: `${JSON.stringify(column.field)}:`, column, index }));
  if (table.ordinal !== null) fields.push({ name: table.ordinal, prefix: `${JSON.stringify(table.ordinal)}:`, column: { field: table.ordinal, header: null, headerQuoted: false, type: 'number', quoted: 'when-needed' }, index: -1 });
  const ascending = fields.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const ordinalOf = ordinalCounter(rule);
  return (row) => {
    const ordinal = ordinalOf(row.cells);
    let json = '';
    for (const { prefix, column, index } of ascending) {
      const text = index === -1 ? String(ordinal) : row.cells[index];
      // A row that is too short: the field is missing.
      if (text === undefined) continue;
      const isNull = text === '' && (table.nulls !== 'both' || row.quoted?.[index] !== true);
      json += (json === '' ? '' : ',') + prefix + (isNull ? 'null' : cellJson(column, text));
    }
    return { key: rowKey(table, rule, row, ordinal), json: `{${json}}` };
  };
}
