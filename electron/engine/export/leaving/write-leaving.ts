import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { cancelledError, throwIfCancelled } from '../../ports/cancel.ts';
import { csvExtension, writeCsv } from '../csv.ts';
import { type Definition, writeDefinition } from '../definition.ts';
import type { ExportEntity, ExportUpload } from '../entity.ts';
import { FileNames } from '../file-names.ts';
import { writeJsonLines } from '../jsonl.ts';
import { csvFolder, databaseName, type ExportColumn, type ExportIndex, jsonLinesFolder, openOutputFolder, postgresFolder, readmeName, uploadsIndexName, uploadsName } from '../output-folder.ts';
import { counted, parseRecord, type RecordBatches } from '../records.ts';
import { writeUploads, type WrittenUploads } from '../uploads.ts';
import { diskError, syncFolder, writeText } from '../write-file.ts';
import { TableFacts } from './column-facts.ts';
import { typeOf } from './column-types.ts';
import { findKeys, type IdIndex, type Keys, type KnownReference, type LooseReference } from './keys.ts';
import { loadName, looseText, type PostgresFiles, writePostgres } from './postgres.ts';
import { leavingReadme } from './readme.ts';
import { type WrittenTable, writtenRecords } from './written-table.ts';

export interface LeavingEntity extends ExportEntity {
  /** How many the backup should have; asked once its records were read. */
  readonly expected: number;
}

export interface LeavingRequest {
  /** `postgres`: that alone, without the other formats. */
  readonly format: 'everything' | 'postgres';
  readonly out: string;
  readonly entities: readonly LeavingEntity[];
  readonly references: readonly KnownReference[];
  readonly uploads: AsyncIterable<ExportUpload>;
  readonly definition: Definition;
  readonly app: string;
  readonly backup: string;
  readonly ids: IdIndex;
  readonly signal: AbortSignal;
  /** How far it is, in records of all tables; what is done to each several times counts in parts. */
  readonly onProgress: (subject: string, done: number, total: number) => void;
  /** An uploaded file that turned out damaged and was left out. */
  readonly onDamagedUpload: (name: string) => void;
  /** Sentences about what is not there, known when all was read; for README.txt. */
  readonly lacking: (tables: ExportIndex['tables']) => readonly string[];
}

/** What was written. */
export interface Left {
  readonly tables: ExportIndex['tables'];
  /** Below the folder: each file that holds records. */
  readonly files: readonly { readonly path: string; readonly entity: string; readonly records: number }[];
  readonly uploads: WrittenUploads;
  /** Of all files together. */
  readonly bytes: number;
  /** References that the databases keep. */
  readonly kept: number;
  /** Sentences about those they do not keep. */
  readonly loose: readonly string[];
  /** Records of which Postgres does not hold everything; they are beside their table as they were. */
  readonly changed: number;
  /** Below the folder, for `psql -f`. */
  readonly load: string;
  readonly lacking: readonly string[];
  readonly warnings: readonly string[];
}

const formats = ['jsonl', 'csv', 'sqlite', 'postgres'] as const;

/**
 * Writes everything a backup holds in open formats, each of them whole in itself, with the same keys: all of it, on the disk,
 * or nothing. What the backup itself lacks is counted; the rest is written. The records are read from the backup once, and
 * from the disk after; in memory are their ids.
 * @throws as `writeExport`.
 */
export async function writeLeaving(request: LeavingRequest): Promise<Left> {
  throwIfCancelled(request.signal);
  const folder = await openOutputFolder(request.out);
  try {
    const { left, index, keys, postgres } = await writeAll(request, folder.staging);
    await writeText(join(folder.staging, readmeName), leavingReadme(index, { lacking: left.lacking, loose: left.loose, changed: left.changed, exactTable: postgres.exactTable, kept: keys.foreign.length }));
    throwIfCancelled(request.signal);
    await folder.publish(index);
    return left;
  } catch (error) {
    await folder.abandon();
    if (request.signal.aborted && !isHoldfastError(error)) throw cancelledError(request.signal);
    throw error;
  }
}

interface Everything {
  readonly left: Left;
  readonly index: ExportIndex;
  readonly keys: Keys;
  readonly postgres: PostgresFiles;
}

