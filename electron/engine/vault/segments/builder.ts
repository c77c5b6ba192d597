import { HoldfastError } from '../../../../shared/model/errors.ts';
import { openFile, sealFile } from '../crypto/age-file.ts';
import { contentId, type ContentId, keysHash } from '../crypto/content-id.ts';
import type { VaultKeys } from '../crypto/keys.ts';
import { encodeSegment, type FramePlace, type PlainChunk, type SegmentKind } from './segment.ts';

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

export interface PackedSegment {
  readonly id: ContentId;
  readonly object: Uint8Array<ArrayBuffer>;
  readonly frames: readonly FramePlace[];
}

// Measured (docs/performance.md): 4 MiB of JSON packs into some 0.8 MB, which is few enough objects for Google Drive and S3
// and small enough to hold several in memory.
const segmentTarget = 4 * 1024 * 1024;

const usualBuffer = segmentTarget + segmentTarget / 8;

/** A segment being filled. Its buffer is used again for the next: making one each time would leave the old ones to the collector. */
interface OpenSegment {
  buffer: Uint8Array;
  used: number;
  chunks: { readonly id: ContentId; readonly start: number; readonly end: number }[];
}

/**
 * Everything about writing chunks that costs processor time: encoding, hashing, compressing, encrypting, and opening again what
 * was encrypted. Lives in a thread (`worker.ts`), or in place where there is none. Works in two steps, because only whoever knows
 * the vault can say which chunks are new: `hash` a batch, then `keep` those that are.
 */
export class SegmentBuilder {
  readonly #keys: VaultKeys;
  readonly #batches = new Map<number, { readonly batch: ChunkBatch; readonly hashed: readonly HashedChunk[] }>();
  readonly #open = new Map<SegmentKind, OpenSegment>();
  readonly #spare: Uint8Array[] = [];

  constructor(keys: VaultKeys) {
    this.#keys = keys;
  }

  /** Ids of a batch of chunks, which is held until `keep` is called for it. */
  hash(number: number, batch: ChunkBatch): readonly HashedChunk[] {
    const { chunkKey } = this.#keys;
    const hashed = batch.chunks.map(({ start, middle, end }) => ({
      id: contentId(chunkKey, new Uint8Array(batch.buffer, start, middle - start)),
      bytes: middle - start,
      keysHash: keysHash(chunkKey, new Uint8Array(batch.buffer, middle, end - middle)),
    }));
    this.#batches.set(number, { batch, hashed });
    return hashed;
  }

  /** Takes the chunks at these places of the batch into segments; returns the segments that became full, and the batch's buffer. */
  async keep(number: number, wanted: readonly number[]): Promise<{ segments: PackedSegment[]; buffer: ArrayBuffer }> {
    const held = this.#batches.get(number);
    if (held === undefined) throw new HoldfastError('bug', 'Something went wrong inside Holdfast.');
    this.#batches.delete(number);
    const full: Promise<PackedSegment>[] = [];
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
    return { segments: await Promise.all(full), buffer: held.batch.buffer };
  }

  /** Packs what is open, however little. */
  async flush(): Promise<PackedSegment[]> {
    return Promise.all([...this.#open].map(([kind, open]) => this.#close(kind, open)));
  }

  #segmentFor(chunk: BatchedChunk, full: Promise<PackedSegment>[]): OpenSegment {
    const size = chunk.middle - chunk.start;
    const open = this.#open.get(chunk.segment);
    if (open !== undefined && open.used + size <= open.buffer.length) return open;
    if (open !== undefined) full.push(this.#close(chunk.segment, open));
    const buffer = size > usualBuffer ? new Uint8Array(size) : (this.#spare.pop() ?? new Uint8Array(usualBuffer));
    const fresh: OpenSegment = { buffer, used: 0, chunks: [] };
    this.#open.set(chunk.segment, fresh);
    return fresh;
  }

  async #close(kind: SegmentKind, open: OpenSegment): Promise<PackedSegment> {
    this.#open.delete(kind);
    const packed = await this.#pack(kind, open.chunks.map(({ id, start, end }) => ({ id, bytes: open.buffer.subarray(start, end) })));
    if (open.buffer.length === usualBuffer && this.#spare.length < 2) this.#spare.push(open.buffer);
    return packed;
  }

  async #pack(kind: SegmentKind, chunks: readonly PlainChunk[]): Promise<PackedSegment> {
    const segment = encodeSegment(kind, chunks, this.#keys.chunkKey);
    const object = await sealFile(this.#keys.recipients, segment.plain);
    // Decrypted once more with the vault's key, header included, before it is sent: what only the encryption got wrong would
    // otherwise be found on the day it is needed (I2).
    if (Buffer.compare(await openFile(this.#keys.identity, object), segment.plain) !== 0) {
      throw new HoldfastError('bug', 'Something went wrong while encrypting: what was encrypted did not come back the same. Nothing was sent.');
    }
    return { id: segment.id, object: new Uint8Array(object), frames: segment.frames };
  }
}
