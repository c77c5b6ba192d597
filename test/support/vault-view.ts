import { createHash } from 'node:crypto';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { ChunkReader } from '../../electron/engine/vault/chunk-reader.ts';
import { openFile } from '../../electron/engine/vault/crypto/age-file.ts';
import { contentId } from '../../electron/engine/vault/crypto/content-id.ts';
import { readIndex, readRecords } from '../../electron/engine/vault/entity-reader.ts';
import { fileKey, idInKey } from '../../electron/engine/vault/format/names.ts';
import { loadLocations } from '../../electron/engine/vault/locations.ts';
import { SegmentPool } from '../../electron/engine/vault/segments/pool.ts';
import { decodeDirectoryFrame } from '../../electron/engine/vault/segments/directory-frame.ts';
import { openFrame } from '../../electron/engine/vault/segments/segment.ts';
import { listSnapshots, openVault, readManifest, type Vault } from '../../electron/engine/vault/vault.ts';
import { type FileRecord, fileRecordSchema, type Manifest } from '../../shared/model/snapshot.ts';

/**
 * A vault as somebody sees it who has nothing but the place and the recovery key: every snapshot that is listed, read
 * whole. Throws where anything in it is missing or damaged.
 */
export interface SnapshotView {
  readonly name: string;
  readonly manifest: Manifest;
  /** Every record as its line of JSON, in order. */
  readonly entities: Readonly<Record<string, readonly string[]>>;
  readonly schema: readonly string[];
  readonly config: readonly string[];
  /** Address → content. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Address → what is known of the file. */
  readonly fileRecords: Readonly<Record<string, FileRecord>>;
  /** Names of all chunks of each entity, for comparing an incremental backup with a full one. */
  readonly chunks: Readonly<Record<string, readonly string[]>>;
}

const never = new AbortController().signal;

/** Oldest first. */
export async function viewVault(store: ObjectStore, identity: string): Promise<readonly SnapshotView[]> {
  const vault = await openVault(store, identity, never);
  const names = await listSnapshots(vault, never);
  const views: SnapshotView[] = [];
  for (const { name } of names.toReversed()) views.push(await viewSnapshot(vault, name));
  return views;
}

export async function viewSnapshot(vault: Vault, name: string): Promise<SnapshotView> {
  const manifest = await readManifest(vault, name, never);
  const { locations } = await loadLocations(vault, never);
  const reader = new ChunkReader(vault, locations, new SegmentPool(vault.keys, 0));
  const lines = async (part: { readonly index: readonly string[] }): Promise<string[]> => {
    const all: string[] = [];
    for await (const some of readRecords(reader, part, never)) all.push(...some);
    return all;
  };
  const entities: Record<string, readonly string[]> = {};
  const chunks: Record<string, readonly string[]> = {};
  for (const entity of manifest.entities) {
    entities[entity.name] = await lines(entity);
    if (entities[entity.name]?.length !== entity.records) throw new Error(`${entity.name}: the manifest says ${entity.records} records`);
    const ids: string[] = [];
    for await (const { chunk } of readIndex(reader, entity, never)) ids.push(chunk);
    chunks[entity.name] = [...entity.index, ...ids];
  }
  const files: Record<string, Uint8Array> = {};
  const fileRecords: Record<string, FileRecord> = {};
  for (const line of await lines(manifest.files)) {
    const record = fileRecordSchema.parse(JSON.parse(line));
    const content = await openFile(vault.keys.identity, await vault.store.get(fileKey(record.file), { signal: never }));
    if (createHash('sha256').update(content).digest('hex') !== record.sha256) throw new Error(`${record.url}: other content`);
    if (contentId(vault.keys.chunkKey, content) !== record.file) throw new Error(`${record.url}: other id`);
    files[record.url] = content;
    fileRecords[record.url] = record;
  }
  return { name, manifest, entities, schema: await lines(manifest.schema), config: await lines(manifest.config), files, fileRecords, chunks };
}

export interface StoredObjects {
  /** Segments in which each chunk lies; one, unless something was stored twice. */
  readonly copies: ReadonlyMap<string, readonly string[]>;
  readonly keys: readonly string[];
}

/** Opens every segment and file there is and checks that each is what its name says (I2). */
export async function checkEveryObject(store: ObjectStore, identity: string): Promise<StoredObjects> {
  const vault = await openVault(store, identity, never);
  const keys: string[] = [];
  const copies = new Map<string, string[]>();
  for await (const { key } of store.list('', { signal: never })) {
    keys.push(key);
    const id = idInKey(key);
    if (id === undefined) continue;
    const plain = await openFile(identity, await store.get(key, { signal: never }));
    if (contentId(vault.keys.chunkKey, plain) !== id) throw new Error(`${key} holds something else`);
    if (key.startsWith('files/')) continue;
    for (const frame of decodeDirectoryFrame(plain).frames) {
      openFrame(plain.subarray(frame.offset, frame.offset + frame.length), frame, vault.keys.chunkKey);
      copies.set(frame.chunk, [...(copies.get(frame.chunk) ?? []), key]);
    }
  }
  return { copies, keys };
}
