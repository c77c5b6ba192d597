import type { z } from 'zod';
import type { change } from '../../../shared/contract/changes.ts';

export type Change = z.infer<typeof change>;

/** Tells whoever listens what to ask again. Nothing is kept for those who come later: they ask everything anyway. */
export interface ChangeFeed {
  publish(change: Change): void;
  /** Every change from now on until the signal stops it. A slow listener gets each topic once, not each event. */
  listen(signal: AbortSignal): AsyncIterableIterator<Change>;
}

export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>();
  return {
    publish(change) {
      for (const tell of listeners) tell(change);
    },
    // Not a generator: it listens from the call on, not from the first time something is asked for.
    listen(signal) {
      const waiting = new Map<string, Change>();
      let wake: (() => void) | undefined;
      let ended = signal.aborted;
      const tell = (change: Change): void => {
        waiting.set(`${change.topic} ${change.app ?? ''}`, change);
        wake?.();
      };
      const end = (): void => {
        ended = true;
        listeners.delete(tell);
        signal.removeEventListener('abort', end);
        wake?.();
      };
      if (!ended) {
        listeners.add(tell);
        signal.addEventListener('abort', end, { once: true });
      }
      return {
        async next() {
          for (;;) {
            if (ended) return { done: true, value: undefined };
            const [first] = waiting;
            if (first !== undefined) {
              waiting.delete(first[0]);
              return { done: false, value: first[1] };
            }
            await new Promise<void>((resolve) => (wake = resolve));
          }
        },
        async return() {
          end();
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}
