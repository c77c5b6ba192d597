import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { ChunkReader } from '../../electron/engine/vault/chunk-reader.ts';
import type { ChunkSizes } from '../../electron/engine/vault/chunking/chunker.ts';
import { schemaHash } from '../../electron/engine/vault/format/schema-hash.ts';
import { ChunkLocations } from '../../electron/engine/vault/locations.ts';
import { RecordsWriter } from '../../electron/engine/vault/records-writer.ts';
import { SegmentPool } from '../../electron/engine/vault/segments/pool.ts';
import { SegmentWriter } from '../../electron/engine/vault/segment-writer.ts';
import { canonicalJson, type JsonValue, type KeyField, recordKey } from '../../shared/model/record.ts';
import type { EntityStatus, Manifest, ManifestPart } from '../../shared/model/snapshot.ts';
import { testKeys, testVaultId } from './small-app.ts';

/** A table as somebody knows it who holds it in memory. */
export interface Table {
  readonly records: readonly Readonly<Record<string, JsonValue>>[];
  readonly schema?: JsonValue;
  readonly key?: readonly KeyField[];
  readonly identity?: readonly string[];
  readonly changedAt?: string;
  readonly status?: EntityStatus;
  readonly reason?: string;
}

export type Tables = Readonly<Record<string, Table>>;

export const defaultKey: readonly KeyField[] = [
  { field: 'created_date', type: 'text' },
  { field: 'id', type: 'text' },
];

/** So small that a few records make several chunks, and a few chunks several index chunks. */
const tinySizes: ChunkSizes = { target: 500, min: 150, max: 1200 };

/** Stores tables as snapshots in one place in memory, in chunks of a few records, without a backup's other work. */
export interface StoredApp {
  readonly store: ObjectStore;
  readonly reader: ChunkReader;
  snapshot(id: string, tables: Tables): Promise<Manifest>;
}

const never = new AbortController().signal;

export function createStoredApp(): StoredApp {
  const store = createMemoryStore();
  const locations = new ChunkLocations();
  const pool = new SegmentPool(testKeys, 0);
  const reader = new ChunkReader({ store, keys: testKeys }, locations, pool);

  async function snapshot(id: string, tables: Tables): Promise<Manifest> {
    const writer = new SegmentWriter({ pool, locations, put: (key, object) => store.put(key, object, { signal: never }) });
    const at = '2026-03-01T10:00:00.000Z';
    const entities: Manifest['entities'] = [];
    for (const [name, table] of Object.entries(tables)) {
      const key = table.key ?? defaultKey;
      const identity = table.identity ?? ['id'];
      const lines = table.records.map((record) => ({ key: recordKey(key, record), json: canonicalJson(record) }));
      const part = await write(writer, key, identity, lines);
      entities.push({
        name,
        status: table.status ?? 'complete',
        ...(table.reason === undefined ? {} : { reason: table.reason }),
        sourceRecords: null,
        key: [...key],
        identity: [...identity],
        ...(table.changedAt === undefined ? {} : { changedAt: table.changedAt }),
        schemaHash: schemaHash(table.schema ?? {}),
        readStartedAt: at,
        ...part,
      });
    }
    const nameKey = [{ field: 'name', type: 'text' as const }];
    const schemas = Object.entries(tables).map(([name, { schema = {} }]) => ({ key: name, json: canonicalJson({ name, value: schema }) }));
    const nothing: ManifestPart = { records: 0, bytes: 0, index: [] };
    const schema = await write(writer, nameKey, ['name'], schemas);
    await writer.flush();
    return {
      format: 'holdfast-snapshot/1',
      id,
      vaultId: testVaultId,
      app: { id: 'stored', name: 'Stored', platform: 'memory' },
      kind: 'manual',
      program: { name: 'holdfast', version: 'test' },
      startedAt: at,
      readStartedAt: at,
      readFinishedAt: at,
      finishedAt: at,
      reading: { mode: 'full' },
      outcome: 'complete',
      entities,
      schema,
      config: nothing,
      files: nothing,
      coverage: [],
      warnings: [],
    };
  }
  return { store, reader, snapshot };
}

async function write(writer: SegmentWriter, key: readonly KeyField[], identity: readonly string[], lines: readonly { key: string; json: string }[]): Promise<ManifestPart> {
  const records = new RecordsWriter(writer, { key, identity, sizes: tinySizes });
  await records.addAll(lines.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
  const { records: count, bytes, index } = await records.end();
  return { records: count, bytes, index: [...index] };
}
