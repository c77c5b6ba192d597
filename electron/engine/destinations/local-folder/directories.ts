import { constants } from 'node:fs';
import { join } from 'node:path';
import { linkInTheWay } from './file-errors.ts';
import type { FileSystem } from './file-system.ts';
import { systemCode } from './file-system.ts';

/** File systems (some network and FUSE ones) that have no such thing answer with these; there is nothing better to do there. */
const cannotSyncDirectory: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']);

/**
 * Makes names durable: a file that was renamed, and a directory that was made, survive a power cut only once the directory
 * that lists them is on the disk.
 */
export class Directories {
  readonly #fs: FileSystem;
  readonly #root: string;
  /** As its owner gave it, for messages. */
  readonly #folder: string;
  /** Directories whose own name is known to be on the disk. */
  readonly #durable = new Set<string>();
  readonly #syncs = new Map<string, { readonly running: Promise<void>; next: Promise<void> | undefined }>();

  constructor(fs: FileSystem, root: string, folder: string) {
    this.#fs = fs;
    this.#root = root;
    this.#folder = folder;
  }

  /**
   * Makes the directory below the root, and those above it, where they are missing. `durable` is fulfilled once all their
   * names are on the disk; it is apart, so that the caller can write meanwhile.
   * @throws invalid-input when a link or a file is in the way; errors of the operating system as they are
   */
  async ensure(parts: readonly string[]): Promise<{ readonly directory: string; readonly durable: Promise<unknown> }> {
    const syncs: Promise<void>[] = [];
    let directory = this.#root;
    for (const part of parts) {
      const parent = directory;
      directory = join(parent, part);
      if (await this.#make(directory, part)) this.#durable.delete(directory);
      if (this.#durable.has(directory)) continue;
      const sync = this.#makeDurable(parent, directory);
      // Waited for later, or never if a deeper folder cannot be made: until then its failure must not count as unhandled.
      sync.catch(() => undefined);
      syncs.push(sync);
    }
    const durable = Promise.all(syncs);
    durable.catch(() => undefined);
    return { directory, durable };
  }

  /** Puts the directory's list of names on the disk as it is at the time of the call, or later. Calls that come while one runs share the next one. */
  sync(directory: string): Promise<void> {
    const known = this.#syncs.get(directory);
    if (known === undefined) {
      const running = this.#syncNow(directory);
      const entry = { running, next: undefined };
      this.#syncs.set(directory, entry);
      this.#forgetWhenDone(directory, entry);
      return running;
    }
    // The running one may have begun before the caller's rename, so it does not count.
    known.next ??= known.running.then(
      () => this.sync(directory),
      () => this.sync(directory),
    );
    return known.next;
  }

  /** True when it was made just now. */
  async #make(directory: string, part: string): Promise<boolean> {
    for (let tries = 0; ; tries += 1) {
      try {
        const found = await this.#fs.lstat(directory);
        if (!found.isDirectory()) throw linkInTheWay(this.#folder, part);
        return tries > 0;
      } catch (error) {
        if (systemCode(error) !== 'ENOENT' || tries > 0) throw error;
      }
      try {
        await this.#fs.mkdir(directory);
        return true;
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
    }
  }

  /** One sync of the parent serves every directory in it, so that a second run in a vault with 256 of them pays once. */
  async #makeDurable(parent: string, directory: string): Promise<void> {
    const there = await this.#fs.readdir(parent, { withFileTypes: true });
    await this.sync(parent);
    for (const entry of there) if (entry.isDirectory()) this.#durable.add(join(parent, entry.name));
    this.#durable.add(directory);
  }

  #forgetWhenDone(directory: string, entry: { readonly running: Promise<void> }): void {
    const forget = () => {
      if (this.#syncs.get(directory) === entry) this.#syncs.delete(directory);
    };
    entry.running.then(forget, forget);
  }

  #syncNow(directory: string): Promise<void> {
    return syncDirectory(this.#fs, directory);
  }
}

async function syncDirectory(fs: FileSystem, directory: string): Promise<void> {
  // Windows opens no directories; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  try {
    const handle = await fs.open(directory, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!cannotSyncDirectory.has(systemCode(error))) throw error;
  }
}
