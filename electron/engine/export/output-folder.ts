import { lstat, mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { diskError, syncFolder } from './write-file.ts';

/**
 * The folder an export goes to. Everything is written into a folder inside it, whose name says that it is unfinished, and
 * moved into place when all of it is on the disk; `index.json` comes last, so an export that has one is whole.
 */
export interface OutputFolder {
  /** Where to write. */
  readonly staging: string;
  /** Replaces an earlier export by what was written, which `index` lists. @throws as writing does. */
  publish(index: ExportIndex): Promise<void>;
  /** Removes everything that was written, and the folder itself when it was made for this export. Never throws. */
  abandon(): Promise<void>;
}

/** What defines the app beside its records, where a whole backup is exported. */
export const schemaName = 'app-schema.jsonl';
export const configName = 'app-config.jsonl';

const columnSchema = z.object({
  field: z.string(),
  holds: z.enum(['text', 'number', 'boolean', 'mixed', 'json', 'nothing']),
  empty: z.enum(['null', 'missing']),
});

/** `index.json`: what is in the folder. */
export const exportIndexSchema = z.object({
  format: z.literal('holdfast-export/1'),
  app: z.string().optional(),
  backup: z.string().optional(),
  as: z.enum(['jsonl', 'csv', 'sqlite', 'everything', 'postgres']),
  tables: z.array(
    z.object({
      entity: z.string(),
      file: z.string(),
      /** The table's name inside a database file. */
      table: z.string().optional(),
      records: z.int().nonnegative(),
      /** How to read the cells of a CSV file; absent when it is written as the CSV file it came from. */
      columns: z.array(columnSchema).optional(),
      /** Where everything is written: the same table as CSV, and its name in Postgres. */
      csv: z.string().optional(),
      postgres: z.string().optional(),
      /** Records that the backup should have and that could not be read; the rest is there. */
      missing: z.int().positive().optional(),
    }),
  ),
  /** Uploaded files lie in `files/`; `files/index.jsonl` says which is which. */
  uploads: z.int().nonnegative(),
  /** Files that say what the app is beside its records. */
  definition: z.array(z.enum([schemaName, configName])).default([]),
  /** What else lies here and in folders below, beside uploaded files: `csv/Order.csv`. */
  contents: z.array(z.string()).default([]),
  /** Which fields hold ids of which tables; `kept`: the databases know of it. */
  references: z.array(z.object({ entity: z.string(), field: z.string(), targets: z.array(z.string()), from: z.enum(['schema', 'data']), kept: z.boolean() })).optional(),
});
export type ExportIndex = z.infer<typeof exportIndexSchema>;
/** One format alone; everything at once is `writeLeaving`. */
export type PlainFormat = 'jsonl' | 'csv' | 'sqlite';
export type ExportColumn = z.infer<typeof columnSchema>;

const indexName = 'index.json';
export const readmeName = 'README.txt';
export const uploadsName = 'files';
export const uploadsIndexName = 'index.jsonl';
const stagingName = 'unfinished-export';
const markerName = 'THIS EXPORT IS NOT FINISHED.txt';

/** What everything is written into. */
export const databaseName = 'data.sqlite';
export const jsonLinesFolder = 'jsonl';
export const csvFolder = 'csv';
export const postgresFolder = 'postgres';

/** Names no table's file may have. */
export const reservedNames = [indexName, readmeName, uploadsName, schemaName, configName, stagingName, markerName];

/** What systems put into folders by themselves. */
const systemFiles = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', '.directory', '.localized']);

/**
 * A new or empty folder, or one that holds nothing but an earlier export, finished or not, which the new one replaces.
 * @throws invalid-input when it holds anything else (nothing is touched then) or is a file; permission-denied, quota-exceeded.
 */
export async function openOutputFolder(out: string): Promise<OutputFolder> {
  try {
    const isNew = (await mkdir(out, { recursive: true, mode: 0o700 })) !== undefined;
    const earlier = await ownNames(out);
    const staging = join(out, stagingName);
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { mode: 0o700 });
    await writeFile(join(staging, markerName), 'This export is not finished, or was interrupted. Export again, or delete this folder.\n', { flag: 'wx', mode: 0o600 });
    return {
      staging,
      publish: (index) => publish(out, staging, earlier, index),
      async abandon() {
        await rm(staging, { recursive: true, force: true }).catch(() => undefined);
        // Fails, as it should, when something else lies there.
        if (isNew) await rmdir(out).catch(() => undefined);
      },
    };
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    // A file where the folder should be.
    if (await isFile(out)) throw notAFolder();
    throw diskError(error);
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then((found) => !found.isDirectory(), () => false);
}

function notAFolder(): HoldfastError {
  return new HoldfastError('invalid-input', 'That is a file. A folder is needed.', { nextStep: 'Give the name of a new or empty folder.' });
}

/** Names of what an earlier export left in the folder. @throws invalid-input when there is anything else. */
async function ownNames(out: string): Promise<readonly string[]> {
  const found = (await readdir(out)).filter((name) => !systemFiles.has(name.toLowerCase()));
  if (found.length === 0) return [];
  const listed = new Set<string>();
  const below = new Set<string>();
  for (const folder of [out, join(out, stagingName)]) {
    const index = await readIndex(join(folder, indexName));
    if (index === undefined) continue;
    for (const name of [indexName, readmeName, uploadsName, schemaName, configName, ...index.tables.map((table) => table.file)]) listed.add(name);
    for (const path of index.contents) (path.includes('/') ? below : listed).add(path);
  }
  if (found.includes(stagingName) && (await isFile(join(out, stagingName, markerName)))) listed.add(stagingName);
  const folders = new Set(Array.from(below, (path) => path.split('/')[0] ?? ''));
  const isOurs = async (name: string): Promise<boolean> => {
    if (folders.has(name)) return holdsOnly(out, name, below);
    return listed.has(name) && (name === uploadsName || name === stagingName || (await isFile(join(out, name))));
  };
  const foreign: string[] = [];
  for (const name of found) if (!(await isOurs(name))) foreign.push(name);
  if (foreign.length > 0 || (found.includes(uploadsName) && !(await holdsOnlyUploads(out)))) {
    throw new HoldfastError('invalid-input', 'The folder is not empty, and nothing in it is overwritten.', {
      nextStep: 'Choose a new or empty folder.',
      details: { folder: out, entries: found.length },
    });
  }
  return found.filter((name) => name !== stagingName);
}

async function readIndex(path: string): Promise<ExportIndex | undefined> {
  try {
    return exportIndexSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

const uploadSchema = z.object({ path: z.string() });

function uploadedPath(line: string): string | undefined {
  try {
    return uploadSchema.parse(JSON.parse(line)).path;
  } catch {
    return undefined;
  }
}

/** Nobody has put files of their own into a folder of an export, or below. */
async function holdsOnly(out: string, name: string, listed: ReadonlySet<string>): Promise<boolean> {
  if (!(await lstat(join(out, name))).isDirectory()) return false;
  for (const entry of await readdir(join(out, name), { withFileTypes: true })) {
    const path = `${name}/${entry.name}`;
    const isOurs = entry.isDirectory() ? await holdsOnly(out, path, listed) : listed.has(path) || systemFiles.has(entry.name.toLowerCase());
    if (!isOurs) return false;
  }
  return true;
}

/** Nobody has put files of their own among the uploads. */
async function holdsOnlyUploads(out: string): Promise<boolean> {
  const folder = join(out, uploadsName);
  if (!(await lstat(folder)).isDirectory()) return false;
  let list = await readFile(join(folder, uploadsIndexName), 'utf8').catch(() => undefined);
  list ??= await readFile(join(out, stagingName, uploadsName, uploadsIndexName), 'utf8').catch(() => '');
  const listed = new Set([uploadsIndexName]);
  for (const line of list.split('\n')) {
    const path = uploadedPath(line);
    if (path !== undefined) listed.add(path.slice(`${uploadsName}/`.length));
  }
  return (await readdir(folder)).every((name) => listed.has(name) || systemFiles.has(name.toLowerCase()));
}

async function publish(out: string, staging: string, earlier: readonly string[], index: ExportIndex): Promise<void> {
  try {
    await writeFile(join(staging, indexName), `${JSON.stringify(index, undefined, 2)}\n`, { flag: 'wx', mode: 0o600, flush: true });
    await syncFolder(staging);
    // From here on the list in the unfinished folder says which names are ours, should this be the last that is done.
    for (const name of earlier) await rm(join(out, name), { recursive: true, force: true });
    const names = (await readdir(staging)).filter((name) => name !== markerName && name !== indexName);
    for (const name of names) await rename(join(staging, name), join(out, name));
    await syncFolder(out);
    await rename(join(staging, indexName), join(out, indexName));
    await rm(staging, { recursive: true, force: true });
    await syncFolder(out);
  } catch (error) {
    throw diskError(error);
  }
}
