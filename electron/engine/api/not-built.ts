import { HoldfastError } from '../../../shared/model/errors.ts';

/** Stands where a call of the contract has no handler yet. */
export async function notBuilt(): Promise<never> {
  throw new HoldfastError('bug', 'Not built yet.');
}
