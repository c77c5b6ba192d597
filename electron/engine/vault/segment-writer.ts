import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Chunk } from './chunking/chunker.ts';
import { type ContentId, encodeKeys } from './crypto/content-id.ts';
import type { DirectoryEntry } from './format/directory.ts';
import { segmentKey } from './format/names.ts';
import type { ChunkLocations } from './locations.ts';
import type { BatchedChunk, HashedChunk } from './segments/builder.ts';
import type { SegmentPool } from './segments/pool.ts';
import type { PackedSegment } from './segments/seal.ts';
import type { SegmentKind } from './segments/segment.ts';

export interface SegmentWriterDeps {
  readonly pool: SegmentPool;
  /** What is in the place already; chunks written are added. */
  readonly locations: ChunkLocations;
  /** Stores an object durably in every place. Called several times side by side. */
  readonly put: (key: string, object: Uint8Array) => Promise<void>;
}

export interface WriterStats {
  /** Bytes of objects sent. */
  uploadedBytes: number;
  /** Bytes of chunks that were new. */
  newBytes: number;
  segments: number;
}

// Chunks go to the threads in batches: large enough that a message costs little, small enough that little waits.
const batchSize = 1024 * 1024;
const usualBuffer = batchSize + batchSize / 2;

interface Batch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly chunks: BatchedChunk[];
  readonly answers: ((hashed: HashedChunk) => void)[];
  readonly failures: ((error: unknown) => void)[];
  used: number;
}

/**
 * Takes chunks, has them hashed, packed and stored while the next are collected, and leaves out those the place has already.
 * Memory is bounded: `room` waits while as much is under way as keeps the threads busy.
 */
export class SegmentWriter {
  readonly #deps: SegmentWriterDeps;
  /** Chunks on their way: not yet in `locations`, not to be sent twice. */
  readonly #pending = new Set<ContentId>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #written: DirectoryEntry[] = [];
  readonly #spare: ArrayBuffer[] = [];
  #batch: Batch | undefined;
  #failure: { readonly error: unknown } | undefined;
  readonly stats: WriterStats = { uploadedBytes: 0, newBytes: 0, segments: 0 };

  constructor(deps: SegmentWriterDeps) {
    this.#deps = deps;
  }

  /** Where everything written in this run lies. */
  get written(): readonly DirectoryEntry[] {
    return this.#written;
  }

  /**
   * Takes a copy of a chunk; fulfilled with its id and hashes once they are known, which is soon after the next `send` or `flush`,
   * not when it is stored. Await `room` after each call.
   */
  add(segment: SegmentKind, chunk: Chunk): Promise<HashedChunk> {
    const { promise, resolve, reject } = Promise.withResolvers<HashedChunk>();
    promise.catch(() => undefined); // Whoever needs it awaits it; `room` and `flush` throw in any case.
    const keys = encodeKeys(chunk.keys);
    const batch = this.#batchFor(chunk.bytes.length + keys.length);
    const start = batch.used;
    const middle = start + chunk.bytes.length;
    batch.bytes.set(chunk.bytes, start);
    batch.bytes.set(keys, middle);
    batch.used = middle + keys.length;
    batch.chunks.push({ segment, start, middle, end: batch.used });
    batch.answers.push(resolve);
    batch.failures.push(reject);
    if (batch.used >= batchSize) this.send();
    return promise;
  }

  /** Waits until there is room for more. @throws what hashing, packing or storing threw. */
  async room(): Promise<void> {
    // Each batch goes to a thread twice (hash, keep); with fewer on their way the thread would wait for this one.
    while (this.#underWay.size > this.#deps.pool.parallelism * 2 + 2) await Promise.race(this.#underWay);
    this.#rethrow();
  }

  /** Sends what was collected on its way, so that the ids of all chunks become known. */
  send(): void {
    const batch = this.#batch;
    if (batch === undefined) return;
    this.#batch = undefined;
    this.#track(this.#process(batch));
  }

  /** Everything added so far is stored when this is fulfilled. */
  async flush(): Promise<void> {
    this.send();
    await this.#idle();
    // Tracked from here on: another caller who flushes meanwhile gets nothing from the pool, and must wait for these.
    this.#track(this.#storeRest());
    await this.#idle();
  }

  async #storeRest(): Promise<void> {
    const packed = await this.#deps.pool.flush();
    await Promise.all(packed.map((segment) => this.#store(segment)));
  }

  async #idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    this.#rethrow();
  }

  #batchFor(size: number): Batch {
    if (this.#batch !== undefined && this.#batch.used + size > this.#batch.bytes.length) this.send();
    this.#batch ??= { bytes: new Uint8Array(this.#buffer(size)), chunks: [], answers: [], failures: [], used: 0 };
    return this.#batch;
  }

  /** Buffers go to the threads and come back: making a new one for each batch would leave the old ones to the collector. */
  #buffer(size: number): ArrayBuffer {
    return size > usualBuffer ? new ArrayBuffer(size) : (this.#spare.pop() ?? new ArrayBuffer(usualBuffer));
  }

  async #process(batch: Batch): Promise<void> {
    try {
      const hashed = await this.#deps.pool.hash({ buffer: batch.bytes.buffer, chunks: batch.chunks });
      const wanted = hashed.chunks.flatMap((chunk, i) => (this.#isNew(chunk) ? [i] : []));
      for (const [i, chunk] of hashed.chunks.entries()) batch.answers[i]?.(chunk);
      const { segments, buffer } = await hashed.keep(wanted);
      if (buffer.byteLength === usualBuffer) this.#spare.push(buffer);
      await Promise.all(segments.map((segment) => this.#store(segment)));
    } catch (error) {
      for (const fail of batch.failures) fail(error);
      throw error;
    }
  }

  #isNew({ id, bytes }: HashedChunk): boolean {
    if (this.#deps.locations.has(id) || this.#pending.has(id)) return false;
    this.#pending.add(id);
    this.stats.newBytes += bytes;
    return true;
  }

  async #store(packed: PackedSegment): Promise<void> {
    await this.#deps.put(segmentKey(packed.id), packed.object);
    const objectSize = packed.object.length;
    for (const frame of packed.frames) {
      const entry = { ...frame, segment: packed.id, objectSize };
      this.#deps.locations.add(entry);
      this.#pending.delete(entry.chunk);
      this.#written.push(entry);
    }
    this.stats.uploadedBytes += objectSize;
    this.stats.segments += 1;
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  #rethrow(): void {
    if (this.#failure === undefined) return;
    const { error } = this.#failure;
    throw error instanceof Error ? error : new HoldfastError('bug', 'Something went wrong inside Holdfast.', { cause: error });
  }
}
