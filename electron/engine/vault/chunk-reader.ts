import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { isUnopenable, openRanged, type OpenedFile } from './crypto/age-file.ts';
import { asSeenWith, noPartFound } from './deputy-view.ts';
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

/** A chunk, and where it lies as far as is known. */
interface Wanted {
  readonly id: ContentId;
  readonly place: ChunkLocation | undefined;
}

// A batch of neighbouring chunks is read as a whole segment when it is more than this part of it.
const wholeFrom = 0.5;
const headersKept = 256;
// Fetched whole where any of it is wanted; as many are kept as headers, so 16 MiB at most.
const smallSegment = 64 * 1024;
// Chunks are read ahead up to so many bytes for each thread: whole segments as many as keep the threads busy, scattered chunks as many
// as the place takes requests side by side.
const bytesPerThread = 5 * 1024 * 1024;

/** Reads chunks by id. Every chunk is checked against its id before it is handed out (I2). */
export class ChunkReader {
  readonly vault: VaultAccess;
  readonly locations: ChunkLocations;
  readonly #pool: SegmentPool;
  readonly #findMore: ((signal: AbortSignal) => Promise<unknown>) | undefined;
  #found: Promise<unknown> | undefined;
  readonly #opened = new Map<ContentId, Promise<OpenedFile>>();
  /** Chunks opened so far, for those who promise to touch few. */
  chunksRead = 0;

  /** @param findMore looks for places that `locations` does not know, once, when a chunk cannot be had from those it knows */
  constructor(vault: VaultAccess, locations: ChunkLocations, pool: SegmentPool, findMore?: (signal: AbortSignal) => Promise<unknown>) {
    this.vault = vault;
    this.locations = locations;
    this.#pool = pool;
    this.#findMore = findMore;
  }

  /**
   * One chunk, fetching and decrypting only the part of its segment that it lies in. Where that is damaged or missing and the chunk lies
   * somewhere else too, it is read from there.
   * @throws corrupt with `details.object`.
   */
  async read(id: ContentId, signal: AbortSignal): Promise<Uint8Array> {
    try {
      return await this.#readAnywhere(id, signal);
    } catch (error) {
      if (this.#findMore === undefined || !isHoldfastError(error, 'corrupt')) throw error;
      this.#found ??= this.#findMore(signal).catch((cause: unknown) => {
        this.#found = undefined; // The place did not answer; the next read asks again.
        throw cause;
      });
      await this.#found;
      return this.#readAnywhere(id, signal);
    }
  }

  async #readAnywhere(id: ContentId, signal: AbortSignal): Promise<Uint8Array> {
    let failure: HoldfastError | undefined;
    for (const place of this.locations.all(id)) {
      try {
        return await this.#readAt(id, place, signal);
      } catch (error) {
        if (!isHoldfastError(error, 'corrupt')) throw error;
        failure ??= error;
      }
    }
    throw failure ?? noPartFound(this.vault.keys, id);
  }

  async #readAt(id: ContentId, place: ChunkLocation, signal: AbortSignal): Promise<Uint8Array> {
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
        const bytes = batch.reduce((sum, { place }) => sum + (place?.bytes ?? 0), 0);
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
  async *#batches(ids: Iterable<ContentId> | AsyncIterable<ContentId>): AsyncGenerator<Wanted[]> {
    let batch: Wanted[] = [];
    let segment: ContentId | undefined;
    for await (const id of ids) {
      const place = this.locations.get(id);
      if (batch.length > 0 && place?.segment !== segment) {
        yield batch;
        batch = [];
      }
      segment = place?.segment;
      batch.push({ id, place });
    }
    if (batch.length > 0) yield batch;
  }

  async #readBatch(batch: readonly Wanted[], signal: AbortSignal): Promise<ReadChunk[]> {
    const segment = batch[0]?.place;
    const places = batch.flatMap(({ id, place }) => (place === undefined ? [] : [{ id, place }]));
    const wanted = places.reduce((sum, { place }) => sum + place.length, 0);
    if (segment !== undefined && wanted >= segment.objectSize * wholeFrom) {
      try {
        return await this.#readWhole(segment, places, signal);
      } catch (error) {
        // A part of the segment may be sound, and the rest may lie somewhere else too.
        if (!isHoldfastError(error, 'corrupt')) throw error;
      }
    }
    const chunks: ReadChunk[] = [];
    for (const { id } of batch) chunks.push({ id, bytes: await this.read(id, signal) });
    return chunks;
  }

  #readWhole(segment: ChunkLocation, wanted: readonly { readonly id: ContentId; readonly place: ChunkLocation }[], signal: AbortSignal): Promise<ReadChunk[]> {
    return this.#named(segment, async () => {
      const object = await this.vault.store.get(segmentKey(segment.segment), { signal });
      const frames = wanted.map(({ id, place }) => ({ chunk: id, offset: place.offset, length: place.length, bytes: place.bytes }));
      const plain = await this.#pool.unpack(new Uint8Array(object), frames);
      this.chunksRead += wanted.length;
      let used = 0;
      return wanted.map(({ id, place }) => {
        used += place.bytes;
        return { id, bytes: plain.subarray(used - place.bytes, used) };
      });
    });
  }

  /** The segment's header, opened once and kept for a while: each costs a key agreement. */
  #open(place: ChunkLocation, signal: AbortSignal): Promise<OpenedFile> {
    const known = this.#opened.get(place.segment);
    if (known !== undefined) return known;
    const file = openRanged(this.vault.keys.identity, { size: place.objectSize, read: this.#rangesOf(place, signal) });
    file.catch(() => this.#opened.delete(place.segment));
    this.#opened.set(place.segment, file);
    const oldest = this.#opened.keys().next().value;
    if (this.#opened.size > headersKept && oldest !== undefined) this.#opened.delete(oldest);
    return file;
  }

  /** Ranges of a segment. A small one is fetched whole by the first, which spares a request for each of the others. */
  #rangesOf({ segment, objectSize }: ChunkLocation, signal: AbortSignal): (range: { readonly start: number; readonly end: number }) => Promise<Uint8Array> {
    const key = segmentKey(segment);
    if (objectSize > smallSegment) return (range) => this.vault.store.get(key, { signal, range });
    let whole: Promise<Uint8Array> | undefined;
    return async ({ start, end }) => (await (whole ??= this.vault.store.get(key, { signal }))).subarray(start, end);
  }

  /** Errors about damage name the object they are about. */
  async #named<T>(place: ChunkLocation, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (thrown) {
      const error = asSeenWith(this.vault.keys, thrown);
      const gone = isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone';
      if (!gone && !isUnopenable(error)) throw error;
      // It may be stored anew, with another header.
      this.#opened.delete(place.segment);
      const message = gone ? 'A part of this backup is missing in this place.' : error.message;
      const isOther = isHoldfastError(error, 'permission-denied') && error.details['deputy'] === true;
      throw new HoldfastError('corrupt', message, { ...(isOther ? { nextStep: error.nextStep } : {}), details: { object: segmentKey(place.segment), ...(isOther ? error.details : {}) }, cause: error });
    }
  }
}

/** A promise that is awaited later must not count as unhandled until then. */
function guarded<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
