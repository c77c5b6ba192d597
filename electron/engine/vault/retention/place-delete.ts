import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { Vault } from '../vault.ts';

/** False where the place lets nothing go. @throws what else the place throws. */
export async function tryDelete({ store }: Pick<Vault, 'store'>, key: string, signal: AbortSignal): Promise<boolean> {
  try {
    await store.delete(key, { signal });
    return true;
  } catch (error) {
    if (isHoldfastError(error, 'permission-denied')) return false;
    throw error;
  }
}
