import { join } from 'node:path';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import { cancelledError, throwIfCancelled } from '../ports/cancel.ts';
import { csvExtension, writeCsv } from './csv.ts';
import type { ExportEntity, ExportUpload } from './entity.ts';
import { type Definition, writeDefinition } from './definition.ts';
import { FileNames } from './file-names.ts';
import { writeJsonLines } from './jsonl.ts';
import type { ExportIndex, PlainFormat } from './output-folder.ts';
import { databaseName, openOutputFolder, readmeName, reservedNames } from './output-folder.ts';
import { exportReadme } from './readme.ts';
import { counted } from './records.ts';
import { writeText } from './write-file.ts';
import { writeUploads } from './uploads.ts';

export type { ExportEntity, ExportUpload } from './entity.ts';
export { type LeavingEntity, type Left, writeLeaving } from './leaving/write-leaving.ts';

export interface ExportRequest {
  readonly format: PlainFormat;
  /** A new or empty folder, or one with an earlier export, which is replaced. */
  readonly out: string;
  readonly entities: readonly ExportEntity[];
  readonly uploads?: AsyncIterable<ExportUpload>;
  /** What else the backup holds of the app, as lines of JSON (`{name, value}`): schemas; settings, functions and agents. */
  readonly definition?: Definition;
  /** For README.txt. */
  readonly app?: string;
  readonly backup?: string;
  readonly signal: AbortSignal;
  /** Called as records are written, with how many of the table's so far. */
  readonly onRecords?: (entity: string, done: number) => void;
}

export interface Exported {
  /** `path` in full; of SQLite all tables are in the same file. */
  readonly files: readonly { readonly path: string; readonly entity: string; readonly records: number }[];
  readonly uploads: number;
  /** Plain sentences. */
  readonly warnings: readonly string[];
}

/**
 * Writes a backup as plain files: all of it, on the disk, or nothing. An export that was killed leaves a folder
 * `unfinished-export`, which the next one removes.
 * @throws invalid-input when the folder holds anything but an earlier export; quota-exceeded, permission-denied, cancelled,
 *   and whatever reading the records throws.
 */
export async function writeExport(request: ExportRequest): Promise<Exported> {
  throwIfCancelled(request.signal);
  const folder = await openOutputFolder(request.out);
  try {
    const warnings: string[] = [];
    const tables = request.format === 'sqlite' ? await sqliteTables(request, folder.staging) : await textTables(request, folder.staging, warnings);
    const uploads = request.uploads === undefined ? 0 : (await writeUploads(folder.staging, request.uploads, request.signal)).count;
    const definition = await writeDefinition(folder.staging, request.definition, request.signal);
    throwIfCancelled(request.signal);
    const { app, backup, format } = request;
    const index = { format: 'holdfast-export/1', ...(app === undefined ? {} : { app }), ...(backup === undefined ? {} : { backup }), as: format, tables, uploads, definition, contents: [] } satisfies ExportIndex;
    await writeText(join(folder.staging, readmeName), exportReadme(index));
    await folder.publish(index);
    return { files: tables.map(({ file, entity, records }) => ({ path: join(request.out, file), entity, records })), uploads, warnings };
  } catch (error) {
    await folder.abandon();
    if (request.signal.aborted && !isHoldfastError(error)) throw cancelledError(request.signal);
    throw error;
  }
}

/** The files an export would write, without writing any. */
export function exportPaths(format: PlainFormat, out: string, entities: readonly Pick<ExportEntity, 'name' | 'schema'>[]): readonly string[] {
  const names = new FileNames(reservedNames);
  return entities.map((entity) => join(out, format === 'sqlite' ? databaseName : names.next(entity.name, extensionOf(format, entity))));
}

type Tables = ExportIndex['tables'];

async function textTables(request: ExportRequest, staging: string, warnings: string[]): Promise<Tables> {
  const { format, signal } = request;
  const names = new FileNames(reservedNames);
  const tables: Tables = [];
  for (const entity of request.entities) {
    const file = names.next(entity.name, extensionOf(format, entity));
    const path = join(staging, file);
    const { records, count } = countedRecords(request, entity);
    if (format === 'csv') {
      const { columns, warning } = await writeCsv(path, entity, records, signal);
      if (warning !== undefined) warnings.push(warning);
      tables.push({ entity: entity.name, file, records: count(), ...(columns === undefined ? {} : { columns: [...columns] }) });
    } else {
      await writeJsonLines(path, records, signal);
      tables.push({ entity: entity.name, file, records: count() });
    }
  }
  return tables;
}

async function sqliteTables(request: ExportRequest, staging: string): Promise<Tables> {
  // Loaded when it is needed: Node says on loading it that it may still change.
  const { SqliteFile } = await import('./sqlite.ts');
  const database = new SqliteFile(join(staging, databaseName));
  const tables: Tables = [];
  try {
    for (const entity of request.entities) {
      const { records, count } = countedRecords(request, entity);
      const table = await database.addTable(entity, records);
      tables.push({ entity: entity.name, file: databaseName, table, records: count() });
    }
    await database.finish();
    return tables;
  } finally {
    database.close();
  }
}

function countedRecords(request: ExportRequest, entity: ExportEntity): { readonly records: AsyncIterable<readonly string[]>; readonly count: () => number } {
  let done = 0;
  const records = counted(entity.records, request.signal, (more) => {
    done += more;
    request.onRecords?.(entity.name, done);
  });
  return { records, count: () => done };
}

function extensionOf(format: PlainFormat, entity: Pick<ExportEntity, 'schema'>): string {
  return format === 'jsonl' ? '.jsonl' : csvExtension(entity.schema);
}
