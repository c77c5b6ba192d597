import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import type { SourceRecord } from '../../electron/engine/ports/source.ts';
import { ChunkReader } from '../../electron/engine/vault/chunk-reader.ts';
import type { ChunkSizes } from '../../electron/engine/vault/chunking/chunker.ts';
import { readIndex, readRecords, type StoredRecords } from '../../electron/engine/vault/entity-reader.ts';
import type { IndexEntry } from '../../electron/engine/vault/format/index-line.ts';
import { ChunkLocations } from '../../electron/engine/vault/locations.ts';
import { RecordsWriter, type WrittenRecords } from '../../electron/engine/vault/records-writer.ts';
import { SegmentPool } from '../../electron/engine/vault/segments/pool.ts';
import { SegmentWriter } from '../../electron/engine/vault/segment-writer.ts';
import { canonicalJson, type JsonObject, type KeyField, recordKey } from '../../shared/model/record.ts';
import { testKeys } from './small-app.ts';

/** Chunks so small that a few dozen records make many. */
export const tinySizes: ChunkSizes = { target: 256, min: 64, max: 768 };

export const textKey = [{ field: 'k', type: 'text' }] as const satisfies readonly KeyField[];

export function asRecord(value: JsonObject, rule: readonly KeyField[] = textKey): SourceRecord {
  return { key: recordKey(rule, value), json: canonicalJson(value) };
}

/** A part of a vault in memory, for what writes and reads records without a whole backup around it. */
export interface Shelf {
  readonly store: ObjectStore;
  readonly locations: ChunkLocations;
  readonly writer: SegmentWriter;
  readonly reader: ChunkReader;
  recordsWriter(sizes?: ChunkSizes): RecordsWriter;
  /** Chunked as a full reading does it. */
  write(records: readonly SourceRecord[], sizes?: ChunkSizes): Promise<WrittenRecords>;
  /** What `write` gives, without storing anything. */
  name(records: readonly SourceRecord[], sizes?: ChunkSizes): Promise<WrittenRecords>;
  index(written: StoredRecords): Promise<readonly IndexEntry[]>;
  lines(written: StoredRecords): Promise<readonly string[]>;
}

const never = new AbortController().signal;

export function createShelf(rule: readonly KeyField[] = textKey, identity: readonly string[] = ['k']): Shelf {
  const store = createMemoryStore();
  const locations = new ChunkLocations();
  const pool = new SegmentPool(testKeys, 0);
  const writer = new SegmentWriter({ pool, locations, put: (key, object) => store.put(key, object, { signal: never }) });
  const reader = new ChunkReader({ store, keys: testKeys }, locations, pool);
  const recordsWriter = (sizes: ChunkSizes = tinySizes): RecordsWriter => new RecordsWriter(writer, { key: rule, identity, sizes });
  const name = async (records: readonly SourceRecord[], sizes?: ChunkSizes): Promise<WrittenRecords> => {
    const into = recordsWriter(sizes);
    await into.addAll(records);
    return into.end();
  };
  return {
    store,
    locations,
    writer,
    reader,
    recordsWriter,
    name,
    async write(records, sizes) {
      const written = await name(records, sizes);
      await writer.flush();
      return written;
    },
    index: (written) => Array.fromAsync(readIndex(reader, written, never)),
    lines: async (written) => (await Array.fromAsync(readRecords(reader, written, never))).flat(),
  };
}
