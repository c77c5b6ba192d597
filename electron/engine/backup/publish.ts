import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { sealFile } from '../vault/crypto/age-file.ts';
import type { VaultKeys } from '../vault/crypto/keys.ts';
import { encodeManifest } from '../vault/format/manifest.ts';
import { makeSnapshotName, parseSnapshotName, snapshotKey } from '../vault/format/names.ts';
import type { OpenPlace, Places } from './places.ts';

export interface Publishing {
  readonly keys: VaultKeys;
  readonly appSlug: string;
  /** The newest snapshot's name, where there is one. */
  readonly newest: string | undefined;
  readonly signal: AbortSignal;
}

const tries = 60;

/**
 * Puts the manifest create-only in every place, under the same name in all: the step that makes the snapshot exist (I1). A second
 * backup within the same second takes the next one, so that names sort as the backups were made: “newest” is read from them everywhere.
 * @throws conflict when another computer keeps taking the names, or the error of the last place when none is left.
 */
export async function publish(places: Places, manifest: Manifest, { keys, appSlug, newest, signal }: Publishing): Promise<{ manifest: Manifest; bytes: number }> {
  let startedAt = secondAfter(newest, new Date(manifest.startedAt));
  for (let attempt = 0; attempt < tries; attempt++) {
    const id = makeSnapshotName(startedAt, appSlug, manifest.kind, manifest.label);
    const named = { ...manifest, id, startedAt: startedAt.toISOString() };
    if (await isFree(places, id, signal)) {
      const object = await sealFile(keys.recipients, encodeManifest(named, keys.chunkKey));
      if (await putEverywhere(places, id, object, signal)) return { manifest: named, bytes: object.length };
    }
    startedAt = new Date(startedAt.getTime() + 1000);
  }
  throw new HoldfastError('conflict', 'Another backup of this app keeps taking the same name.', { nextStep: 'Stop the other computer’s backup, then try again.' });
}

/** When the backup is said to have started: then, unless the newest one has taken that second or, of many at once, one of the next. */
function secondAfter(newest: string | undefined, startedAt: Date): Date {
  const taken = parseSnapshotName(newest ?? '')?.startedAt.getTime();
  if (taken === undefined) return startedAt;
  const ahead = taken - Math.floor(startedAt.getTime() / 1000) * 1000;
  // One that lies further ahead was made under a wrong clock, which this one must not follow.
  return ahead >= 0 && ahead < tries * 1000 ? new Date(startedAt.getTime() + ahead + 1000) : startedAt;
}

async function isFree(places: Places, id: string, signal: AbortSignal): Promise<boolean> {
  let taken = false;
  await places.each(async ({ vault }) => {
    if ((await vault.store.stat(snapshotKey(id), { signal })) !== undefined) taken = true;
  });
  return !taken;
}

/** False when somebody else took the name in every place in the meantime. Where only some did, those are the places that failed. */
async function putEverywhere(places: Places, id: string, object: Uint8Array, signal: AbortSignal): Promise<boolean> {
  const taken = new Map<OpenPlace, HoldfastError>();
  await places.each(async (place) => {
    try {
      await place.vault.store.put(snapshotKey(id), object, { signal, ifAbsent: true });
    } catch (error) {
      if (!isHoldfastError(error, 'conflict')) throw error;
      taken.set(place, error);
    }
  });
  if (places.live.every((place) => taken.has(place))) return false;
  for (const [place, error] of taken) places.drop(place.name, error);
  return true;
}
