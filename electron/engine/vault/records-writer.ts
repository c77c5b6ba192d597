import type { KeyField } from '../../../shared/model/record.ts';
import { idAtKeyEnd } from '../../../shared/model/record.ts';
import type { SourceRecord } from '../ports/source.ts';
import { type Chunk, Chunker, type ChunkSizes, chunkSizes } from './chunking/chunker.ts';
import { type ChunkKey, type ContentId, keysHash } from './crypto/content-id.ts';
import { encodeIndexEntry, type IndexEntry } from './format/index-line.ts';
import type { SegmentWriter } from './segment-writer.ts';

export interface WrittenRecords {
  readonly records: number;
  readonly bytes: number;
  /** The chunks that hold the index, in order: what a manifest keeps. */
  readonly index: readonly ContentId[];
  /** Some record mentions an uploaded file. */
  readonly mentionsFiles: boolean;
}

export interface RecordsWriterOptions {
  readonly key: readonly KeyField[];
  readonly identity: readonly string[];
  readonly chunkKey: ChunkKey;
  /** Addresses of uploaded files in a record, for the index. */
  readonly fileReferences?: (json: string) => readonly string[];
  readonly sizes?: ChunkSizes;
}

/**
 * Writes one entity's records, given in ascending order of key, as chunks with an index. Chunks known from an earlier backup
 * can be taken over without their content, as long as no record waits in an unfinished chunk.
 */
export class RecordsWriter {
  readonly #writer: SegmentWriter;
  readonly #options: RecordsWriterOptions;
  readonly #chunker: Chunker;
  readonly #indexChunker = new Chunker();
  readonly #idOf: ((key: string) => string) | undefined;
  readonly #index: ContentId[] = [];
  #files = new Set<string>();
  #mentionsFiles = false;
  #records = 0;
  #bytes = 0;

  constructor(writer: SegmentWriter, options: RecordsWriterOptions) {
    this.#writer = writer;
    this.#options = options;
    this.#chunker = new Chunker(options.sizes ?? chunkSizes);
    this.#idOf = idAtKeyEnd(options.key, options.identity);
  }

  /** No record waits in an unfinished chunk. */
  get atBoundary(): boolean {
    return this.#chunker.isEmpty;
  }

  async add(record: SourceRecord): Promise<void> {
    if (this.#options.fileReferences !== undefined) {
      for (const address of this.#options.fileReferences(record.json)) this.#files.add(address);
    }
    const chunk = this.#chunker.add(record);
    if (chunk !== undefined) await this.#store(chunk);
  }

  /** `add` for many, waiting only where a chunk is full: a million awaits would cost as much as the hashing. */
  async addAll(records: readonly SourceRecord[]): Promise<void> {
    const { fileReferences } = this.#options;
    for (const record of records) {
      if (fileReferences !== undefined) for (const address of fileReferences(record.json)) this.#files.add(address);
      const chunk = this.#chunker.add(record);
      if (chunk !== undefined) await this.#store(chunk);
    }
  }

  /** Takes over a chunk of an earlier backup as it is. Only at a boundary. */
  async reuse(entry: IndexEntry): Promise<void> {
    this.#writer.stats.reusedBytes += entry.bytes;
    await this.#enter(entry);
  }

  async end(): Promise<WrittenRecords> {
    const last = this.#chunker.end();
    if (last !== undefined) await this.#store(last);
    const lastIndex = this.#indexChunker.end();
    if (lastIndex !== undefined) this.#index.push(await this.#writer.add('index', lastIndex.bytes));
    return { records: this.#records, bytes: this.#bytes, index: this.#index, mentionsFiles: this.#mentionsFiles };
  }

  async #store(chunk: Chunk): Promise<void> {
    const { keys, bytes } = chunk;
    const size = bytes.length;
    const first = keys[0] ?? '';
    const ids = this.#idRange(keys);
    const files = [...this.#files].sort();
    this.#files = new Set();
    const id = await this.#writer.add('records', bytes);
    await this.#enter({
      chunk: id,
      records: keys.length,
      bytes: size,
      first,
      last: keys.at(-1) ?? first,
      keys: keysHash(this.#options.chunkKey, keys),
      ...(ids === undefined ? {} : { ids }),
      ...(files.length === 0 ? {} : { files }),
    });
  }

  async #enter(entry: IndexEntry): Promise<void> {
    this.#records += entry.records;
    this.#bytes += entry.bytes;
    this.#mentionsFiles ||= entry.files !== undefined;
    const full = this.#indexChunker.add(encodeIndexEntry(entry));
    if (full !== undefined) this.#index.push(await this.#writer.add('index', full.bytes));
  }

  #idRange(keys: readonly string[]): readonly [string, string] | undefined {
    if (this.#idOf === undefined) return undefined;
    let low: string | undefined;
    let high: string | undefined;
    for (const key of keys) {
      const id = this.#idOf(key);
      if (low === undefined || id < low) low = id;
      if (high === undefined || id > high) high = id;
    }
    return low === undefined || high === undefined ? undefined : [low, high];
  }
}
