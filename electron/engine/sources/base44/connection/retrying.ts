import { HoldfastError } from '../../../../../shared/model/errors.ts';
import { fullJitterDelay } from '../../../../../shared/model/retry.ts';
import type { Clock } from '../../../ports/clock.ts';
import { hasReason } from './failures.ts';

export interface Retrying {
  readonly clock: Clock;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  /** Called before each wait. */
  readonly onRetry: (error: HoldfastError, waitMs: number) => void;
}

const backOff = { baseMs: 500, capMs: 30_000 } as const;
/** A platform that asks for a longer pause than this is left alone until the next run. */
const longestWaitMs = 10 * 60_000;

/** Does it again while that may help: a few times, waiting longer each time, or as long as the other side asked. @throws the last error. */
export async function withRetries<T>(retrying: Retrying, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HoldfastError) || !error.transient || failures >= triesFor(error)) throw error;
      const wait = fullJitterDelay(failures, retrying.random(), error.code === 'rate-limited' ? { ...backOff, baseMs: 2000 } : backOff, error.retryAfterMs);
      if (wait > longestWaitMs) throw error;
      retrying.onRetry(error, wait);
      await retrying.clock.sleepUntil(new Date(retrying.clock.now().getTime() + wait), signal);
    }
  }
}

function triesFor(error: HoldfastError): number {
  if (error.code === 'rate-limited') return 8;
  // Each of these has already cost two minutes.
  if (hasReason(error, 'stuck')) return 2;
  return hasReason(error, 'web-page', 'not-understood') ? 3 : 5;
}
