import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { mapLimited } from '../streams/concurrency.ts';
import type { LongCall, SnapshotsReport, SnapshotSummary } from '../engine.ts';
import { snapshotKey, type SnapshotName } from '../vault/format/names.ts';
import { openReader } from '../vault/open-reader.ts';
import { isPinned, listPins } from '../vault/retention/pins.ts';
import { readStatus } from '../vault/status.ts';
import { listSnapshots, readManifest, type Vault } from '../vault/vault.ts';
import { SizeOfSnapshots } from './size-of-snapshots.ts';

/** Manifests are small and each costs one request; more side by side than this helps no place. */
const sideBySide = 8;

/** Every backup in the vault, newest first. One whose manifest cannot be read is listed as such: it is not gone. */
export async function summarizeSnapshots(vault: Vault, { signal }: LongCall): Promise<SnapshotsReport> {
  const names = await listSnapshots(vault, signal);
  const verified = new Map((await readStatus(vault, signal))?.verified.map(({ snapshot, storedBytes }) => [snapshot, storedBytes]));
  const pins = await listPins(vault, signal);
  let sizes: Promise<SizeOfSnapshots> | undefined;
  const snapshots = await mapLimited(names, sideBySide, async (name) => {
    const manifest = await readable(vault, name, signal);
    const pinned = pins.has(name.name);
    if (manifest === undefined) return { ...unreadable(name), pinned };
    // How much a backup takes was noted when it was read back. Finding it out anew means reading its indexes.
    const noted = verified.get(name.name);
    if (noted !== undefined) return { ...summary(manifest, true, noted), pinned };
    sizes ??= openSizes(vault, signal);
    const own = (await vault.store.stat(snapshotKey(name.name), { signal }))?.size ?? 0;
    return { ...summary(manifest, false, own + (await (await sizes).of(manifest))), pinned };
  });
  return { snapshots };
}

/** The same for one backup whose manifest was read. */
export async function summarizeOne(vault: Vault, manifest: Manifest, signal: AbortSignal): Promise<SnapshotSummary> {
  const noted = (await readStatus(vault, signal))?.verified.find(({ snapshot }) => snapshot === manifest.id);
  const pinned = await isPinned(vault, manifest.id, signal);
  if (noted !== undefined) return { ...summary(manifest, true, noted.storedBytes), pinned };
  const own = (await vault.store.stat(snapshotKey(manifest.id), { signal }))?.size ?? 0;
  return { ...summary(manifest, false, own + (await (await openSizes(vault, signal)).of(manifest))), pinned };
}

async function openSizes(vault: Vault, signal: AbortSignal): Promise<SizeOfSnapshots> {
  // Index chunks are few and small: starting threads would cost more than they save.
  return new SizeOfSnapshots((await openReader(vault, signal, 0)).reader, signal);
}

async function readable(vault: Vault, name: SnapshotName, signal: AbortSignal): Promise<Manifest | undefined> {
  try {
    return await readManifest(vault, name.name, signal);
  } catch (error) {
    if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'permission-denied')) return undefined;
    // It went between listing and reading: thinned out by another computer.
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return undefined;
    throw error;
  }
}

function summary(manifest: Manifest, verified: boolean, storedBytes: number): Omit<SnapshotSummary, 'pinned'> {
  return {
    id: manifest.id,
    name: manifest.id,
    kind: manifest.kind,
    ...(manifest.label === undefined ? {} : { label: manifest.label }),
    startedAt: manifest.startedAt,
    outcome: manifest.outcome,
    verified,
    records: manifest.entities.reduce((sum, entity) => sum + entity.records, 0),
    storedBytes,
  };
}

function unreadable(name: SnapshotName): Omit<SnapshotSummary, 'pinned'> {
  return {
    id: name.name,
    name: name.name,
    kind: name.kind,
    ...(name.label === undefined ? {} : { label: name.label }),
    startedAt: name.startedAt.toISOString(),
    outcome: 'unreadable',
    verified: false,
    records: 0,
    storedBytes: 0,
  };
}
