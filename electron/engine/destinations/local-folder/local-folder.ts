import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import { cancelledError, throwIfCancelled } from '../../ports/cancel.ts';
import { assertRange, bodyPieces, clampRange } from '../../ports/object-body.ts';
import { assertKeyPrefix, assertObjectKey } from '../../ports/object-key.ts';
import type { CallOptions, FoldersOptions, GetOptions, ObjectBody, ObjectInfo, ObjectStore, PutOptions, StoreCapabilities } from '../../ports/object-store.ts';
import { publishNew } from './create-only.ts';
import { Directories } from './directories.ts';
import type { Circumstance } from './file-errors.ts';
import { folderError, linkInTheWay, objectExists, objectMissing, placeGone, placeIsFile } from './file-errors.ts';
import type { FileSystem } from './file-system.ts';
import { nodeFileSystem, systemCode } from './file-system.ts';
import { removeLeftovers, temporaryName, writeAll } from './temporary.ts';
import { walk } from './walk.ts';

export interface LocalFolderOptions {
  readonly path: string;
  /** Make the folder when it is missing. Only for the first time: one that existed is never made anew. */
  readonly create?: boolean;
}

/** Bytes asked of the drive at once. */
const readStep = 8 * 1024 * 1024;

/**
 * A place in a folder of this computer, of a drive or of a network share. How it keeps the port's promises is in
 * docs/adr/0004-local-folder-durability.md.
 * @throws not-found when the folder is missing, invalid-input when it is a file, permission-denied
 */
export async function openLocalFolder(options: LocalFolderOptions, fs: FileSystem = nodeFileSystem): Promise<ObjectStore> {
  if (options.path === '') throw new HoldfastError('invalid-input', 'No folder was named.', { nextStep: 'Choose a folder.' });
  const folder = resolve(options.path);
  try {
    if (options.create === true) await createFolder(fs, folder);
    const root = await fs.realpath(folder);
    const found = await fs.stat(root);
    if (!found.isDirectory()) throw placeIsFile(folder);
    return new LocalFolder(fs, folder, root, found.dev);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw placeGone(folder);
    if (systemCode(error) === 'ENOTDIR' || systemCode(error) === 'EEXIST') throw placeIsFile(folder);
    throw folderError(error, { folder, doing: 'open' });
  }
}

/** Makes the missing folders down to this one, their names on the disk before it returns. */
async function createFolder(fs: FileSystem, folder: string): Promise<void> {
  const firstMade = await fs.mkdir(folder, { recursive: true });
  if (firstMade === undefined || process.platform === 'win32') return;
  const above = dirname(firstMade);
  const directories = new Directories(fs, above, folder);
  await (await directories.ensure(relative(above, folder).split(sep))).durable;
}

class LocalFolder implements ObjectStore {
  readonly capabilities: StoreCapabilities;
  readonly #fs: FileSystem;
  readonly #folder: string;
  readonly #root: string;
  readonly #device: number;
  readonly #directories: Directories;
  readonly #cleaned = new Set<string>();

