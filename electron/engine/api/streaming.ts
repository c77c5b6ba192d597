import { toContractError } from './to-contract-error.ts';

/** A stream whose errors leave as the contract's: the implementer sees only the call's own. */
export async function* streamed<T>(stream: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  try {
    yield* stream;
  } catch (error) {
    throw toContractError(error);
  }
}
