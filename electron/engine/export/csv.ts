import { csvTableOf } from '../../../shared/model/csv-table.ts';
import { writeCsvAsItWas } from './csv-dialect.ts';
import { writePlainCsv } from './csv-plain.ts';
import type { ExportEntity } from './entity.ts';
import type { ExportColumn } from './output-folder.ts';
import type { RecordBatches } from './records.ts';
import { schemaFields } from './schema-fields.ts';

export interface WrittenCsv {
  /** How to read its cells; absent when it is written as the CSV file it came from. */
  readonly columns?: readonly ExportColumn[];
  /** Where it is not what the original was. */
  readonly warning?: string;
}

/** A table as CSV: as the file it was read from, or by the rule that README.txt explains. */
export async function writeCsv(path: string, { name, schema, identity }: Omit<ExportEntity, 'records'>, records: RecordBatches, signal: AbortSignal): Promise<WrittenCsv> {
  const csv = csvTableOf(schema);
  if (csv === undefined) return { columns: await writePlainCsv(path, [...identity, ...schemaFields(schema)], records, signal) };
  const ordered = await writeCsvAsItWas(path, csv, records, signal);
  if (!ordered) return { warning: `The rows of “${name}” are not in the order they had in the original file.` };
  return csv.exact ? {} : { warning: `“${name}” has the same values as the original file, but not the same bytes.` };
}

export function csvExtension(schema: ExportEntity['schema']): string {
  return csvTableOf(schema)?.delimiter === '\t' ? '.tsv' : '.csv';
}