  constructor(fs: FileSystem, folder: string, root: string, device: number) {
    this.#fs = fs;
    this.#folder = folder;
    this.#root = root;
    this.#device = device;
    this.#directories = new Directories(fs, root, folder);
    this.capabilities = { maxConcurrency: 8, createOnly: true, versioned: false, nearby: true, freeSpace: (call) => this.#freeSpace(call) };
  }

  put(key: string, body: ObjectBody, { signal, ifAbsent = false }: PutOptions): Promise<void> {
    return this.#reporting({ doing: 'write', key }, async () => {
      assertObjectKey(key);
      throwIfCancelled(signal);
      await this.#assertStillThere();
      const parts = key.split('/');
      const name = parts.pop() ?? key;
      if (ifAbsent && (await this.#find(key)) !== undefined) throw await this.#taken(key, parts);

      const { directory, handle, temporary, durable } = await this.#openTemporary(parts);
      const target = join(directory, name);
      try {
        const writtenAt = await this.#fill(handle, key, body, signal);
        await Promise.all([durable, this.#cleanOnce(directory, writtenAt)]);
        throwIfCancelled(signal);
        if (!ifAbsent) await this.#fs.rename(temporary, target);
        else if (!(await publishNew(this.#fs, temporary, target))) throw await this.#taken(key, parts);
      } catch (error) {
        await this.#fs.unlink(temporary).catch(() => undefined);
        throw (await this.#isFolder(target)) ? linkInTheWay(this.#folder, key) : error;
      }
      await this.#directories.sync(directory);
    });
  }

  get(key: string, { signal, range }: GetOptions): Promise<Uint8Array> {
    return this.#reporting({ doing: 'read', key }, async () => {
      assertObjectKey(key);
      assertRange(range);
      throwIfCancelled(signal);
      const found = await this.#find(key);
      if (found === undefined) throw await this.#missing(key);
      const handle = await this.#openFound(key, found.path);
      try {
        const { start, end } = clampRange((await handle.stat()).size, range);
        return await readRange(handle, start, end, signal);
      } finally {
        await handle.close();
      }
    });
  }

  stat(key: string, { signal }: CallOptions): Promise<ObjectInfo | undefined> {
    return this.#reporting({ doing: 'read', key }, async () => {
      assertObjectKey(key);
      throwIfCancelled(signal);
      const found = await this.#find(key);
      if (found === undefined) await this.#assertStillThere();
      return found === undefined ? undefined : { key, size: found.size };
    });
  }

  async *list(prefix: string, { signal }: CallOptions): AsyncGenerator<ObjectInfo, void, void> {
    try {
      assertKeyPrefix(prefix);
      throwIfCancelled(signal);
      await this.#assertStillThere();
      // Starts in the folder that the prefix names, so that listing one part of a vault reads that part alone.
      const parts = prefix.split('/').slice(0, -1);
      const start = await this.#realFolder(parts);
      if (start === undefined) return;
      const at = parts.map((part) => `${part}/`).join('');
      yield* walk(this.#fs, start, at, prefix, signal);
      // A drive taken away in the middle would otherwise look like an emptier place.
      await this.#assertStillThere();
    } catch (error) {
      throw folderError(error, { folder: this.#folder, doing: 'list' });
    }
  }

  folders(prefix: string, { signal, most }: FoldersOptions): Promise<readonly string[]> {
    return this.#reporting({ doing: 'list' }, async () => {
      assertKeyPrefix(prefix);
      throwIfCancelled(signal);
      await this.#assertStillThere();
      const start = await this.#realFolder(prefix.split('/').slice(0, -1));
      if (start === undefined) return [];
      const names = (await this.#fs.readdir(start, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
      return names.toSorted().slice(0, most);
    });
  }

  delete(key: string, { signal }: CallOptions): Promise<void> {
    return this.#reporting({ doing: 'delete', key }, async () => {
      assertObjectKey(key);
      throwIfCancelled(signal);
      await this.#assertStillThere();
      const found = await this.#find(key);
      if (found === undefined) return;
      try {
        await this.#fs.unlink(found.path);
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
      // Retention deletes a backup's manifest before its data: after a power cut the order must still hold.
      await this.#directories.sync(found.directory);
    });
  }

  #freeSpace({ signal }: CallOptions): Promise<number | undefined> {
    return this.#reporting({ doing: 'read' }, async () => {
      throwIfCancelled(signal);
      await this.#assertStillThere();
      const { bavail, bsize } = await this.#fs.statfs(this.#root);
      return bavail * bsize;
    });
  }

  /** A new file in the directory, which is made where it is missing, also when someone removes it in between. */
  async #openTemporary(parts: readonly string[]) {
    for (let tries = 0; ; tries += 1) {
      const { directory, durable } = await this.#directories.ensure(parts);
      const temporary = join(directory, temporaryName());
      try {
        return { directory, durable, temporary, handle: await this.#fs.open(temporary, 'wx', 0o600) };
      } catch (error) {
        if (systemCode(error) !== 'ENOENT' || tries > 0) throw error;
        await this.#assertStillThere();
      }
    }
  }

  /** Writes the body through to the disk and closes the file. Returns when that was, by the file system's clock. */
  async #fill(handle: FileHandle, key: string, body: ObjectBody, signal: AbortSignal): Promise<number> {
    try {
      for await (const piece of bodyPieces(key, body, signal)) {
        for (let at = 0; at < piece.byteLength; at += readStep) {
          throwIfCancelled(signal);
          await writeAll(handle, piece.subarray(at, at + readStep));
        }
      }
      throwIfCancelled(signal);
      // Data and size; times may be lost in a power cut.
      await handle.datasync();
      return (await handle.stat()).mtimeMs;
    } finally {
      await handle.close();
    }
  }

