import { HoldfastError } from '../../../../shared/model/errors.ts';
import { type ChunkKey, contentId, type ContentId, keysHash } from '../crypto/content-id.ts';
import { type EncodedSegment, encodeSegment, type SegmentKind } from './segment.ts';

/** A batch of chunks on their way in, all their bytes in one buffer that is handed from thread to thread. */
export interface ChunkBatch {
  readonly buffer: ArrayBuffer;
  readonly chunks: readonly BatchedChunk[];
}

/** A chunk's lines lie at [start, middle), its sort keys (`encodeKeys`) at [middle, end). */
export interface BatchedChunk {
  readonly segment: SegmentKind;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

export interface HashedChunk {
  readonly id: ContentId;
  readonly bytes: number;
  readonly keysHash: string;
}

// Measured (docs/performance.md): 4 MiB of JSON packs into some 0.8 MB, which is few enough objects for Google Drive and S3
// and small enough to hold several in memory.
const segmentTarget = 4 * 1024 * 1024;
const usualBuffer = segmentTarget + segmentTarget / 8;

/** A segment being filled. Its buffer is used again for the next: making one each time would leave the old ones to the collector. */
interface OpenSegment {
  readonly buffer: Uint8Array;
  used: number;
  readonly chunks: { readonly id: ContentId; readonly start: number; readonly end: number }[];
}

/**
 * What about writing chunks costs processor time: hashing, compressing, and opening again what was compressed. Lives in a thread
 * (`worker.ts`), or in place where there is none. Works in two steps, because only whoever knows the vault can say which chunks
 * are new: `hash` a batch, then `keep` those that are. Encrypting (`seal.ts`) is left to the main thread: it costs a hundredth of
 * the rest, and its library would make every thread's memory dearer to clean than all the work it does.
 */
export class SegmentBuilder {
  readonly #chunkKey: ChunkKey;
  readonly #batches = new Map<number, { readonly batch: ChunkBatch; readonly hashed: readonly HashedChunk[] }>();
  readonly #open = new Map<SegmentKind, OpenSegment>();
  readonly #spare: Uint8Array[] = [];

  constructor(chunkKey: ChunkKey) {
    this.#chunkKey = chunkKey;
  }

  /** Ids of a batch of chunks, which is held until `keep` is called for it. */
  hash(number: number, batch: ChunkBatch): readonly HashedChunk[] {
    const hashed = batch.chunks.map(({ start, middle, end }) => ({
      id: contentId(this.#chunkKey, new Uint8Array(batch.buffer, start, middle - start)),
      bytes: middle - start,
      keysHash: keysHash(this.#chunkKey, new Uint8Array(batch.buffer, middle, end - middle)),
    }));
    this.#batches.set(number, { batch, hashed });
    return hashed;
  }

  /** Takes the chunks at these places of the batch into segments; returns the segments that became full, and the batch's buffer. */
  keep(number: number, wanted: readonly number[]): { segments: EncodedSegment[]; buffer: ArrayBuffer } {
    const held = this.#batches.get(number);
    if (held === undefined) throw new HoldfastError('bug', 'Something went wrong inside Holdfast.');
    this.#batches.delete(number);
    const full: EncodedSegment[] = [];
    for (const at of wanted) {
      const chunk = held.batch.chunks[at];
      const id = held.hashed[at]?.id;
      if (chunk === undefined || id === undefined) continue;
      const open = this.#segmentFor(chunk, full);
      open.buffer.set(new Uint8Array(held.batch.buffer, chunk.start, chunk.middle - chunk.start), open.used);
      open.chunks.push({ id, start: open.used, end: open.used + chunk.middle - chunk.start });
      open.used += chunk.middle - chunk.start;
      if (open.used >= segmentTarget) full.push(this.#close(chunk.segment, open));
    }
    return { segments: full, buffer: held.batch.buffer };
  }

  /** Packs what is open, however little. */
  flush(): EncodedSegment[] {
    return [...this.#open].map(([kind, open]) => this.#close(kind, open));
  }

  #segmentFor(chunk: BatchedChunk, full: EncodedSegment[]): OpenSegment {
    const size = chunk.middle - chunk.start;
    const open = this.#open.get(chunk.segment);
    if (open !== undefined && open.used + size <= open.buffer.length) return open;
    if (open !== undefined) full.push(this.#close(chunk.segment, open));
    const buffer = size > usualBuffer ? new Uint8Array(size) : (this.#spare.pop() ?? new Uint8Array(usualBuffer));
    const fresh: OpenSegment = { buffer, used: 0, chunks: [] };
    this.#open.set(chunk.segment, fresh);
    return fresh;
  }

  #close(kind: SegmentKind, { buffer, chunks }: OpenSegment): EncodedSegment {
    this.#open.delete(kind);
    const encoded = encodeSegment(kind, chunks.map(({ id, start, end }) => ({ id, bytes: buffer.subarray(start, end) })), this.#chunkKey);
    if (buffer.length === usualBuffer && this.#spare.length === 0) this.#spare.push(buffer);
    return encoded;
  }
}
