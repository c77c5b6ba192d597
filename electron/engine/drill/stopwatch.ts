import type { Clock } from '../ports/clock.ts';
import type { DrillPhase, DrillReport } from './drill-desk.ts';

/** How long each phase took. Phases come back in turns, a part of the backup at a time, and never run side by side: what they took adds up. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #began: number;
  readonly #spent = new Map<DrillPhase, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#began = clock.monotonic();
  }

  async during<T>(phase: DrillPhase, work: () => Promise<T>): Promise<T> {
    const began = this.#clock.monotonic();
    try {
      return await work();
    } finally {
      this.#add(phase, this.#clock.monotonic() - began);
    }
  }

  /** The same for work that is done at once. */
  at<T>(phase: DrillPhase, work: () => T): T {
    const began = this.#clock.monotonic();
    try {
      return work();
    } finally {
      this.#add(phase, this.#clock.monotonic() - began);
    }
  }

  /** In the order in which they were first begun. */
  get phases(): DrillReport['phases'] {
    return Array.from(this.#spent, ([name, ms]) => ({ name, ms: Math.round(ms * 10) / 10 }));
  }

  /** Milliseconds since it was made. */
  get total(): number {
    return Math.round((this.#clock.monotonic() - this.#began) * 10) / 10;
  }

  #add(phase: DrillPhase, ms: number): void {
    this.#spent.set(phase, (this.#spent.get(phase) ?? 0) + ms);
  }
}
