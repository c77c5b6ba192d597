import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../../ports/cancel.ts';
import { bodyPieces, bodySize } from '../../ports/object-body.ts';
import type { ObjectBody } from '../../ports/object-store.ts';

/** Drive keeps an unfinished upload up to a multiple of this. */
export const blockSize = 256 * 1024;

export interface Chunk {
  /** Where in the object it begins: a multiple of `blockSize`. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

/**
 * The body in chunks of `chunkSize` bytes, at least one. The last comes only when the body has proved to be as long as it said: an upload that
 * never gets its last byte is never an object.
 * @throws as `bodyPieces`
 */
export async function* bodyChunks(key: string, body: ObjectBody, chunkSize: number, signal: AbortSignal): AsyncGenerator<Chunk, void, void> {
  const size = bodySize(body);
  if (body instanceof Uint8Array) {
    for (let start = 0; start === 0 || start < size; start += chunkSize) {
      throwIfCancelled(signal);
      yield { start, bytes: body.subarray(start, start + chunkSize) };
    }
    return;
  }
  let start = 0;
  let filled = 0;
  let bytes = new Uint8Array(Math.min(chunkSize, size));
  for await (const piece of bodyPieces(key, body, signal)) {
    for (let at = 0; at < piece.byteLength; ) {
      if (filled === bytes.byteLength) {
        yield { start, bytes };
        start += filled;
        filled = 0;
        bytes = new Uint8Array(Math.min(chunkSize, size - start));
      }
      const part = piece.subarray(at, at + bytes.byteLength - filled);
      bytes.set(part, filled);
      filled += part.byteLength;
      at += part.byteLength;
    }
  }
  yield { start, bytes };
}

/** The digest of each block of a chunk, by the block's number in the object. */
export function blockDigests({ start, bytes }: Chunk): ReadonlyMap<number, string> {
  const digests = new Map<number, string>();
  for (let at = 0; at < bytes.byteLength; at += blockSize) digests.set((start + at) / blockSize, createHash('sha256').update(bytes.subarray(at, at + blockSize)).digest('base64'));
  return digests;
}
