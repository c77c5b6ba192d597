import { isHoldfastError } from '../../../shared/model/errors.ts';
import { fileRecordSchema, type Manifest } from '../../../shared/model/snapshot.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { parseObject } from '../vault/entity-reader.ts';
import { decodeIndexEntry } from '../vault/format/index-line.ts';
import { linesOf } from '../vault/format/lines.ts';

/**
 * How many bytes the objects of a snapshot take, each counted once. Neighbouring snapshots share most of their indexes, so what an
 * index chunk leads to is remembered.
 */
export class SizeOfSnapshots {
  readonly #reader: ChunkReader;
  readonly #signal: AbortSignal;
  /** Segments and files behind an index chunk. */
  readonly #behind = new Map<ContentId, Promise<ReadonlyMap<string, number>>>();

  constructor(reader: ChunkReader, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
  }

  /** Bytes without the manifest itself. What is damaged or missing counts nothing: that is for a check to say. */
  async of(manifest: Manifest): Promise<number> {
    const objects = new Map<string, number>();
    for (const part of [...manifest.entities, manifest.schema, manifest.config, manifest.files]) {
      for (const id of part.index) {
        let behind = this.#behind.get(id);
        if (behind === undefined) {
          behind = this.#objectsBehind(id, part === manifest.files);
          this.#behind.set(id, behind);
        }
        for (const [object, size] of await behind) objects.set(object, size);
      }
    }
    return [...objects.values()].reduce((sum, size) => sum + size, 0);
  }

  async #objectsBehind(index: ContentId, areFiles: boolean): Promise<ReadonlyMap<string, number>> {
    const objects = new Map<string, number>();
    try {
      this.#count(objects, index);
      for (const line of linesOf(await this.#reader.read(index, this.#signal))) {
        const { chunk } = decodeIndexEntry(line);
        this.#count(objects, chunk);
        if (!areFiles) continue;
        for (const file of linesOf(await this.#reader.read(chunk, this.#signal))) {
          const record = fileRecordSchema.safeParse(parseObject(file));
          if (record.success) objects.set(record.data.file, record.data.size);
        }
      }
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt')) throw error;
    }
    return objects;
  }

  #count(objects: Map<string, number>, chunk: ContentId): void {
    const place = this.#reader.locations.get(chunk);
    if (place !== undefined) objects.set(place.segment, place.objectSize);
  }
}
