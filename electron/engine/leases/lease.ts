import { z } from 'zod';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import { hasSeal, sealOf } from '../vault/crypto/seal.ts';
import { leaseNumber, leasesPrefix } from '../vault/format/names.ts';
import type { Vault } from '../vault/vault.ts';

const instant = z.iso.datetime();

const leaseSchema = z.strictObject({
  format: z.literal('holdfast-lease/1'),
  vaultId: z.string(),
  /** Tells one computer's home from another's; `name` is for people. */
  owner: z.string(),
  name: z.string(),
  /** When the backup was due that it is about. */
  window: instant,
  takenAt: instant,
  /** By its owner's clock. Written anew, later, while the work goes on. */
  expiresAt: instant,
});

/** `leases/backup-<n>.json`: who makes the scheduled backup of this vault just now. */
export type Lease = Readonly<z.infer<typeof leaseSchema>>;

export interface FoundLease {
  readonly key: string;
  readonly number: number;
  /** Undefined where it is not one that a holder of this vault's key wrote: then it keeps nobody away, and only its name is taken. */
  readonly lease: Lease | undefined;
}

export function encodeLease(lease: Lease, vault: Vault): Uint8Array {
  const sealed = { ...lease, seal: sealOf('lease', lease, vault.keys.chunkKey) };
  return new TextEncoder().encode(`${JSON.stringify(sealed, null, 2)}\n`);
}

/** Every lease in the place, by its number. @throws what the place throws. */
export async function readLeases(vault: Vault, signal: AbortSignal): Promise<FoundLease[]> {
  const found: FoundLease[] = [];
  for await (const { key } of vault.store.list(leasesPrefix, { signal })) {
    const number = leaseNumber(key);
    if (number !== undefined) found.push({ key, number, lease: undefined });
  }
  const read = await Promise.all(found.map(async (each) => ({ ...each, lease: await readLease(vault, each.key, signal) })));
  return read.toSorted((a, b) => a.number - b.number);
}

async function readLease(vault: Vault, key: string, signal: AbortSignal): Promise<Lease | undefined> {
  try {
    return decodeLease(await vault.store.get(key, { signal }), vault);
  } catch (error) {
    // Given back between the listing and now.
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return undefined;
    throw error;
  }
}

function decodeLease(bytes: Uint8Array, vault: Vault): Lease | undefined {
  try {
    const { seal, ...content } = z.looseObject({ seal: z.string() }).parse(parseJson(new TextDecoder().decode(bytes)));
    const lease = leaseSchema.parse(content);
    return lease.vaultId === vault.header.vaultId && hasSeal(seal, 'lease', lease, vault.keys.chunkKey) ? lease : undefined;
  } catch {
    return undefined;
  }
}
