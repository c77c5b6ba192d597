import { createWriteStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { HoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import { cancelledError } from '../ports/cancel.ts';

/** Bytes that are gathered before they are handed to the disk. */
export const pieceSize = 256 * 1024;

/**
 * Writes a new file from pieces, as fast as the disk takes them, and does not return before it is on the disk. Exports hold
 * customers' data: only their owner may read them.
 * @throws cancelled, quota-exceeded, permission-denied, conflict when the file exists.
 */
export async function writeNewFile(path: string, pieces: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(pieces, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }), { signal });
  } catch (error) {
    if (signal.aborted) throw cancelledError(signal);
    throw diskError(error);
  }
}

/** A new file with a text that fits into memory. @throws as writeNewFile. */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    throw diskError(error);
  }
}

/** Joins texts into pieces of a size that is worth a call. */
export async function* inPieces(texts: AsyncIterable<string>, encode: (text: string) => Uint8Array = (text) => Buffer.from(text)): AsyncGenerator<Uint8Array> {
  let held = '';
  for await (const text of texts) {
    held += text;
    if (held.length < pieceSize) continue;
    yield encode(held);
    held = '';
  }
  if (held !== '') yield encode(held);
}

/** Makes names in a folder survive a power cut. Windows opens no folders; NTFS keeps names by itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** An error of the operating system while writing, as one of ours. */
export function diskError(error: unknown): HoldfastError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new HoldfastError('quota-exceeded', 'The disk is full.', { nextStep: 'Free some space or choose another folder, then export again.', cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new HoldfastError('permission-denied', 'That folder cannot be written to.', { nextStep: 'Choose another folder, or allow this program to write there.', cause: error });
    case 'EEXIST':
      return new HoldfastError('conflict', 'Another program is writing into the same folder.', { nextStep: 'Choose another folder.', cause: error });
    case 'ENOTDIR':
      return new HoldfastError('invalid-input', 'That is a file. A folder is needed.', { nextStep: 'Give the name of a new or empty folder.', cause: error });
    case 'ENAMETOOLONG':
      return new HoldfastError('invalid-input', 'The name of that folder is too long.', { nextStep: 'Choose a folder with a shorter name.', cause: error });
    default:
      return toHoldfastError(error);
  }
}
