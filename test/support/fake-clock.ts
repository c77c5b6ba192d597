import { setImmediate as nextTurn } from 'node:timers/promises';
import { cancelledError, throwIfCancelled } from '../../electron/engine/ports/cancel.ts';
import type { Clock } from '../../electron/engine/ports/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export interface FakeClockOptions {
  /** 2026-01-14T02:00:00Z unless told. */
  readonly start?: Date | string;
  /** A sleep takes no real time and moves the clock itself: for code whose waiting is not the subject of the test. */
  readonly autoAdvance?: boolean;
}

/** A clock that stands still until a test moves it. Sleepers wake in the order of their times, the clock showing each one's time as it wakes. */
export class FakeClock implements Clock {
  #now: number;
  #monotonic = 0;
  #sleepers: Sleeper[] = [];
  readonly #autoAdvance: boolean;
  /** How long each sleep was asked to last when it began, in milliseconds. */
  readonly sleeps: number[] = [];

  constructor(options: FakeClockOptions = {}) {
    this.#now = new Date(options.start ?? '2026-01-14T02:00:00Z').getTime();
    this.#autoAdvance = options.autoAdvance ?? false;
  }

  now(): Date {
    return new Date(this.#now);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** How many sleep right now. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  async sleepUntil(at: Date, signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    const left = at.getTime() - this.#now;
    this.sleeps.push(Math.max(0, left));
    if (left <= 0) return;
    if (this.#autoAdvance) {
      this.#moveTo(at.getTime());
      await nextTurn();
      throwIfCancelled(signal);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        signal.removeEventListener('abort', cancel);
      };
      const cancel = () => {
        leave();
        reject(cancelledError(signal));
      };
      const sleeper: Sleeper = {
        at: at.getTime(),
        wake: () => {
          leave();
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Moves the clock on by so many milliseconds, waking sleepers on the way and letting each run until it waits again. */
  async advance(ms: number): Promise<void> {
    await settle();
    const end = this.#now + ms;
    for (;;) {
      const next = this.#earliest();
      if (next === undefined || next.at > end) break;
      this.#moveTo(next.at);
      next.wake();
      await settle();
    }
    this.#moveTo(end);
    await settle();
  }

  /** Moves the clock on in steps until `work` is done, however much real work lies between its sleeps. */
  async advanceUntil<T>(work: Promise<T>, stepMs = 50): Promise<T> {
    const state = { isDone: false };
    const finish = () => {
      state.isDone = true;
    };
    work.then(finish, finish);
    await settle();
    while (!state.isDone) await this.advance(stepMs);
    return work;
  }

  /** Sets the wall clock, forwards or back, as a person, a time server or waking from sleep does: no time passes for `monotonic`. */
  async setWallClock(to: Date | string): Promise<void> {
    this.#now = new Date(to).getTime();
    for (;;) {
      const next = this.#earliest();
      if (next === undefined || next.at > this.#now) break;
      next.wake();
      await settle();
    }
  }

  #earliest(): Sleeper | undefined {
    return this.#sleepers.reduce<Sleeper | undefined>((first, one) => (first === undefined || one.at < first.at ? one : first), undefined);
  }

  #moveTo(to: number): void {
    if (to <= this.#now) return;
    this.#monotonic += to - this.#now;
    this.#now = to;
  }
}

/** Lets what was woken run on: several turns of the event loop, enough for chains of promises and quick file calls. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}
