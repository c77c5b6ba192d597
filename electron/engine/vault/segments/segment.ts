import { HoldfastError } from '../../../../shared/model/errors.ts';
import { type ChunkKey, contentId, type ContentId } from '../crypto/content-id.ts';
import { compress, decompressExactly } from '../format/zstd.ts';

/**
 * A segment's plaintext: a zstd skippable frame with the directory, then one zstd frame per chunk. `zstd -d` passes over the
 * first and prints the rest, so a decrypted segment is JSON Lines to anybody; the program opens each frame by its own place.
 */

/** A segment holds chunks of one kind: records of entities, or lines of indexes. */
export type SegmentKind = 'records' | 'index';

export interface PlainChunk {
  readonly id: ContentId;
  readonly bytes: Uint8Array;
}

/** Where a chunk's frame lies in the segment's plaintext. */
export interface FramePlace {
  readonly chunk: ContentId;
  readonly offset: number;
  readonly length: number;
  readonly bytes: number;
}

export interface EncodedSegment {
  /** contentId of `plain`. */
  readonly id: ContentId;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly frames: readonly FramePlace[];
}

export const skippableMagic = 0x184d2a50;
export const skippableHead = 8;

/** Packs chunks, and opens every frame again to compare it with what went in (I2). @throws bug when it does not come back. */
export function encodeSegment(kind: SegmentKind, chunks: readonly PlainChunk[], key: ChunkKey): EncodedSegment {
  const frames = chunks.map((chunk) => packFrame(chunk));
  const directory = Buffer.from(JSON.stringify({ kind, chunks: chunks.map((chunk, i) => [chunk.id, frames[i]?.length ?? 0, chunk.bytes.length]) }));
  const plain = Buffer.allocUnsafeSlow(skippableHead + directory.length + frames.reduce((sum, frame) => sum + frame.length, 0));
  plain.writeUInt32LE(skippableMagic, 0);
  plain.writeUInt32LE(directory.length, 4);
  directory.copy(plain, skippableHead);
  const places: FramePlace[] = [];
  let offset = skippableHead + directory.length;
  for (const [i, chunk] of chunks.entries()) {
    const frame = frames[i] ?? new Uint8Array(0);
    plain.set(frame, offset);
    places.push({ chunk: chunk.id, offset, length: frame.length, bytes: chunk.bytes.length });
    offset += frame.length;
  }
  return { id: contentId(key, plain), plain, frames: places };
}

/**
 * The same frames as another segment, with another id: `edition` stands in its directory. A chunk that must be had under another encryption needs
 * another segment, because what lies under an id is never changed; nothing is compressed anew.
 */
export function reeditSegment(kind: SegmentKind, frames: readonly FramePlace[], plain: Uint8Array, edition: string, key: ChunkKey): EncodedSegment {
  const directory = Buffer.from(JSON.stringify({ kind, edition, chunks: frames.map(({ chunk, length, bytes }) => [chunk, length, bytes]) }));
  const out = Buffer.allocUnsafeSlow(skippableHead + directory.length + frames.reduce((sum, { length }) => sum + length, 0));
  out.writeUInt32LE(skippableMagic, 0);
  out.writeUInt32LE(directory.length, 4);
  directory.copy(out, skippableHead);
  const places: FramePlace[] = [];
  let offset = skippableHead + directory.length;
  for (const frame of frames) {
    out.set(plain.subarray(frame.offset, frame.offset + frame.length), offset);
    places.push({ ...frame, offset });
    offset += frame.length;
  }
  return { id: contentId(key, out), plain: out, frames: places };
}

function packFrame(chunk: PlainChunk): Uint8Array {
  const frame = compress(chunk.bytes);
  if (Buffer.compare(decompressExactly(frame, chunk.bytes.length), chunk.bytes) !== 0) {
    throw new HoldfastError('bug', 'Something went wrong while packing: what was packed did not come back the same. Nothing was sent.');
  }
  return frame;
}

/** Opens one frame and checks that its content is what its id says (I2). @throws corrupt. */
export function openFrame(frame: Uint8Array, place: { readonly chunk: ContentId; readonly bytes: number }, key: ChunkKey): Uint8Array {
  const chunk = decompressExactly(frame, place.bytes);
  if (contentId(key, chunk) !== place.chunk) throw damagedSegment();
  return chunk;
}

export function damagedSegment(cause?: unknown): HoldfastError {
  return new HoldfastError('corrupt', 'An object in this place is damaged: its content is not what was written.', { cause });
}
