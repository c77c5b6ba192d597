import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { HoldfastError } from '../../../../shared/model/errors.ts';

/**
 * zstd in the two forms that are safe in Node 24: one frame, in one call. (Node's stream loses data with `nbWorkers`, and
 * several frames in one call give only the first: nodejs/node#64741.)
 */

// Level 1 packs chunks of this size as well as level 3 in two thirds of the time (docs/performance.md).
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 0 };

export function compress(plain: Uint8Array): Uint8Array {
  // The size being known, zstd takes only the memory that a frame of this size needs.
  return zstdCompressSync(plain, { params, pledgedSrcSize: plain.length });
}

/** One frame whose plain size is known. @throws corrupt when it is not exactly that. */
export function decompressExactly(frame: Uint8Array, size: number): Uint8Array {
  const plain = decompress(frame, size, Math.min(size, 16 * 1024 * 1024));
  if (plain.length !== size) throw new HoldfastError('corrupt', 'An object in this place is damaged: a part of it has another size than it should.');
  return plain;
}

/** One frame of unknown size, up to `limit` bytes (a small frame can claim to be terabytes). @throws corrupt. */
export function decompress(frame: Uint8Array, limit: number, sizeHint = Math.min(limit, 256 * 1024)): Uint8Array {
  try {
    return zstdDecompressSync(frame, { maxOutputLength: Math.max(1, limit), chunkSize: Math.max(1024, sizeHint) });
  } catch (cause) {
    throw new HoldfastError('corrupt', 'An object in this place is damaged: it cannot be unpacked.', { cause });
  }
}
