import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../../shared/contract/index.ts';
import { toHoldfastError } from '../../../shared/model/errors.ts';

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

/** Any error as the contract's: code, sentence, next step. What is not ours becomes `bug`; its cause stays here. */
export function toContractError(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return new ORPCError('invalid-input', { defined: true, message: 'Holdfast did not understand that request.', data: { nextStep: 'Correct what was typed and try again.' } });
  }
  const { code, message, nextStep } = toHoldfastError(error);
  return new ORPCError(code, { defined: true, message, data: { nextStep } });
}
