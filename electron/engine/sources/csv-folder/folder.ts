import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../../shared/model/errors.ts';

/** A file of the folder that is read as a table. */
export interface CsvFile {
  /** The entity's name: the file's, without its ending where that is enough to tell it apart. */
  readonly entity: string;
  readonly fileName: string;
  readonly path: string;
}

export interface FolderContent {
  readonly files: readonly CsvFile[];
  /** Names of what else lies there. */
  readonly others: readonly string[];
}

const endings = new Set(['.csv', '.tsv', '.tab']);

/**
 * The tables of the folder, by name. Folders inside it are not looked into. Names come from this listing alone, so that
 * an entity's name can never lead out of the folder.
 * @throws not-found, invalid-input, permission-denied.
 */
export async function listFolder(folder: string): Promise<FolderContent> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw folderError(error);
  }
  const tables: string[] = [];
  const others: string[] = [];
  for (const name of names.toSorted(byCodeUnit)) {
    if (name.startsWith('.')) continue;
    const isTable = endings.has(path.extname(name).toLowerCase()) && (await isRegularFile(path.join(folder, name)));
    (isTable ? tables : others).push(name);
  }
  const stems = Map.groupBy(tables, (name) => path.parse(name).name);
  const files = tables.map((fileName): CsvFile => {
    const stem = path.parse(fileName).name;
    return { entity: stem !== '' && stems.get(stem)?.length === 1 ? stem : fileName, fileName, path: path.join(folder, fileName) };
  });
  return { files, others };
}

/** A link is followed; a pipe or a device, which would keep a reader waiting, is none. One that cannot be looked at is tried when it is read. */
async function isRegularFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return true;
  }
}

/** What tells that a file is still the one that was read before. */
export interface Fingerprint {
  readonly size: number;
  readonly changedMs: number;
  /** Of the file's own entry: a program that keeps the time of what it writes does not keep this one. */
  readonly enteredMs: number;
  readonly inode: number;
}

export async function fingerprintOf(handle: FileHandle): Promise<Fingerprint> {
  return fingerprint(await handle.stat());
}

/** Undefined where the file is not there, or cannot be looked at. */
export async function fingerprintAt({ path: file }: CsvFile): Promise<Fingerprint | undefined> {
  try {
    return fingerprint(await stat(file));
  } catch {
    return undefined;
  }
}

function fingerprint({ size, mtimeMs, ctimeMs, ino }: Stats): Fingerprint {
  return { size, changedMs: mtimeMs, enteredMs: ctimeMs, inode: ino };
}

/** File systems that know seconds only, and odd ones: what was written just before it was read may be written again within the same tick. */
const tickMs = 3000;

/** Is this fingerprint old enough that another content would have had another one? @param readAt by the same computer's clock */
export function isSettled({ changedMs, enteredMs }: Fingerprint, readAt: Date): boolean {
  return Math.max(changedMs, enteredMs) + tickMs <= readAt.getTime();
}

export function sameFile(a: Fingerprint, b: Fingerprint): boolean {
  return a.size === b.size && a.changedMs === b.changedMs && a.inode === b.inode;
}

/** Nothing at all was done to the file. */
export function isUntouched(a: Fingerprint, b: Fingerprint): boolean {
  return sameFile(a, b) && a.enteredMs === b.enteredMs;
}

/** @throws not-found, permission-denied, corrupt. */
export async function openForReading(file: CsvFile): Promise<FileHandle> {
  try {
    return await open(file.path, 'r');
  } catch (error) {
    throw fileError(error, file.fileName);
  }
}

/**
 * The file's bytes in pieces, from its beginning. A piece is overwritten by the next.
 * @throws as `openForReading`.
 */
export async function* readBytes(handle: FileHandle, fileName: string): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(pieceBytes);
  for (let position = 0; ; ) {
    let count: number;
    try {
      count = (await handle.read(piece, 0, piece.length, position)).bytesRead;
    } catch (error) {
      throw fileError(error, fileName);
    }
    if (count === 0) return;
    position += count;
    yield piece.subarray(0, count);
  }
}

const pieceBytes = 256 * 1024;

function folderError(error: unknown): HoldfastError {
  switch (codeOf(error)) {
    case 'ENOENT':
      return new HoldfastError('not-found', 'The folder with the exported files is not there.', { nextStep: 'Check its name, or plug in the disk it is on.', cause: error });
    case 'ENOTDIR':
      return new HoldfastError('invalid-input', 'That is a file. A folder with CSV files is needed.', { nextStep: 'Give the folder that the file lies in.', cause: error });
    default:
      return new HoldfastError('permission-denied', 'The folder with the exported files cannot be opened.', { nextStep: 'Allow this program to read the folder, then try again.', cause: error });
  }
}

export function fileError(error: unknown, fileName: string): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const details = { file: fileName };
  switch (codeOf(error)) {
    case 'ENOENT':
      return new HoldfastError('not-found', `“${fileName}” is no longer in the folder.`, { details, nextStep: 'Put the file back, or export it again.', cause: error });
    case 'EACCES':
    case 'EPERM':
      return new HoldfastError('permission-denied', `“${fileName}” may not be read by this program.`, { details, nextStep: 'Allow this program to read the file, then try again.', cause: error });
    default:
      return new HoldfastError('corrupt', `“${fileName}” could not be read from the disk.`, { details, nextStep: 'Export the file again, and check the disk.', cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
