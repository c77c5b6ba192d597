import { HoldfastError } from '../../../shared/model/errors.ts';

/** Fails in this process as a program does that has a mistake: with a secret in the words, in the cause and in a field. */
export function failBy(message: string, as: 'error' | 'rejection'): void {
  const error = Object.assign(new TypeError(message, { cause: new HoldfastError('corrupt', message, { details: { message } }) }), { field: message });
  if (as === 'rejection') void Promise.reject(error);
  else setImmediate(() => {
    throw error;
  });
}
