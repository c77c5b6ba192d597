import { snapshotKey } from '../format/names.ts';
import { changeVerified, readStatus } from '../status.ts';
import { listSnapshots, type Vault } from '../vault.ts';
import type { HeldLease } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { isPinned } from './pins.ts';
import { tryDelete } from './place-delete.ts';

export interface DeletedManifests {
  readonly deleted: readonly string[];
  /** What the place did not let go. */
  readonly refused: readonly string[];
  /** Pinned since the plan was made. */
  readonly pinned: readonly string[];
  /** Of the manifests that went. */
  readonly bytes: number;
}

/**
 * Removes backups: first what is about to go is noted, then status.json forgets it (a verified backup that is not there is damage to
 * whoever checks), then the manifests go. What stays after all counts as verified again.
 * @throws what the place throws; what was not done then is done the next time.
 */
export async function deleteManifests(vault: Vault, names: readonly string[], lease: HeldLease, signal: AbortSignal): Promise<DeletedManifests> {
  const going = new Set(names);
  if (going.size === 0) return { deleted: [], refused: [], pinned: [], bytes: 0 };
  const removing = ((await readStatus(vault, signal))?.verified ?? []).filter(({ snapshot }) => going.has(snapshot));
  await lease.announceRemoving(removing);
  await changeVerified(vault, (verified) => verified.filter(({ snapshot }) => !going.has(snapshot)), signal);
  const deleted: string[] = [];
  const refused: string[] = [];
  const pinned: string[] = [];
  let bytes = 0;
  // The oldest first: stopped halfway, what is left is as a larger policy would have it.
  for (const name of [...going].toSorted()) {
    await lease.keep();
    if (await isPinned(vault, name, signal)) {
      pinned.push(name);
      continue;
    }
    const size = (await vault.store.stat(snapshotKey(name), { signal }))?.size ?? 0;
    if (await tryDelete(vault, snapshotKey(name), signal)) {
      deleted.push(name);
      bytes += size;
    } else refused.push(name);
  }
  // A backup that ended just now may have written a status that it had read before this one.
  const gone = new Set(deleted);
  await changeVerified(vault, (verified) => verified.filter(({ snapshot }) => !gone.has(snapshot)), signal);
  if (refused.length + pinned.length > 0) await restoreVerified(vault, removing, signal);
  return { deleted, refused, pinned, bytes };
}

/** Those of these backups that are there count as verified, as they did. */
export async function restoreVerified(vault: Vault, entries: Ledger['removing'], signal: AbortSignal): Promise<void> {
  if (entries.length === 0) return;
  const present = new Set((await listSnapshots(vault, signal)).map(({ name }) => name));
  await changeVerified(vault, (verified) => [...entries.filter(({ snapshot }) => present.has(snapshot) && !verified.some((each) => each.snapshot === snapshot)), ...verified], signal);
}
