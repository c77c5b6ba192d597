import { connection } from '../connection/client.ts';

const firstPauseMs = 500;
const longestPauseMs = 15_000;

/**
 * Follows a stream of the engine for as long as the page lives, or until aborted: when it ends or breaks it is begun again.
 * `onBegin` is told before each beginning, `again` = something may have been missed since the last one.
 */
export async function follow<T>(begin: (signal: AbortSignal) => Promise<AsyncIterable<T>>, options: { readonly signal: AbortSignal; readonly onValue: (value: T) => void; readonly onBegin?: (again: boolean) => void }): Promise<void> {
  let again = false;
  let pauseMs = firstPauseMs;
  while (!options.signal.aborted) {
    try {
      const values = await begin(options.signal);
      options.onBegin?.(again);
      again = true;
      for await (const value of values) {
        pauseMs = firstPauseMs;
        options.onValue(value);
      }
    } catch {
      // Where the connection broke, the frame of the page says so; here it is only begun again.
    }
    await pause(pauseMs, options.signal);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

/** Over at once when the connection comes back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = connection.subscribe(() => {
      if (connection.get().kind === 'open') end();
    });
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}
