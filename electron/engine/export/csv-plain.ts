import { quoteCsv } from '../../../shared/model/csv-table.ts';
import { canonicalJson } from '../../../shared/model/record.ts';
import type { PlainLayout } from './csv-columns.ts';
import { ColumnSurvey } from './csv-columns.ts';
import type { LineStore } from './line-store.ts';
import { storeLines } from './line-store.ts';
import type { ExportColumn } from './output-folder.ts';
import type { ParsedRecord, RecordBatches } from './records.ts';
import { parseRecord } from './records.ts';
import { inPieces, writeNewFile } from './write-file.ts';

/**
 * Writes a table that was no CSV file as one, by the rule that README.txt explains: a text is written as it is, in quotes
 * where it could be taken for something else; numbers and truth values without; lists and objects as JSON. The columns are
 * known only after all records were seen, so these are kept beside the file meanwhile.
 */
export async function writePlainCsv(path: string, first: readonly string[], records: RecordBatches, signal: AbortSignal): Promise<readonly ExportColumn[]> {
  const survey = new ColumnSurvey(first);
  const store = await storeLines(`${path}.sorting`, records, (line) => survey.add(parseRecord(line)));
  try {
    const layout = survey.layout();
    await writeNewFile(path, inPieces(linesOf(layout, store)), signal);
    return layout.columns;
  } finally {
    await store.remove();
  }
}

// Asynchronous, so that writing may be stopped between pieces.
async function* linesOf(layout: PlainLayout, store: LineStore): AsyncGenerator<string> {
  yield `${layout.columns.map(({ field }) => (needsQuotes(field) ? quoteCsv(field) : field)).join(',')}\n`;
  const named = new Set(layout.columns.map(({ field }) => field));
  for (let index = 0; index < store.count; index += 1) {
    const record = parseRecord(store.line(index));
    yield `${layout.columns.map((column) => cell(column, valueOf(record, column, layout, named))).join(',')}\n`;
  }
}

function valueOf(record: ParsedRecord, column: ExportColumn, layout: PlainLayout, named: ReadonlySet<string>): unknown {
  if (column.field !== layout.further) return Object.hasOwn(record, column.field) ? record[column.field] : undefined;
  const further = Object.entries(record).filter(([field]) => !named.has(field));
  return further.length === 0 ? undefined : Object.fromEntries(further);
}

function cell({ holds, empty }: ExportColumn, value: unknown): string {
  if (value === undefined) return '';
  if (holds === 'json') {
    const json = canonicalJson(value);
    return needsQuotes(json) ? quoteCsv(json) : json;
  }
  if (value === null) return empty === 'null' ? '' : 'null';
  if (typeof value !== 'string') return JSON.stringify(value);
  return holds === 'mixed' || value === '' || value === 'null' || needsQuotes(value) ? quoteCsv(value) : value;
}

function needsQuotes(text: string): boolean {
  return /[",\r\n]|^\s|\s$/.test(text);
}
