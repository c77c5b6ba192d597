import type { Clock } from '../../ports/clock.ts';

/** Lets so many bytes a second through on average. What one caller takes, the next ones wait for. */
export class Pace {
  readonly #clock: Clock;
  readonly #bytesPerSecond: number;
  /** When all that was let through so far is worked off, on the monotonic clock. */
  #freeAt = 0;

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Fulfilled when these bytes may go. @throws cancelled; they are given back then */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const waitMs = this.#freeAt - this.#clock.monotonic();
    this.owe(bytes);
    if (waitMs <= 0) return;
    try {
      await this.#clock.sleepUntil(new Date(this.#clock.now().getTime() + waitMs), signal);
    } catch (error) {
      this.owe(-bytes);
      throw error;
    }
  }

  /** Counts bytes that have gone already. */
  owe(bytes: number): void {
    if (this.#bytesPerSecond === Infinity) return;
    this.#freeAt = Math.max(this.#freeAt, this.#clock.monotonic()) + (bytes / this.#bytesPerSecond) * 1000;
  }
}
