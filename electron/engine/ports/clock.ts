/** Time comes in through here, so that tests and simulated months need no waiting. */
export interface Clock {
  /** Wall-clock time. May jump. */
  now(): Date;
  /** Milliseconds from some fixed point; never goes back. For durations. */
  monotonic(): number;
  /** Fulfilled once `now()` has reached `at`; rejects with `cancelled` when the signal fires. */
  sleepUntil(at: Date, signal: AbortSignal): Promise<void>;
}
