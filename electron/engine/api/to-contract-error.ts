import { ORPCError } from '@orpc/client';
import { toHoldfastError } from '../../../shared/model/errors.ts';

/** Any error as the contract's: code, sentence, next step. What is not ours becomes `bug`; its cause stays in this process, for its host to keep a report of. */
export function toContractError(error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return new ORPCError('invalid-input', { defined: true, message: 'Holdfast did not understand that request.', data: { nextStep: 'Correct what was typed and try again.' } });
  }
  const { code, message, nextStep, details } = toHoldfastError(error);
  const { field } = details;
  return new ORPCError(code, { defined: true, message, data: { nextStep, ...(typeof field === 'string' ? { field } : {}) }, ...(code === 'bug' ? { cause: error } : {}) });
}
