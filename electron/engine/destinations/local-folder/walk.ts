import { join } from 'node:path';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { isKeyPart } from '../../ports/object-key.ts';
import type { ObjectInfo } from '../../ports/object-store.ts';
import type { FileSystem } from './file-system.ts';
import { systemCode } from './file-system.ts';

/** How many files are asked for their size side by side. */
const batch = 32;

/**
 * Every object below `directory`, in ascending order of key. Only real files and folders whose names can be parts of a
 * key count: no links, no temporary files, nothing that another program dropped there (`.DS_Store` can be one: it is
 * listed, and is nobody's object).
 * @param at the key of the directory with its `/`, or the empty text for the root
 */
export async function* walk(fs: FileSystem, directory: string, at: string, prefix: string, signal: AbortSignal): AsyncGenerator<ObjectInfo, void, void> {
  throwIfCancelled(signal);
  const entries = await sortedEntries(fs, directory, at, prefix);
  for (let first = 0; first < entries.length; first += batch) {
    throwIfCancelled(signal);
    const some = entries.slice(first, first + batch);
    const sizes = await Promise.all(some.map(async (entry) => (entry.isFolder ? undefined : await fileSize(fs, join(directory, entry.name)))));
    for (const [index, entry] of some.entries()) {
      const size = sizes[index];
      if (entry.isFolder) yield* walk(fs, join(directory, entry.name), entry.key, prefix, signal);
      else if (size !== undefined) yield { key: entry.key, size };
    }
  }
}

interface Entry {
  readonly name: string;
  /** A folder's ends in `/`, which is what sorts `a/b` between `a-b` and `a0`, as keys do. */
  readonly key: string;
  readonly isFolder: boolean;
}

async function sortedEntries(fs: FileSystem, directory: string, at: string, prefix: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const found of await readFolder(fs, directory)) {
    if (!isKeyPart(found.name)) continue;
    const isFolder = found.isDirectory();
    if (!isFolder && !found.isFile()) continue;
    const key = `${at}${found.name}${isFolder ? '/' : ''}`;
    if (key.startsWith(prefix) || (isFolder && prefix.startsWith(key))) entries.push({ name: found.name, key, isFolder });
  }
  return entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** A folder that is gone by now holds nothing. */
async function readFolder(fs: FileSystem, directory: string) {
  try {
    return await fs.readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined when it was deleted since the folder was read. */
async function fileSize(fs: FileSystem, path: string): Promise<number | undefined> {
  try {
    const found = await fs.lstat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
