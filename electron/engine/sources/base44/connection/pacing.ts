import type { Clock } from '../../../ports/clock.ts';
import { orCancelled, throwIfCancelled } from '../../../ports/cancel.ts';
import type { Limits } from '../config.ts';

/**
 * The one place that decides when a request may go out: a token bucket, a limit on requests under way, and a pause that
 * holds for all of them once the platform has said "too many".
 */
export interface Pacer {
  /** Waits for its turn, works, and makes room for the next. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Waits for its turn only: for downloads, which last long and are not counted by the platform's limit. */
  turn(signal: AbortSignal): Promise<void>;
  /** The platform said "too many": nobody asks for so long, and from then on more slowly. */
  tooMany(waitMs: number): void;
}

/** What an unpaced source falls to when it is told "too many" after all. */
const fallenRate = 50;
/** Successes in a row after which a lowered rate is raised a step. */
const successesToRecover = 20;

export function createPacer(clock: Clock, limits: Limits): Pacer {
  let rate = limits.requestsPerSecond;
  let tokens = limits.burst;
  let refilledAt = clock.monotonic();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let inFlight = 0;
  let successes = 0;
  const waiting: (() => void)[] = [];

  /** Milliseconds until a request may go out; takes a token when that is none. */
  function take(): number {
    const now = clock.monotonic();
    if (now < pausedUntil) return pausedUntil - now;
    if (rate === Number.POSITIVE_INFINITY) return 0;
    tokens = Math.min(limits.burst, tokens + (Math.max(0, now - refilledAt) / 1000) * rate);
    refilledAt = Math.max(refilledAt, now);
    // A hair less than one counts as one: sums of fractions do not come out even.
    if (tokens < 0.999) return Math.max(1, ((1 - tokens) / rate) * 1000);
    tokens -= 1;
    return 0;
  }

  async function turn(signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    for (let wait = take(); wait > 0; wait = take()) await clock.sleepUntil(new Date(clock.now().getTime() + wait), signal);
  }

  async function enter(signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    while (inFlight >= limits.maxInFlight) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      try {
        await orCancelled(promise, signal);
      } catch (error) {
        // Whoever gives up must not swallow a place that was just handed on.
        const at = waiting.indexOf(resolve);
        if (at === -1) waiting.shift()?.();
        else waiting.splice(at, 1);
        throw error;
      }
    }
    inFlight += 1;
  }

  function leave(): void {
    inFlight -= 1;
    waiting.shift()?.();
  }

  function succeeded(): void {
    successes += 1;
    if (rate === limits.requestsPerSecond || successes < successesToRecover) return;
    successes = 0;
    const raised = limits.requestsPerSecond === Number.POSITIVE_INFINITY ? rate * 2 : rate + limits.requestsPerSecond / 4;
    rate = raised > 1000 ? limits.requestsPerSecond : Math.min(raised, limits.requestsPerSecond);
  }

  return {
    turn,
    async run(work, signal) {
      await enter(signal);
      try {
        await turn(signal);
        const result = await work();
        succeeded();
        return result;
      } finally {
        leave();
      }
    },
    tooMany(waitMs) {
      const now = clock.monotonic();
      // Requests that were under way together are refused together; that is one reason to slow down, not several.
      const isNews = now >= pausedUntil;
      pausedUntil = Math.max(pausedUntil, now + waitMs);
      // A pause that was ordered earns nothing: it does not end in a burst.
      refilledAt = pausedUntil;
      successes = 0;
      if (!isNews) return;
      rate = rate === Number.POSITIVE_INFINITY ? fallenRate : Math.max(rate / 2, Math.min(0.2, limits.requestsPerSecond));
      tokens = Math.min(tokens, 1);
    },
  };
}