  async #cleanOnce(directory: string, now: number): Promise<void> {
    if (this.#cleaned.has(directory)) return;
    this.#cleaned.add(directory);
    await removeLeftovers(this.#fs, directory, now);
  }

  /** The object's file. Links, and folders reached through links, count as absent: nothing outside the folder is ever read. */
  async #find(key: string): Promise<{ readonly path: string; readonly directory: string; readonly size: number } | undefined> {
    const parts = key.split('/');
    const directory = await this.#realFolder(parts.slice(0, -1));
    if (directory === undefined) return undefined;
    const path = join(directory, parts.at(-1) ?? key);
    const found = await this.#lookAt(path);
    return found?.isFile() === true ? { path, directory, size: found.size } : undefined;
  }

  async #realFolder(parts: readonly string[]): Promise<string | undefined> {
    let directory = this.#root;
    for (const part of parts) {
      directory = join(directory, part);
      if ((await this.#lookAt(directory))?.isDirectory() !== true) return undefined;
    }
    return directory;
  }

  async #lookAt(path: string) {
    try {
      return await this.#fs.lstat(path);
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  async #openFound(key: string, path: string): Promise<FileHandle> {
    try {
      // Windows has no O_NOFOLLOW; there the look before is all there is.
      return await this.#fs.open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    } catch (error) {
      if (systemCode(error) === 'ENOENT') throw await this.#missing(key);
      throw error;
    }
  }

  /**
   * What is there may be the caller's own, from a try that failed after it got its name: "it is there" must then be worth
   * as much as "stored", so it is put on the disk first.
   */
  async #taken(key: string, parts: readonly string[]): Promise<HoldfastError> {
    const { directory, durable } = await this.#directories.ensure(parts);
    await Promise.all([durable, this.#directories.sync(directory)]);
    return objectExists(this.#folder, key);
  }

  async #missing(key: string): Promise<HoldfastError> {
    await this.#assertStillThere();
    return objectMissing(this.#folder, key);
  }

  /** @throws not-found when the folder is gone, or when the drive was taken out and its empty mount point is left. */
  async #assertStillThere(): Promise<void> {
    try {
      const found = await this.#fs.stat(this.#root);
      if (!found.isDirectory()) throw placeIsFile(this.#folder);
      if (found.dev !== this.#device) throw placeGone(this.#folder, 'other-drive');
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') throw placeGone(this.#folder);
      throw error;
    }
  }

  /** Renaming onto a folder fails with whatever code the system likes. */
  async #isFolder(path: string): Promise<boolean> {
    try {
      return (await this.#lookAt(path))?.isDirectory() === true;
    } catch {
      return false;
    }
  }

  async #reporting<T>(circumstance: Omit<Circumstance, 'folder'>, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (systemCode(error) === 'ENOENT') {
        // Something vanished under our hands: the whole place, or only a part of it?
        await this.#assertStillThere().catch((gone: unknown) => {
          throw folderError(gone, { folder: this.#folder, ...circumstance });
        });
      }
      throw folderError(error, { folder: this.#folder, ...circumstance });
    }
  }
}

async function readRange(handle: FileHandle, start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.byteLength) {
    if (signal.aborted) throw cancelledError(signal);
    const { bytesRead } = await handle.read(bytes, done, Math.min(readStep, bytes.byteLength - done), start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done === bytes.byteLength ? bytes : bytes.subarray(0, done);
}
