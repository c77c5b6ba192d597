import { throwIfCancelled } from '../../ports/cancel.ts';
import type { Clock } from '../../ports/clock.ts';

/** Milliseconds after which a waiting caller looks again: the limit may be another by then. */
const longestNap = 1000;

/**
 * Lets so many bytes a second through. What one caller takes, the next ones wait for, in the order they came: within any time no more goes
 * than fits into it and the last part. One pace for several places is one limit over all of them.
 */
export class Pace {
  readonly #clock: Clock;
  #bytesPerSecond: number;
  /** Bytes that were let through or have a turn. */
  #promised = 0;
  /** Bytes that there was time for. */
  #worked = 0;
  #at: number;

  /** @param bytesPerSecond Infinity = no limit */
  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#at = clock.monotonic();
  }

  /** Another limit from now on, for who waits already too. */
  limit(bytesPerSecond: number): void {
    this.#pass();
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Fulfilled when these bytes may go. @throws cancelled; they are given back then */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    this.#pass();
    const turn = this.#promised;
    this.#promised += bytes;
    try {
      throwIfCancelled(signal);
      for (;;) {
        this.#pass();
        const waitMs = ((turn - this.#worked) / this.#bytesPerSecond) * 1000;
        // What is left of a byte is nothing to wait for.
        if (!(waitMs > 1e-3)) return;
        // In whole milliseconds, as a date has them: less would be no wait at all, over and over.
        await this.#clock.sleepUntil(new Date(this.#clock.now().getTime() + Math.ceil(Math.min(waitMs, longestNap))), signal);
      }
    } catch (error) {
      this.#promised -= bytes;
      throw error;
    }
  }

  /** Counts bytes that have gone already. */
  owe(bytes: number): void {
    this.#pass();
    this.#promised += bytes;
  }

  /** Time that nobody used is gone: nothing is saved up for a burst. */
  #pass(): void {
    const now = this.#clock.monotonic();
    const room = this.#bytesPerSecond === Infinity ? Infinity : ((now - this.#at) / 1000) * this.#bytesPerSecond;
    this.#worked = Math.min(this.#promised, this.#worked + room);
    this.#at = now;
  }
}
