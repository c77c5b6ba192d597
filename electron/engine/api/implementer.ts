import { implement } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { toContractError } from './to-contract-error.ts';

/**
 * The contract, ready to be given handlers: `api.apps.list.handler(…)`. Inputs and outputs are parsed by it, and whatever a handler
 * throws leaves as one of the contract's errors, so that no stack and no foreign message ever reaches a page.
 */
export const api = implement(contract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    throw toContractError(error);
  }
});
