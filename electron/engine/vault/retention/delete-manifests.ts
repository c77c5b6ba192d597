import { nameInKey, snapshotKey, snapshotsPrefix } from '../format/names.ts';
import { changeVerified, readStatus } from '../status.ts';
import { listSnapshots, type Vault } from '../vault.ts';
import type { HeldLease } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { listPins } from './pins.ts';
import { deleteAll } from './place-delete.ts';

export interface DeletedManifests {
  readonly deleted: readonly string[];
  /** What the place did not let go. */
  readonly refused: readonly string[];
  /** Pinned since the plan was made. */
  readonly pinned: readonly string[];
  /** Of the manifests that went. */
  readonly bytes: number;
}

export interface DeletingManifests {
  readonly vault: Vault;
  readonly lease: HeldLease;
  readonly signal: AbortSignal;
  /** With how many of them are behind. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Removes backups: first what is about to go is noted, then status.json forgets it (a verified backup that is not there is damage to
 * whoever checks), then the manifests go, each after a last look for its pin. What stays after all counts as verified again.
 * @throws what the place throws; what was not done then is done the next time.
 */
export async function deleteManifests(names: readonly string[], work: DeletingManifests): Promise<DeletedManifests> {
  if (names.length === 0) return nothing;
  // The oldest first: stopped halfway, what is left is as a larger policy would have it.
  const oldestFirst = [...new Set(names)].toSorted();
  // Where nothing could be deleted the last time, one shows whether that has changed; the others need not lose their status for it.
  const [first] = work.lease.ledger.letsNothingGo ? oldestFirst : [];
  if (first === undefined) return deleteThese(oldestFirst, work, true);
  const tried = await deleteThese([first], work, false);
  const others = oldestFirst.slice(1);
  if (tried.refused.length > 0) return { ...tried, refused: [...tried.refused, ...others] };
  const rest = await deleteThese(others, work, true);
  return { deleted: [...tried.deleted, ...rest.deleted], refused: rest.refused, pinned: [...tried.pinned, ...rest.pinned], bytes: tried.bytes + rest.bytes };
}

const nothing: DeletedManifests = { deleted: [], refused: [], pinned: [], bytes: 0 };

async function deleteThese(names: readonly string[], { vault, lease, signal, onProgress }: DeletingManifests, told: boolean): Promise<DeletedManifests> {
  if (names.length === 0) return nothing;
  const going = new Set(names);
  const removing = ((await readStatus(vault, signal))?.verified ?? []).filter(({ snapshot }) => going.has(snapshot));
  await lease.announceRemoving(removing, names);
  await changeVerified(vault, (verified) => verified.filter(({ snapshot }) => !going.has(snapshot)), signal);
  const sizes = await sizesOf(vault, signal);
  const pinned = new Set<string>();
  const { deleted, refused } = await deleteAll(vault.store, names.map(snapshotKey), {
    signal,
    before: async () => {
      await lease.keep();
      for (const name of await listPins(vault, signal)) if (going.has(name)) pinned.add(name);
      return new Set([...pinned].map(snapshotKey));
    },
    after: (done) => (told ? onProgress?.(done) : undefined),
  });
  const gone = new Set(deleted.flatMap((key) => nameInKey(key) ?? []));
  // A backup that ended just now may have written a status that it had read before this one.
  await changeVerified(vault, (verified) => verified.filter(({ snapshot }) => !gone.has(snapshot)), signal);
  if (gone.size < names.length) await restoreVerified(vault, removing, signal);
  return { deleted: [...gone], refused: refused.flatMap((key) => nameInKey(key) ?? []), pinned: [...pinned].filter((name) => !gone.has(name)), bytes: deleted.reduce((sum, key) => sum + (sizes.get(key) ?? 0), 0) };
}

async function sizesOf({ store }: Vault, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { key, size } of store.list(snapshotsPrefix, { signal })) sizes.set(key, size);
  return sizes;
}

/** Those of these backups that are there count as verified, as they did. */
export async function restoreVerified(vault: Vault, entries: Ledger['removing'], signal: AbortSignal): Promise<void> {
  if (entries.length === 0) return;
  const present = new Set((await listSnapshots(vault, signal)).map(({ name }) => name));
  await changeVerified(vault, (verified) => [...entries.filter(({ snapshot }) => present.has(snapshot) && !verified.some((each) => each.snapshot === snapshot)), ...verified], signal);
}
