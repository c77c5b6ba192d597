import type { SourceRecord } from '../../ports/source.ts';

/**
 * Cuts sorted records into chunks (docs/guide/20-vault-format.md, "Chunking"). Where a chunk ends depends only on the records inside it,
 * so that one changed record changes one chunk and chunking can start again at any old boundary (I7).
 *
 * Sizes are in UTF-16 code units of JSON, newline included: for most data the same as bytes, and known without encoding.
 */
export interface ChunkSizes {
  /** A chunk has this size on average … */
  readonly target: number;
  /** … at least this unless it is the last … */
  readonly min: number;
  /** … and ends as soon as it has this (a single larger record is a chunk of its own size). */
  readonly max: number;
}

// Measured on 1,000,000 records (docs/performance.md): smaller makes a scattered change cheaper, and the index and every
// operation on all chunks dearer.
export const chunkSizes: ChunkSizes = { target: 64 * 1024, min: 16 * 1024, max: 192 * 1024 };

// An index is cut finer: its hashes hardly compress, and each backup stores anew the part of it that changed, in most cases the end.
export const indexChunkSizes: ChunkSizes = { target: 16 * 1024, min: 4 * 1024, max: 48 * 1024 };

/** A finished chunk. The bytes are valid until the chunker is used again. */
export interface Chunk {
  /** JSON Lines in UTF-8, each record followed by a newline. */
  readonly bytes: Uint8Array;
  /** Sort keys of the records in it, ascending. */
  readonly keys: readonly string[];
}

export class Chunker {
  readonly #sizes: ChunkSizes;
  #buffer: Buffer;
  #used = 0;
  #keys: string[] = [];
  #size = 0;

  constructor(sizes: ChunkSizes = chunkSizes) {
    this.#sizes = sizes;
    this.#buffer = Buffer.allocUnsafeSlow(sizes.max + sizes.target);
  }

  /** No record waits in an unfinished chunk. */
  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** Adds the next record; returns the chunk that it ends, if it ends one. */
  add(record: SourceRecord): Chunk | undefined {
    const size = record.json.length + 1;
    this.#append(record.json);
    this.#keys.push(record.key);
    this.#size += size;
    return this.#isCut(record.key, size) ? this.#take() : undefined;
  }

  /** The last chunk, if records are waiting. */
  end(): Chunk | undefined {
    return this.isEmpty ? undefined : this.#take();
  }

  #isCut(key: string, size: number): boolean {
    const { target, min, max } = this.#sizes;
    if (this.#size >= max) return true;
    if (this.#size < min) return false;
    // In proportion to the record's size, so that chunks have the target size whatever the records' size is.
    return hash32(key) < (size / (target - min)) * 2 ** 32;
  }

  // Written record by record: joining the lines first costs six times as much as encoding them (docs/performance.md).
  #append(json: string): void {
    const worst = json.length * 3 + 1; // A UTF-16 code unit is at most three bytes of UTF-8.
    if (this.#used + worst > this.#buffer.length) this.#grow(this.#used + worst);
    this.#used += this.#buffer.write(json, this.#used);
    this.#buffer[this.#used++] = 0x0a;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(needed);
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }

  #take(): Chunk {
    const chunk = { bytes: this.#buffer.subarray(0, this.#used), keys: this.#keys };
    this.#used = 0;
    this.#keys = [];
    this.#size = 0;
    // One huge record must not keep its memory for the rest of the run; the chunk still holds the old buffer.
    const usual = this.#sizes.max + this.#sizes.target;
    if (this.#buffer.length > usual * 4) this.#buffer = Buffer.allocUnsafeSlow(usual);
    return chunk;
  }
}

/** FNV-1a over the text's code units, with murmur3's finishing mix: fast, well spread, the same on every machine. Part of the format. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
