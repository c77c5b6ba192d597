import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';

/** Watchers hear of changes this often at most, in milliseconds. */
const calmMs = 100;

/**
 * A value that changes, and those who watch it: each gets it as it is now, then again after changes, the newest only and at
 * most about ten times a second. Any number may watch; nobody's leaving matters to the others.
 */
export class Watched<T> {
  readonly #clock: Clock;
  #value: T;
  #version = 0;
  #ended = false;
  readonly #wakers = new Set<() => void>();

  constructor(clock: Clock, value: T) {
    this.#clock = clock;
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (this.#ended) return;
    this.#value = value;
    this.#changed();
  }

  /** There will be no other value: watchers get this one, at once, and end. */
  end(): void {
    this.#ended = true;
    this.#changed();
  }

  /** Ends when the value has ended or the signal fires; never throws. */
  async *watch(signal: AbortSignal): AsyncGenerator<T, void, void> {
    let seen = -1;
    let last = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      if (seen === this.#version) {
        if (this.#ended) return;
        await this.#change(signal);
        continue;
      }
      const wait = last + calmMs - this.#clock.monotonic();
      if (wait > 0 && !this.#ended) await this.#pause(wait, signal);
      if (signal.aborted) return;
      seen = this.#version;
      last = this.#clock.monotonic();
      yield this.#value;
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const wake of this.#wakers) wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wakers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wakers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** So long, but not beyond the end. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const wake = (): void => {
      if (this.#ended) over.abort();
    };
    this.#wakers.add(wake);
    try {
      await this.#clock.sleepUntil(new Date(this.#clock.now().getTime() + ms), AbortSignal.any([signal, over.signal]));
    } catch (error) {
      if (!isHoldfastError(error, 'cancelled')) throw error;
    } finally {
      this.#wakers.delete(wake);
    }
  }
}
