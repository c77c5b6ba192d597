import { HoldfastError, isHoldfastError } from '../../../../shared/model/errors.ts';
import { fileRecordSchema, type Manifest, type ManifestPart } from '../../../../shared/model/snapshot.ts';
import { partsOf } from '../check/needs.ts';
import { ChunkReader } from '../chunk-reader.ts';
import type { ContentId } from '../crypto/content-id.ts';
import { parseObject } from '../entity-reader.ts';
import { decodeIndexEntry } from '../format/index-line.ts';
import { linesOf } from '../format/lines.ts';
import type { ChunkLocations } from '../locations.ts';
import { SegmentPool } from '../segments/pool.ts';
import type { Vault } from '../vault.ts';

/** Everything that backups need: what is in here must stay. */
export interface Reach {
  readonly chunks: ReadonlySet<ContentId>;
  readonly files: ReadonlySet<ContentId>;
}

/** Follows backups to the chunks and files they are made of. An index chunk that many share is read once. */
export class ReachFinder {
  readonly #reader: ChunkReader;
  readonly #signal: AbortSignal;
  readonly #walked = new Set<ContentId>();
  readonly #chunks = new Set<ContentId>();
  readonly #files = new Set<ContentId>();

  constructor(vault: Vault, locations: ChunkLocations, signal: AbortSignal) {
    // Index chunks are few and small: starting threads would cost more than they save.
    this.#reader = new ChunkReader(vault, locations, new SegmentPool(vault.keys, 0));
    this.#signal = signal;
  }

  get reach(): Reach {
    return { chunks: this.#chunks, files: this.#files };
  }

  /**
   * Adds what these backups need. Answers the damage when an index does not open: then what they need is not known.
   * @throws what the place throws.
   */
  async addAll(manifests: Iterable<Manifest>): Promise<HoldfastError | undefined> {
    try {
      for (const manifest of manifests) for (const { part } of partsOf(manifest)) await this.#walk(part, part === manifest.files);
      return undefined;
    } catch (error) {
      if (isHoldfastError(error, 'corrupt')) return error;
      throw error;
    }
  }

  async #walk({ index }: ManifestPart, areFiles: boolean): Promise<void> {
    // The same index may be a table's and a list of files: each has to be walked in its own way.
    const fresh = index.filter((id) => !this.#walked.has(areFiles ? `files ${id}` : id));
    const lists: ContentId[] = [];
    for await (const { bytes } of this.#reader.readAll(fresh, this.#signal)) {
      for (const line of linesOf(bytes)) {
        const { chunk } = decodeIndexEntry(line);
        this.#chunks.add(chunk);
        if (areFiles) lists.push(chunk);
      }
    }
    for await (const { bytes } of this.#reader.readAll(lists, this.#signal)) for (const line of linesOf(bytes)) this.#files.add(fileOf(line));
    for (const id of fresh) {
      this.#chunks.add(id);
      this.#walked.add(areFiles ? `files ${id}` : id);
    }
  }
}

function fileOf(line: string): ContentId {
  const record = fileRecordSchema.safeParse(parseObject(line));
  if (record.success) return record.data.file;
  throw new HoldfastError('corrupt', 'The list of a backup’s uploaded files is damaged.', { cause: record.error });
}
