import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { statusHtmlKey, statusJsonKey } from './format/names.ts';
import { type DecodedStatus, decodeStatus, encodeStatus, resealStatus, type Status } from './format/status.ts';
import { listSnapshots, type Vault } from './vault.ts';

/** What the place says of its verified backups, or undefined. */
export async function readStatus(vault: Vault, signal: AbortSignal): Promise<DecodedStatus | undefined> {
  try {
    return decodeStatus(await vault.store.get(statusJsonKey, { signal }), vault.header.vaultId, vault.keys.chunkKey);
  } catch (error) {
    if (isHoldfastError(error, 'not-found')) return undefined;
    throw error;
  }
}

export interface Verified {
  readonly at: Date;
  /** Bytes of all objects the snapshot needs. */
  readonly storedBytes: number;
  /** Hours after which there should be a newer one, where anything says so. */
  readonly everyHours?: number | undefined;
}

/** A backup is late when so many periods went by; the same as on the screen (status/safety.ts). */
const lateness = 1.25;

/** Notes in the place that this snapshot was read back from it. The last step of a backup. */
export async function writeStatus(vault: Vault, manifest: Manifest, verified: Verified, signal: AbortSignal): Promise<void> {
  const last = await readStatus(vault, signal);
  const earlier = last?.verified ?? [];
  const present = new Set((await listSnapshots(vault, signal)).map(({ name }) => name));
  const others = earlier.filter(({ snapshot }) => snapshot !== manifest.id && present.has(snapshot));
  const recoveryPoint = manifest.outcome === 'complete' ? manifest.readStartedAt : (last?.recoveryPoint ?? null);
  const { everyHours } = verified;
  const expectedBy = recoveryPoint === null || everyHours === undefined ? undefined : new Date(Date.parse(recoveryPoint) + lateness * everyHours * 3_600_000).toISOString();
  const status: Status = {
    format: 'holdfast-status/1',
    vaultId: vault.header.vaultId,
    app: manifest.app.name,
    snapshot: manifest.id,
    outcome: manifest.outcome,
    readStartedAt: manifest.readStartedAt,
    recoveryPoint,
    verifiedAt: verified.at.toISOString(),
    ...(expectedBy === undefined ? {} : { expectedBy }),
    verified: [...others, { snapshot: manifest.id, storedBytes: verified.storedBytes }],
  };
  const { json, page } = encodeStatus(status, vault.keys.chunkKey);
  await vault.store.put(statusJsonKey, json, { signal });
  await vault.store.put(statusHtmlKey, page, { signal });
}

/**
 * Changes which snapshots count as read back from this place. The page for people says nothing of them and stays as it is. A place without a status is left alone.
 * @throws what the place throws.
 */
export async function changeVerified(vault: Vault, change: (verified: Status['verified']) => Status['verified'], signal: AbortSignal): Promise<void> {
  const status = await readStatus(vault, signal);
  if (status === undefined) return;
  const verified = change(status.verified);
  if (verified.length === status.verified.length && verified.every((each, i) => each === status.verified[i])) return;
  await vault.store.put(statusJsonKey, resealStatus({ ...status, verified }, vault.keys.chunkKey), { signal });
}
