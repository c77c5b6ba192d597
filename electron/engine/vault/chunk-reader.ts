import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { isUnopenable, openRanged, type OpenedFile } from './crypto/age-file.ts';
import type { ContentId } from './crypto/content-id.ts';
import type { ChunkLocation } from './format/directory.ts';
import { segmentKey } from './format/names.ts';
import type { ChunkLocations } from './locations.ts';
import type { SegmentPool } from './segments/pool.ts';
import { openFrame } from './segments/segment.ts';
import type { VaultAccess } from './vault.ts';

export interface ReadChunk {
  readonly id: ContentId;
  readonly bytes: Uint8Array;
}

// A batch of neighbouring chunks is read as a whole segment when it is more than this part of it.
const wholeFrom = 0.5;
const headersKept = 256;
// Chunks are read ahead up to so many bytes for each thread: whole segments as many as keep the threads busy, scattered chunks as many
// as the place takes requests side by side.
const bytesPerThread = 5 * 1024 * 1024;

/** Reads chunks by id. Every chunk is checked against its id before it is handed out (I2). */
export class ChunkReader {
  readonly vault: VaultAccess;
  readonly locations: ChunkLocations;
  readonly #pool: SegmentPool;
  readonly #opened = new Map<ContentId, Promise<OpenedFile>>();
  /** Chunks opened so far, for those who promise to touch few. */
  chunksRead = 0;

  constructor(vault: VaultAccess, locations: ChunkLocations, pool: SegmentPool) {
    this.vault = vault;
    this.locations = locations;
    this.#pool = pool;
  }

  /** One chunk, fetching and decrypting only the part of its segment that it lies in. @throws corrupt with `details.object`. */
  async read(id: ContentId, signal: AbortSignal): Promise<Uint8Array> {
    const place = this.#place(id);
    const chunk = await this.#named(place, async () => {
      const segment = await this.#open(place, signal);
      const frame = await segment.read({ start: place.offset, end: place.offset + place.length });
      return openFrame(frame, { chunk: id, bytes: place.bytes }, this.vault.keys.chunkKey);
    });
    this.chunksRead += 1;
    return chunk;
  }

  /**
   * Many chunks in the order asked for, reading ahead: chunks that lie together are fetched together and opened in the
   * pool's threads. @throws as `read`.
   */
  async *readAll(ids: Iterable<ContentId> | AsyncIterable<ContentId>, signal: AbortSignal): AsyncGenerator<ReadChunk> {
    const ahead: { readonly chunks: Promise<ReadChunk[]>; readonly bytes: number }[] = [];
    let bytesAhead = 0;
    const first = async (): Promise<readonly ReadChunk[]> => {
      const batch = ahead.shift();
      bytesAhead -= batch?.bytes ?? 0;
      return (await batch?.chunks) ?? [];
    };
    const most = bytesPerThread * this.#pool.parallelism;
    try {
      for await (const batch of this.#batches(ids)) {
        const bytes = batch.reduce((sum, { place }) => sum + place.bytes, 0);
        ahead.push({ chunks: guarded(this.#readBatch(batch, signal)), bytes });
        bytesAhead += bytes;
        while (bytesAhead > most || ahead.length > this.vault.store.capabilities.maxConcurrency) yield* await first();
      }
      while (ahead.length > 0) yield* await first();
    } finally {
      await Promise.allSettled(ahead.map(({ chunks }) => chunks));
    }
  }

  /** Runs of neighbouring ids that lie in one segment. */
  async *#batches(ids: Iterable<ContentId> | AsyncIterable<ContentId>): AsyncGenerator<{ id: ContentId; place: ChunkLocation }[]> {
    let batch: { id: ContentId; place: ChunkLocation }[] = [];
    let segment = '';
    for await (const id of ids) {
      const place = this.#place(id);
      if (batch.length > 0 && place.segment !== segment) {
        yield batch;
        batch = [];
      }
      segment = place.segment;
      batch.push({ id, place });
    }
    if (batch.length > 0) yield batch;
  }

  async #readBatch(batch: { id: ContentId; place: ChunkLocation }[], signal: AbortSignal): Promise<ReadChunk[]> {
    const first = batch[0]?.place;
    if (first === undefined) return [];
    const wanted = batch.reduce((sum, { place }) => sum + place.length, 0);
    if (wanted < first.objectSize * wholeFrom) {
      const chunks: ReadChunk[] = [];
      for (const { id } of batch) chunks.push({ id, bytes: await this.read(id, signal) });
      return chunks;
    }
    return this.#named(first, async () => {
      const object = await this.vault.store.get(segmentKey(first.segment), { signal });
      const frames = batch.map(({ id, place }) => ({ chunk: id, offset: place.offset, length: place.length, bytes: place.bytes }));
      const plain = await this.#pool.unpack(new Uint8Array(object), frames);
      this.chunksRead += batch.length;
      let used = 0;
      return batch.map(({ id, place }) => {
        used += place.bytes;
        return { id, bytes: plain.subarray(used - place.bytes, used) };
      });
    });
  }

  #place(id: ContentId): ChunkLocation {
    const place = this.locations.get(id);
    if (place === undefined) {
      throw new HoldfastError('corrupt', 'A part of this backup is missing in this place.', { details: { chunk: id } });
    }
    return place;
  }

  /** The segment's header, opened once and kept for a while: each costs a key agreement. */
  #open(place: ChunkLocation, signal: AbortSignal): Promise<OpenedFile> {
    const known = this.#opened.get(place.segment);
    if (known !== undefined) return known;
    const file = openRanged(this.vault.keys.identity, {
      size: place.objectSize,
      read: (range) => this.vault.store.get(segmentKey(place.segment), { signal, range }),
    });
    file.catch(() => this.#opened.delete(place.segment));
    this.#opened.set(place.segment, file);
    const oldest = this.#opened.keys().next().value;
    if (this.#opened.size > headersKept && oldest !== undefined) this.#opened.delete(oldest);
    return file;
  }

  /** Errors about damage name the object they are about. */
  async #named<T>(place: ChunkLocation, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const gone = isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone';
      if (!gone && !isUnopenable(error)) throw error;
      const message = gone ? 'A part of this backup is missing in this place.' : error.message;
      throw new HoldfastError('corrupt', message, { details: { object: segmentKey(place.segment) }, cause: error });
    }
  }
}

/** A promise that is awaited later must not count as unhandled until then. */
function guarded<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
