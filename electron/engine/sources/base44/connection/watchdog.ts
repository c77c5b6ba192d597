import type { Clock } from '../../../ports/clock.ts';

/** Stops a request that is stuck. The limit is on silence, not on duration: a slow download that goes on is left alone. */
export interface Watchdog {
  /** Fires when the caller's signal does, or when the other side was silent for too long (`stuck` is then true). */
  readonly signal: AbortSignal;
  readonly stuck: boolean;
  /** Waits for the other side; only this time counts. What it comes to is a sign of life. */
  wait<T>(answer: Promise<T>): Promise<T>;
  /** Must be called once the request is over. */
  stop(): void;
}

export function startWatchdog(clock: Clock, maxSilenceMs: number, outer: AbortSignal): Watchdog {
  const kill = new AbortController();
  const over = new AbortController();
  let stuck = false;
  let waitingSince: number | undefined;

  async function watch(): Promise<void> {
    for (;;) {
      const silence = waitingSince === undefined ? 0 : clock.monotonic() - waitingSince;
      if (silence >= maxSilenceMs) {
        stuck = true;
        kill.abort();
        return;
      }
      await clock.sleepUntil(new Date(clock.now().getTime() + maxSilenceMs - silence), over.signal);
    }
  }
  // Ends by being stopped, which is no error.
  watch().catch(() => undefined);

  return {
    signal: AbortSignal.any([outer, kill.signal]),
    get stuck() {
      return stuck;
    },
    async wait(answer) {
      waitingSince = clock.monotonic();
      try {
        return await answer;
      } finally {
        waitingSince = undefined;
      }
    },
    stop: () => over.abort(),
  };
}
