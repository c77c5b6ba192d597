import { setTimeout as sleep } from 'node:timers/promises';
import { cancelledError, throwIfCancelled } from '../ports/cancel.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * No timer runs longer than this: a timer does not count the time a computer is asleep, so a long one fires hours late,
 * or early after the clock was set.
 */
const longestTimerMs = 15_000;

/** This computer's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  async sleepUntil(at, signal) {
    throwIfCancelled(signal);
    for (;;) {
      const left = at.getTime() - Date.now();
      if (left <= 0) return;
      try {
        await sleep(Math.min(left, longestTimerMs), undefined, { signal });
      } catch {
        throw cancelledError(signal);
      }
    }
  },
};

/** A number from 0 up to but not including 1, for spreading retries; not for secrets. */
export function systemRandom(): number {
  return Math.random();
}