async function writeAll(request: LeavingRequest, staging: string): Promise<Everything> {
  const { signal, format, app, backup } = request;
  const pass = passes(request);
  const uploads = await writeUploads(staging, request.uploads, signal, request.onDamagedUpload);
  const definition = await writeDefinition(staging, request.definition, signal);
  await newFolder(join(staging, jsonLinesFolder));
  const written = await writeOnce(request, staging, pass);
  const tables = uploads.count === 0 ? written : [...written, await uploadsTable(staging, signal)];
  const keys = await findKeys(tables, request.references, request.ids, signal, (records) => pass(undefined, records));
  const warnings: string[] = [];
  const isWhole = format === 'everything';
  const csv = isWhole ? await writeCsvFiles(written, staging, signal, warnings, pass) : [];
  const database = isWhole ? await writeDatabase(tables, keys, join(staging, databaseName), signal, pass) : [];
  const about = `${app}, backup ${backup}, written by Holdfast`;
  const postgres = await writePostgres(join(staging, postgresFolder), tables, keys, about, signal, (records) => pass(undefined, records));
  if (!isWhole) await rm(join(staging, jsonLinesFolder), { recursive: true, force: true });

  const index: ExportIndex = {
    format: 'holdfast-export/1',
    app,
    backup,
    as: format,
    tables: written.map(({ entity, path, facts }, at) => {
      const missing = Math.max(0, (request.entities[at]?.expected ?? 0) - facts.records);
      const { file: csvFile, columns } = csv[at] ?? {};
      const sqlite = database[at];
      return {
        entity: entity.name,
        file: isWhole ? `${jsonLinesFolder}/${path.slice(join(staging, jsonLinesFolder).length + 1)}` : `${postgresFolder}/${postgres.tables[at]?.file ?? ''}`,
        records: facts.records,
        postgres: postgres.tables[at]?.name ?? '',
        ...(sqlite === undefined ? {} : { table: sqlite }),
        ...(csvFile === undefined ? {} : { csv: csvFile }),
        ...(columns === undefined ? {} : { columns: [...columns] }),
        ...(missing === 0 ? {} : { missing }),
      };
    }),
    uploads: uploads.count,
    definition,
    contents: [],
    references: referencesOf(keys),
  };
  const contents = await filesBelow(staging, [jsonLinesFolder, csvFolder, postgresFolder]);
  const left: Left = {
    tables: index.tables,
    files: index.tables.flatMap((table, at) =>
      [isWhole ? table.file : undefined, table.csv, table.table === undefined ? undefined : databaseName, `${postgresFolder}/${postgres.tables[at]?.file ?? ''}`].flatMap((path) =>
        path === undefined ? [] : [{ path, entity: table.entity, records: table.records }],
      ),
    ),
    uploads,
    bytes: await bytesBelow(staging),
    kept: keys.foreign.length,
    loose: keys.loose.map(looseText),
    changed: postgres.changed,
    load: `${postgresFolder}/${loadName}`,
    lacking: request.lacking(index.tables),
    warnings,
  };
  return { left, index: { ...index, contents: [...(isWhole ? [databaseName] : []), ...contents] }, keys, postgres };
}

function referencesOf({ foreign, loose }: Keys): NonNullable<ExportIndex['references']> {
  const textOf = ({ path }: LooseReference): string => path.join('').replace(/^\./, '');
  return [
    ...foreign.map(({ entity, field, target, from }) => ({ entity, field, targets: [target], from, kept: true })),
    ...loose.map((one) => ({ entity: one.entity, field: textOf(one), targets: [...one.targets], from: one.from, kept: false })),
  ];
}

/** Reads the backup: each table as JSON Lines, and what stands in its fields. */
async function writeOnce(request: LeavingRequest, staging: string, pass: Pass): Promise<readonly WrittenTable[]> {
  const { signal } = request;
  const names = new FileNames([]);
  const tables: WrittenTable[] = [];
  for (const { records, expected: _, ...entity } of request.entities) {
    const path = join(staging, jsonLinesFolder, names.next(entity.name, '.jsonl'));
    const facts = new TableFacts(entity.identity, entity.schema);
    await writeJsonLines(path, lookedAt(counted(records, signal, (more) => pass(entity.name, more)), facts), signal);
    tables.push({ entity, path, facts });
  }
  return tables;
}

