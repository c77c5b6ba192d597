/** Nothing is said about a phase before it went on for so long, in milliseconds. */
const quietMs = 4000;
/** Nor before so many observations. */
const enough = 4;
/** Observations closer together than this are one. */
const apartMs = 400;
/** The pace is that of about the last so many milliseconds. */
const memoryMs = 20_000;
/** How far two estimates may be apart, each counted to the same moment, to be called steady. */
const steady = 0.35;
/** How much of a new estimate is taken over at once. */
const yielding = 0.25;

interface Observation {
  /** `Clock.monotonic`. */
  readonly at: number;
  readonly done: number;
}

/**
 * How long a phase still takes, by its pace. Says nothing until the pace is steady, then moves gently: somebody who reads it
 * every second sees a number that counts down, not one that jumps.
 */
export class Pace {
  #phase: string | undefined;
  #began = 0;
  #last: Observation | undefined;
  #observations = 0;
  /** Units per millisecond. */
  #rate: number | undefined;
  #estimate: Observation | undefined;
  #shown: Observation | undefined;

  /** @param at `Clock.monotonic` @returns milliseconds left, or undefined while nobody can say. */
  observe(phase: string, done: number, total: number | undefined, at: number): number | undefined {
    if (phase !== this.#phase || (this.#last !== undefined && done < this.#last.done)) this.#start(phase, done, at);
    if (total === undefined || total <= 0) return undefined;
    if (done >= total) return this.#shown === undefined ? undefined : 0;
    const last = this.#last ?? { at, done };
    const elapsed = at - last.at;
    if (elapsed >= apartMs) this.#take(last, done, total, at);
    return this.#shown === undefined ? undefined : Math.max(0, Math.round(this.#shown.done - (at - this.#shown.at)));
  }

  #start(phase: string, done: number, at: number): void {
    this.#phase = phase;
    this.#began = at;
    this.#last = { at, done };
    this.#observations = 0;
    this.#rate = undefined;
    this.#estimate = undefined;
    this.#shown = undefined;
  }

  #take(last: Observation, done: number, total: number, at: number): void {
    const elapsed = at - last.at;
    const pace = (done - last.done) / elapsed;
    // The weight of what is older fades with time, not with the number of observations, which come when they like.
    const fade = Math.exp(-elapsed / memoryMs);
    const young = 1 / (this.#observations + 1);
    this.#rate = this.#rate === undefined ? pace : this.#rate + (pace - this.#rate) * Math.max(1 - fade, young);
    this.#last = { at, done };
    this.#observations += 1;
    if (this.#rate <= 0) return;
    const left = (total - done) / this.#rate;
    const before = this.#estimate === undefined ? undefined : this.#estimate.done - (at - this.#estimate.at);
    this.#estimate = { at, done: left };
    if (this.#shown !== undefined) {
      const expected = Math.max(0, this.#shown.done - (at - this.#shown.at));
      this.#shown = { at, done: expected + (left - expected) * yielding };
      return;
    }
    const isSteady = before !== undefined && Math.abs(left - before) <= steady * Math.max(left, 1000);
    if (isSteady && this.#observations >= enough && at - this.#began >= quietMs) this.#shown = { at, done: left };
  }
}
