import type { Lease } from '../../electron/engine/leases/lease.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { encodeStatus } from '../../electron/engine/vault/format/status.ts';
import { vaultFormat } from '../../electron/engine/vault/format/header.ts';
import type { Vault } from '../../electron/engine/vault/vault.ts';
import { testKeys, testVaultId } from './small-app.ts';

/** The test vault in a place, as it is opened for a lease. */
export function leaseVault(store: ObjectStore): Vault {
  const header = { format: vaultFormat as 'holdfast-vault/1', vaultId: testVaultId, app: { name: 'Small app', platform: 'memory' }, createdAt: '2026-03-01T00:00:00.000Z', recipients: [...testKeys.recipients], chunkKey: '' };
  return { store, header, keys: testKeys };
}

export function someLease(more: Partial<Lease>): Lease {
  const at = '2026-03-01T10:00:00.000Z';
  return { format: 'holdfast-lease/1', vaultId: testVaultId, owner: 'another', name: 'another', window: at, takenAt: at, expiresAt: at, ...more };
}

/** What a place says after a backup that was read back from it. */
export async function putStatus(store: ObjectStore, readAt: Date, signal: AbortSignal): Promise<void> {
  const at = readAt.toISOString();
  const snapshot = `${at.slice(0, 19).replaceAll(':', '-')}Z_small_scheduled`;
  const { json } = encodeStatus(
    { format: 'holdfast-status/1', vaultId: testVaultId, app: 'Small app', snapshot, outcome: 'complete', readStartedAt: at, recoveryPoint: at, verifiedAt: at, verified: [{ snapshot, storedBytes: 1 }] },
    testKeys.chunkKey,
  );
  await store.put('status.json', json, { signal });
}
