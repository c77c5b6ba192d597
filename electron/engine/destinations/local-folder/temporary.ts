import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSystem } from './file-system.ts';

/** `~` is in no object's key, so nothing that begins like this is ever taken for an object. */
const ownMark = '~holdfast-';
const dayMs = 24 * 60 * 60 * 1000;

/** A new name for a file that is being written. */
export function temporaryName(): string {
  return `${ownMark}${randomBytes(8).toString('hex')}.part`;
}

/** The name of the mark by which one writer claims an object's name where there are no hard links. */
export function claimName(objectName: string): string {
  return `${ownMark}claim-${objectName}`;
}

/**
 * Removes what puts that were killed left in the directory more than a day ago. "Ago" is by `now`, the time that the same
 * file system gave a file just written: the clock of a network drive may differ from this computer's.
 * Failing to clean up fails nothing.
 */
export async function removeLeftovers(fs: FileSystem, directory: string, now: number): Promise<void> {
  try {
    for (const name of await fs.readdir(directory)) {
      if (!name.startsWith(ownMark)) continue;
      const path = join(directory, name);
      const found = await fs.lstat(path);
      if (found.isFile() && now - found.mtimeMs > dayMs) await fs.unlink(path);
    }
  } catch {
    // Another run cleans up.
  }
}

/** Writes all of `bytes` where the file ends. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written);
    written += bytesWritten;
  }
}
