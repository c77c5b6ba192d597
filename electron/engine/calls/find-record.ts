import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { FindRecordOptions, FoundRecord } from '../engine.ts';
import { findById } from '../vault/entity-reader.ts';
import { chooseSnapshot } from '../vault/format/names.ts';
import { openReader } from '../vault/open-reader.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';

/** One record of a backup. Starts no threads: all there is to open is an index chunk and a chunk. */
export async function findRecordIn(vault: Vault, options: Omit<FindRecordOptions, 'destination'>): Promise<FoundRecord | undefined> {
  const { signal } = options;
  const manifest = await manifestOf(vault, options.snapshot, signal);
  const entity = entityOf(manifest, options.entity);
  const opened = await openReader(vault, signal, 0);
  try {
    const json = await findById(opened.reader, entity, options.id, signal);
    if (json === undefined) return undefined;
    return { snapshot: manifest.id, entity: entity.name, id: options.id, json, chunksRead: opened.reader.chunksRead };
  } finally {
    await opened.close();
  }
}

/** The manifest of the backup somebody means. @throws not-found, corrupt, permission-denied. */
export async function manifestOf(vault: Vault, wanted: string, signal: AbortSignal): Promise<Manifest> {
  const names = (await listSnapshots(vault, signal)).map(({ name }) => name);
  return readManifest(vault, chooseSnapshot(names, wanted), signal);
}

/** The table somebody means. @throws not-found. */
export function entityOf(manifest: Manifest, wanted: string): ManifestEntity {
  const folded = wanted.toLowerCase();
  const found = manifest.entities.find(({ name }) => name === wanted) ?? manifest.entities.find(({ name }) => name.toLowerCase() === folded);
  if (found !== undefined) return found;
  throw new HoldfastError('not-found', `That backup has no table called “${wanted.slice(0, 100)}”.`, {
    nextStep: `It has: ${manifest.entities.map(({ name }) => name).slice(0, 40).join(', ')}.`,
  });
}
