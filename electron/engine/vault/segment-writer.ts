import { HoldfastError } from '../../../shared/model/errors.ts';
import { contentId, type ContentId } from './crypto/content-id.ts';
import type { VaultKeys } from './crypto/keys.ts';
import type { DirectoryEntry } from './format/directory.ts';
import { segmentKey } from './format/names.ts';
import type { ChunkLocations } from './locations.ts';
import type { SegmentPool } from './segments/pool.ts';
import type { SegmentKind } from './segments/segment.ts';

// Measured (docs/performance.md): 4 MiB of JSON packs into some 0.8 MB, which is few enough objects for Google Drive and S3
// and small enough to hold several in memory.
const segmentTarget = 4 * 1024 * 1024;

export interface SegmentWriterDeps {
  readonly keys: VaultKeys;
  readonly pool: SegmentPool;
  /** What is in the place already; chunks written are added. */
  readonly locations: ChunkLocations;
  /** Stores an object durably in every place. Called several times side by side. */
  readonly put: (key: string, object: Uint8Array) => Promise<void>;
  /** A segment was stored; these chunks now lie in the place. */
  readonly onStored?: (entries: readonly DirectoryEntry[]) => void;
}

export interface WriterStats {
  /** Bytes of objects sent. */
  uploadedBytes: number;
  /** Bytes of chunks that were there already. */
  reusedBytes: number;
  /** Bytes of chunks that were new. */
  newBytes: number;
  segments: number;
}

interface OpenSegment {
  readonly plain: Uint8Array<ArrayBuffer>;
  used: number;
  readonly chunks: { id: ContentId; start: number; end: number }[];
}

/**
 * Collects new chunks into segments, and has them packed and stored while the next are collected. Memory is bounded: at most
 * as many segments are under way as the pool has threads, and one more.
 */
export class SegmentWriter {
  readonly #deps: SegmentWriterDeps;
  readonly #open = new Map<SegmentKind, OpenSegment>();
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  /** Chunks on their way: not yet in `locations`, not to be sent twice. */
  readonly #pending = new Set<ContentId>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #written: DirectoryEntry[] = [];
  #failure: { readonly error: unknown } | undefined;
  readonly stats: WriterStats = { uploadedBytes: 0, reusedBytes: 0, newBytes: 0, segments: 0 };

  constructor(deps: SegmentWriterDeps) {
    this.#deps = deps;
  }

  /** Where everything written in this run lies. */
  get written(): readonly DirectoryEntry[] {
    return this.#written;
  }

  /** Takes a copy of the chunk, unless it is there already. Waits while enough is under way. @throws what packing or storing threw. */
  async add(kind: SegmentKind, bytes: Uint8Array): Promise<ContentId> {
    this.#rethrow();
    const id = contentId(this.#deps.keys.chunkKey, bytes);
    if (this.#deps.locations.has(id) || this.#pending.has(id)) {
      this.stats.reusedBytes += bytes.length;
      return id;
    }
    this.#pending.add(id);
    this.stats.newBytes += bytes.length;
    const segment = this.#segmentFor(kind, bytes.length);
    segment.plain.set(bytes, segment.used);
    segment.chunks.push({ id, start: segment.used, end: segment.used + bytes.length });
    segment.used += bytes.length;
    if (segment.used >= segmentTarget) await this.#ship(kind);
    return id;
  }

  isStored(id: ContentId): boolean {
    return this.#deps.locations.has(id);
  }

  /** Everything added so far is stored when this is fulfilled. */
  async flush(): Promise<void> {
    for (const kind of [...this.#open.keys()]) await this.#ship(kind);
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    this.#rethrow();
  }

  #segmentFor(kind: SegmentKind, size: number): OpenSegment {
    const current = this.#open.get(kind);
    if (current !== undefined && current.used + size <= current.plain.length) return current;
    if (current !== undefined) this.#launch(kind, current);
    const fresh = { plain: this.#buffer(size), used: 0, chunks: [] };
    this.#open.set(kind, fresh);
    return fresh;
  }

  /** Buffers go to the threads and come back: making a new one for each segment would leave the old ones to the collector. */
  #buffer(size: number): Uint8Array<ArrayBuffer> {
    const usual = segmentTarget + segmentTarget / 4;
    if (size > usual) return new Uint8Array(size);
    return this.#spare.pop() ?? new Uint8Array(usual);
  }

  async #ship(kind: SegmentKind): Promise<void> {
    const segment = this.#open.get(kind);
    if (segment === undefined || segment.chunks.length === 0) return;
    this.#open.delete(kind);
    this.#launch(kind, segment);
    while (this.#underWay.size > this.#deps.pool.parallelism) await Promise.race(this.#underWay);
    this.#rethrow();
  }

  #launch(kind: SegmentKind, segment: OpenSegment): void {
    this.#open.delete(kind);
    const work = this.#packAndStore(kind, segment)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #packAndStore(kind: SegmentKind, segment: OpenSegment): Promise<void> {
    const packed = await this.#deps.pool.pack({ kind: 'pack', segment: kind, plain: segment.plain, chunks: segment.chunks });
    if (this.#spare.length < 2 && packed.plain.length === segmentTarget + segmentTarget / 4) this.#spare.push(packed.plain);
    await this.#deps.put(segmentKey(packed.id), packed.object);
    const entries = packed.frames.map((frame) => ({ ...frame, segment: packed.id, objectSize: packed.object.length }));
    for (const entry of entries) {
      this.#deps.locations.add(entry);
      this.#pending.delete(entry.chunk);
      this.#written.push(entry);
    }
    this.stats.uploadedBytes += packed.object.length;
    this.stats.segments += 1;
    this.#deps.onStored?.(entries);
  }

  #rethrow(): void {
    if (this.#failure === undefined) return;
    const { error } = this.#failure;
    throw error instanceof Error ? error : new HoldfastError('bug', 'Something went wrong inside Holdfast.', { cause: error });
  }
}
