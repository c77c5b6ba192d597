import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { decodeStatus, encodeStatus, type Status, statusPage } from '../vault/format/status.ts';
import { statusHtmlKey, statusJsonKey } from '../vault/format/names.ts';
import { listSnapshots, type Vault } from '../vault/vault.ts';

/** What the place says of its verified backups, or undefined. */
export async function readStatus(vault: Vault, signal: AbortSignal): Promise<Status | undefined> {
  try {
    const status = decodeStatus(await vault.store.get(statusJsonKey, { signal }));
    return status?.vaultId === vault.header.vaultId ? status : undefined;
  } catch (error) {
    if (isHoldfastError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** Notes in the place that this snapshot was read back from it. The last step of a backup. */
export async function writeStatus(vault: Vault, manifest: Manifest, verifiedAt: Date, signal: AbortSignal): Promise<void> {
  const earlier = (await readStatus(vault, signal))?.verified ?? [];
  const present = new Set((await listSnapshots(vault, signal)).map(({ name }) => name));
  const status: Status = {
    format: 'holdfast-status/1',
    vaultId: vault.header.vaultId,
    app: manifest.app.name,
    snapshot: manifest.id,
    outcome: manifest.outcome,
    readStartedAt: manifest.readStartedAt,
    verifiedAt: verifiedAt.toISOString(),
    verified: [...new Set([...earlier, manifest.id])].filter((name) => present.has(name)),
  };
  await vault.store.put(statusJsonKey, encodeStatus(status), { signal });
  await vault.store.put(statusHtmlKey, statusPage(status), { signal });
}
