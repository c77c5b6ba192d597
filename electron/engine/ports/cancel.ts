import { HoldfastError } from '../../../shared/model/errors.ts';

/** The error every port rejects with when the caller's signal fires. */
export function cancelledError(signal?: AbortSignal): HoldfastError {
  return new HoldfastError('cancelled', 'Stopped before it was done.', { cause: signal?.reason });
}

/** @throws cancelled when the signal has fired. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledError(signal);
}

/**
 * What `work` comes to, unless the signal fires first: then `cancelled` at once. The work itself cannot be stopped this
 * way and goes on unobserved; its late failure is swallowed.
 */
export async function orCancelled<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  // Observed before anything can throw: work that was begun and failed must not end the process.
  const observed = Promise.resolve(work);
  observed.catch(() => undefined);
  throwIfCancelled(signal);
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(cancelledError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([observed, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
