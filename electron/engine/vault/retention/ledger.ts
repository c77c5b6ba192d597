import { z } from 'zod';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { parseJson } from '../../../../shared/model/record.ts';
import { hasSeal, sealOf } from '../crypto/seal.ts';
import { statusSchema } from '../format/status.ts';
import { retentionKey } from '../format/names.ts';
import type { Vault } from '../vault.ts';
import { retentionPolicySchema } from './policy.ts';

const instant = z.iso.datetime();

const leaseSchema = z.strictObject({
  /** Tells one computer's home from another's; `name` is for people. */
  owner: z.string(),
  name: z.string(),
  takenAt: instant,
  /** From then on its owner deletes nothing more. */
  expiresAt: instant,
});
export type Lease = Readonly<z.infer<typeof leaseSchema>>;

const ledgerSchema = z.strictObject({
  format: z.literal('holdfast-retention/1'),
  vaultId: z.string(),
  /** When backups were last thinned out, and by what policy; null before. */
  applied: z.strictObject({ at: instant, policy: retentionPolicySchema }).nullable(),
  /** Backups that are being removed, as status.json had them: one that is there all the same counts as verified again. */
  removing: statusSchema.shape.verified,
  /** Names of backups that were removed on purpose, so that no other place brings them back; bounded (removed.ts). */
  removed: z.array(z.string()),
  /** Of backups up to this time the names are no longer remembered: those that are not here were removed. */
  removedBefore: instant.nullable(),
  /** The last time the place let nothing go: then less is tried, and it is told once. */
  letsNothingGo: z.boolean(),
  /** Objects that no backup needs, with the time that was first seen. */
  unreached: z.array(z.strictObject({ key: z.string(), since: instant })),
  /** Who thins out right now, or was stopped while doing so. */
  lease: leaseSchema.nullable(),
  /** What the lease's owner is deleting. */
  deleting: z.array(z.string()),
});

/** retention.json: what has to be remembered from one thinning out to the next, and told to whoever backs up meanwhile. */
export type Ledger = Readonly<z.infer<typeof ledgerSchema>>;

/** What the place remembers. One that is missing, damaged or not sealed with this vault's key is an empty one: then everything waits a day anew. */
export async function readLedger(vault: Vault, signal: AbortSignal): Promise<Ledger> {
  const empty: Ledger = { format: 'holdfast-retention/1', vaultId: vault.header.vaultId, applied: null, removing: [], removed: [], removedBefore: null, letsNothingGo: false, unreached: [], lease: null, deleting: [] };
  try {
    return decode(await vault.store.get(retentionKey, { signal }), vault) ?? empty;
  } catch (error) {
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return empty;
    throw error;
  }
}

export async function writeLedger(vault: Vault, ledger: Ledger, signal: AbortSignal): Promise<void> {
  const sealed = { ...ledger, seal: sealOf('retention', ledger, vault.keys.chunkKey) };
  await vault.store.put(retentionKey, new TextEncoder().encode(`${JSON.stringify(sealed, null, 2)}\n`), { signal });
}

function decode(bytes: Uint8Array, vault: Vault): Ledger | undefined {
  try {
    const { seal, ...content } = z.looseObject({ seal: z.string() }).parse(parseJson(new TextDecoder().decode(bytes)));
    const ledger = ledgerSchema.parse(content);
    return ledger.vaultId === vault.header.vaultId && hasSeal(seal, 'retention', ledger, vault.keys.chunkKey) ? ledger : undefined;
  } catch {
    return undefined;
  }
}

// Another computer's clock may be behind by so much: it is common that one shows the hours of another time zone. What was announced by one that was killed is over
// before the next day's backup all the same.
const skewMs = 14 * 60 * 60 * 1000;

/**
 * Keys of objects that are being deleted from the place, as whoever thins it out announced before looking for new backups a last time. A
 * backup that needs one must not count as verified: either its manifest was seen in time and the object stays, or this is seen.
 */
export async function beingDeleted(vault: Vault, now: Date, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { lease, deleting } = await readLedger(vault, signal);
  return new Set(lease === null || now.getTime() > Date.parse(lease.expiresAt) + skewMs ? [] : deleting);
}
