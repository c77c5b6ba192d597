import { setTimeout as sleep } from 'node:timers/promises';
import { cancelledError, throwIfCancelled } from '../ports/cancel.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * No timer runs longer than this: a timer does not count the time a computer is asleep, so a long one fires hours late,
 * or early after the clock was set.
 */
const longestTimerMs = 15_000;

/** What a clock is made of: the operating system's, or a test's. */
export interface TimeSource {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Fulfilled after so many milliseconds, give or take; rejects when the signal fires. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

export function createSystemClock(source: TimeSource): Clock {
  return {
    now: () => new Date(source.now()),
    monotonic: () => performance.now(),
    async sleepUntil(at, signal) {
      throwIfCancelled(signal);
      for (;;) {
        const left = at.getTime() - source.now();
        if (left <= 0) return;
        try {
          await source.wait(Math.min(left, longestTimerMs), signal);
        } catch {
          throw cancelledError(signal);
        }
      }
    },
  };
}

/** This computer's clock. */
export const systemClock: Clock = createSystemClock({ now: () => Date.now(), wait: (ms, signal) => sleep(ms, undefined, { signal }) });

/** A number from 0 up to but not including 1, for spreading retries; not for secrets. */
export function systemRandom(): number {
  return Math.random();
}
