import { idAtKeyEnd, type KeyField } from '../../../shared/model/record.ts';
import type { SourceRecord } from '../ports/source.ts';
import { type Chunk, Chunker, type ChunkSizes, chunkSizes, indexChunkSizes } from './chunking/chunker.ts';
import type { ContentId } from './crypto/content-id.ts';
import { encodeIndexEntry, type IndexEntry } from './format/index-line.ts';
import type { SegmentWriter } from './segment-writer.ts';
import type { HashedChunk } from './segments/builder.ts';

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
  /** Addresses of uploaded files in a record, for the index. */
  readonly fileReferences?: (json: string) => readonly string[];
  /** Of the chunks of records and of those of the index; for tests. */
  readonly sizes?: ChunkSizes;
}

/** An index entry whose chunk's id may not be known yet. */
type Entering = { readonly kind: 'known'; readonly entry: IndexEntry } | { readonly kind: 'hashing'; readonly hashed: Promise<HashedChunk>; readonly rest: Omit<IndexEntry, 'chunk' | 'bytes' | 'keys'> };

// Entries wait for their ids in order; past this many the oldest are awaited.
const waitingLimit = 256;

/**
 * Writes one entity's records, given in ascending order of key, as chunks with an index. Chunks known from an earlier backup
 * can be taken over without their content, as long as no record waits in an unfinished chunk.
 */
export class RecordsWriter {
  readonly #writer: SegmentWriter;
  readonly #options: RecordsWriterOptions;
  readonly #chunker: Chunker;
  readonly #indexChunker: Chunker;
  readonly #idOf: ((key: string) => string) | undefined;
  readonly #entering: Entering[] = [];
  readonly #index: Promise<HashedChunk>[] = [];
  #files = new Set<string>();
  #mentionsFiles = false;
  #records = 0;
  #bytes = 0;

  constructor(writer: SegmentWriter, options: RecordsWriterOptions) {
    this.#writer = writer;
    this.#options = options;
    this.#chunker = new Chunker(options.sizes ?? chunkSizes);
    this.#indexChunker = new Chunker(options.sizes ?? indexChunkSizes);
    this.#idOf = idAtKeyEnd(options.key, options.identity);
  }

  /** No record waits in an unfinished chunk. */
  get atBoundary(): boolean {
    return this.#chunker.isEmpty;
  }

  async add(record: SourceRecord): Promise<void> {
    await this.addAll([record]);
  }

  /** Waits only where a chunk is full: a million awaits would cost as much as the hashing. */
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
    await this.#enter({ kind: 'known', entry });
  }

  async end(): Promise<WrittenRecords> {
    const last = this.#chunker.end();
    if (last !== undefined) await this.#store(last);
    this.#writer.send();
    await this.#enterUntil(0);
    const lastIndex = this.#indexChunker.end();
    if (lastIndex !== undefined) this.#index.push(this.#writer.add('index', lastIndex));
    this.#writer.send();
    const index = (await Promise.all(this.#index)).map(({ id }) => id);
    return { records: this.#records, bytes: this.#bytes, index, mentionsFiles: this.#mentionsFiles };
  }

  async #store(chunk: Chunk): Promise<void> {
    const { keys } = chunk;
    const first = keys[0] ?? '';
    const ids = this.#idRange(keys);
    const files = [...this.#files].toSorted();
    this.#files = new Set();
    const rest = {
      records: keys.length,
      first,
      last: keys.at(-1) ?? first,
      ...(ids === undefined ? {} : { ids }),
      ...(files.length === 0 ? {} : { files }),
    };
    await this.#enter({ kind: 'hashing', hashed: this.#writer.add('records', chunk), rest });
    await this.#writer.room();
  }

  async #enter(entering: Entering): Promise<void> {
    this.#entering.push(entering);
    if (this.#entering.length > waitingLimit) {
      this.#writer.send();
      await this.#enterUntil(waitingLimit / 2);
    }
  }

  /** Takes the oldest entries into the index until no more than `left` wait. */
  async #enterUntil(left: number): Promise<void> {
    for (const entering of this.#entering.splice(0, this.#entering.length - left)) {
      const entry = entering.kind === 'known' ? entering.entry : complete(entering.rest, await entering.hashed);
      this.#records += entry.records;
      this.#bytes += entry.bytes;
      this.#mentionsFiles ||= entry.files !== undefined;
      const full = this.#indexChunker.add(encodeIndexEntry(entry));
      if (full === undefined) continue;
      this.#index.push(this.#writer.add('index', full));
      await this.#writer.room();
    }
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

function complete(rest: Omit<IndexEntry, 'chunk' | 'bytes' | 'keys'>, hashed: HashedChunk): IndexEntry {
  return { ...rest, chunk: hashed.id, bytes: hashed.bytes, keys: hashed.keysHash };
}
