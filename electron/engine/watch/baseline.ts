import type { Manifest } from '../../../shared/model/snapshot.ts';
import { readIfThere } from '../vault/read-if-there.ts';
import type { Vault } from '../vault/vault.ts';

/** So far back a complete backup is looked for; incomplete ones for longer than that are compared with each other. */
const mostLooks = 50;

/**
 * What a backup is to be compared with: the newest complete one before it, so that records which an incomplete one lacks are not taken for new
 * afterwards and what was lost meanwhile is not overlooked; where there is none, the newest that can be read.
 * @param earlier names of backups before it, newest first
 */
export async function findBaseline(vault: Vault, earlier: readonly string[], signal: AbortSignal): Promise<Manifest | undefined> {
  let newest: Manifest | undefined;
  for (const name of earlier.slice(0, mostLooks)) {
    const manifest = await readIfThere(vault, name, signal);
    if (manifest?.outcome === 'complete') return manifest;
    newest ??= manifest;
  }
  return newest;
}
