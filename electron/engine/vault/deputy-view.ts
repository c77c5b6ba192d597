import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { VaultKeys } from './crypto/keys.ts';

export const storedBefore = 'This was stored before this key was let in, so it does not open with it.';
const nextStep = 'Ask whoever makes the backups to write them anew for you (deputy rekey), or open them with the recovery kit of the app.';

/** A chunk that no directory and no segment which opens leads to. To a deputy, both may be of those that do not. */
export function noPartFound({ isDeputy }: Pick<VaultKeys, 'isDeputy'>, chunk: string): HoldfastError {
  if (isDeputy === true) return new HoldfastError('corrupt', storedBefore, { nextStep, details: { chunk, deputy: true } });
  return new HoldfastError('corrupt', 'A part of this backup is missing in this place.', { details: { chunk } });
}

/**
 * To a deputy, an object that does not open is neither damage nor another vault: it was stored before they were let in, as far as anybody can tell without the vault's key.
 * Any other error, and anybody else's, is left as it is.
 */
export function asSeenWith(keys: Pick<VaultKeys, 'isDeputy'>, error: unknown): unknown {
  if (keys.isDeputy !== true || !isHoldfastError(error, 'permission-denied') || error.details['reason'] !== 'other-key') return error;
  return new HoldfastError('permission-denied', storedBefore, { nextStep, details: { ...error.details, deputy: true }, cause: error });
}