async function* lookedAt(records: RecordBatches, facts: TableFacts): AsyncGenerator<readonly string[]> {
  for await (const batch of records) {
    for (const line of batch) facts.add(parseRecord(line));
    yield batch;
  }
}

/** The list of uploaded files, which is a table in the databases too. */
async function uploadsTable(staging: string, signal: AbortSignal): Promise<WrittenTable> {
  const path = join(staging, uploadsName, uploadsIndexName);
  const entity = { name: 'uploaded_files', schema: {}, key: [{ field: 'path', type: 'text' }], identity: ['path'] } as const;
  const facts = new TableFacts(['path', 'address', 'name', 'size'], {});
  for await (const lines of writtenRecords({ path }, signal)) for (const line of lines) facts.add(parseRecord(line));
  return { entity, path, facts };
}

interface CsvFile {
  readonly file: string;
  readonly columns: readonly ExportColumn[] | undefined;
}

async function writeCsvFiles(tables: readonly WrittenTable[], staging: string, signal: AbortSignal, warnings: string[], pass: Pass): Promise<readonly CsvFile[]> {
  await newFolder(join(staging, csvFolder));
  const names = new FileNames([]);
  const files: CsvFile[] = [];
  for (const table of tables) {
    const file = `${csvFolder}/${names.next(table.entity.name, csvExtension(table.entity.schema))}`;
    const records = counted(writtenRecords(table, signal), signal, (more) => pass(table.entity.name, more));
    const { columns, warning } = await writeCsv(join(staging, file), table.entity, records, signal);
    if (warning !== undefined) warnings.push(warning);
    files.push({ file, columns });
  }
  return files;
}

/** The database file; returns the name of each table in it. */
async function writeDatabase(tables: readonly WrittenTable[], { primary, foreign }: Keys, path: string, signal: AbortSignal, pass: Pass): Promise<readonly string[]> {
  // Loaded when it is needed: Node says on loading it that it may still change.
  const { SqliteFile } = await import('../sqlite.ts');
  const database = new SqliteFile(path);
  try {
    database.reserve(tables.map(({ entity }) => entity.name));
    const names: string[] = [];
    const expected = new Map<string, number>();
    for (const table of tables) {
      const { entity, facts } = table;
      const holds = (field: string): 'text' | 'bigint' => {
        const column = facts.columns.get(field);
        return column !== undefined && typeOf(column, true) === 'bigint' ? 'bigint' : 'text';
      };
      const records = counted(writtenRecords(table, signal), signal, (more) => pass(entity.name, more));
      const keys = {
        primary: (primary.get(entity.name) ?? []).map((field) => ({ field, holds: holds(field) })),
        foreign: foreign.filter((key) => key.entity === entity.name).map(({ field, target, targetField }) => ({ field, entity: target, targetField, holds: holds(field) })),
      };
      const name = await database.addTable({ ...entity, records }, records, keys);
      names.push(name);
      expected.set(name, facts.records);
    }
    database.verify(expected);
    await database.finish();
    return names;
  } finally {
    database.close();
  }
}

type Pass = (subject: string | undefined, records: number) => void;

/** Every record is gone through so often: read, looked at for keys (twice), and once for each format after the first. */
function passes({ entities, format, onProgress }: LeavingRequest): Pass {
  const total = entities.reduce((sum, { expected }) => sum + expected, 0);
  const each = format === 'postgres' ? 4 : 2 + formats.length;
  let gone = 0;
  let last = '';
  return (subject, records) => {
    gone += records;
    last = subject ?? last;
    onProgress(last, Math.min(total, Math.floor(gone / each)), total);
  };
}

async function newFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    throw diskError(error);
  });
}

/** Paths of all files in these folders, and the folders made to survive a power cut. */
async function filesBelow(staging: string, folders: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(join(staging, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) found.push(...(await filesBelow(staging, [path])));
      else found.push(path);
    }
    if (entries.length > 0) await syncFolder(join(staging, folder));
  }
  return found;
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await bytesBelow(path) : (await stat(path)).size;
  }
  return bytes;
}
