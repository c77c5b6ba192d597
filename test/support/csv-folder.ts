import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { EntityDescription } from '../../shared/model/app.ts';
import type { HoldfastError } from '../../shared/model/errors.ts';
import type { CsvTable } from '../../shared/model/csv-table.ts';
import { csvTableOf } from '../../shared/model/csv-table.ts';
import { parseJson } from '../../shared/model/record.ts';
import type { AppDescription, Source, SourceRecord } from '../../electron/engine/ports/source.ts';
import { openCsvFolder } from '../../electron/engine/sources/csv-folder/index.ts';
import type { CsvLimits } from '../../electron/engine/sources/csv-folder/limits.ts';

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return folder;
}

export interface ReadTable {
  readonly entity: EntityDescription;
  /** How the file was written, as the schema tells. */
  readonly table: CsvTable;
  readonly lines: readonly SourceRecord[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Of unreadable pages. */
  readonly errors: readonly HoldfastError[];
  readonly description: AppDescription;
}

export const signal = new AbortController().signal;

/** What a source tells of one table, in the order it tells it. */
export async function readTable(source: Source, name?: string): Promise<ReadTable> {
  const description = await source.describe({ signal });
  const entity = name === undefined ? description.entities[0] : description.entities.find((one) => one.name === name);
  if (entity === undefined) throw new Error(`no table ${name ?? ''}`);
  const lines: SourceRecord[] = [];
  const errors: HoldfastError[] = [];
  for await (const page of source.records(entity, { signal })) {
    if (page.kind === 'unreadable') errors.push(page.error);
    else lines.push(...page.records);
  }
  const table = csvTableOf(entity.schema) ?? noTable;
  return { entity, table, lines, rows: lines.map((line) => parseJson(line.json) as Record<string, unknown>), errors, description };
}

/** Reads a single file of that content. */
export async function readCsv(content: string | Uint8Array, options: { readonly name?: string; readonly limits?: Partial<CsvLimits> } = {}): Promise<ReadTable> {
  const folder = await folderWith({ [options.name ?? 'Table.csv']: content });
  return readTable(openCsvFolder({ path: folder }, options.limits === undefined ? {} : { limits: options.limits }));
}

const noTable: CsvTable = {
  format: 'csv-table/1', columns: [], ordinal: null, nulls: 'bare', encoding: 'utf-8', byteOrderMark: false, delimiter: ',', lineEnding: '\n',
  finalLineEnding: true, quoteWhen: 'special', preamble: null, order: { kind: 'unknown' }, exact: false,
};
