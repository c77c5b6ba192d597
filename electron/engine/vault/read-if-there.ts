import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import { readManifest, type Vault } from './vault.ts';

/** Undefined when it went meanwhile, or cannot be opened. @throws what the place throws. */
export async function readIfThere(vault: Vault, name: string, signal: AbortSignal): Promise<Manifest | undefined> {
  try {
    return await readManifest(vault, name, signal);
  } catch (error) {
    if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'not-found') || isHoldfastError(error, 'permission-denied')) return undefined;
    throw error;
  }
}
