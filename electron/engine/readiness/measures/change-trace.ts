/** What one table went through between two backups, both of which hold it whole. Times in milliseconds since 1970. */
export interface ChangeStep {
  readonly from: number;
  readonly to: number;
  readonly created: number;
  readonly changed: number;
  readonly deleted: number;
}

/** Which records are counted: all that were created, changed or deleted, or those that came new. */
export type Counted = 'all' | 'new';

export interface StretchOptions {
  readonly counted: Counted;
  /** How many the table has. */
  readonly records?: number | undefined;
}

/** How much of a stretch of time happened, as far as backups tell. */
export interface Stretch {
  /** If everything between two backups happens evenly. */
  readonly even: number;
  /** If it happens in as short a time as is plausible, and most of that outside or inside of the stretch. */
  readonly least: number;
  readonly most: number;
  /** Share of the stretch of which anything is known. */
  readonly known: number;
}

const hourMs = 3_600_000;

/** A table's changes in the order of time, without gaps being taken for quiet and without a change being counted twice. */
export class ChangeTrace {
  #steps: ChangeStep[] = [];
  #watchedMs = 0;
  readonly #totals = { all: 0, new: 0 };
  /** Until a step comes or goes. */
  readonly #usuals = new Map<Counted, number>();
  readonly #sums = new Map<Counted, Sums>();

  get steps(): readonly ChangeStep[] {
    return this.#steps;
  }

  /** For how long it was watched, in milliseconds. */
  get watchedMs(): number {
    return this.#watchedMs;
  }

  total(counted: Counted): number {
    return this.#totals[counted];
  }

  /** In the order of `to`. One that begins before what is known ends stands for it: it was compared with an earlier backup. */
  add(step: ChangeStep): void {
    if (step.to <= step.from) return;
    for (let last = this.#steps.at(-1); last !== undefined && last.from >= step.from; last = this.#steps.at(-1)) {
      this.#steps.pop();
      this.#count(last, -1);
    }
    const last = this.#steps.at(-1);
    if (last !== undefined && last.to > step.from) return;
    this.#steps.push(step);
    this.#count(step, 1);
  }

  /** Lets go of what ended before. */
  forgetBefore(at: number): void {
    const first = this.#steps.findIndex(({ to }) => to >= at);
    for (const step of first === -1 ? this.#steps : this.#steps.slice(0, first)) this.#count(step, -1);
    this.#steps = first === -1 ? [] : this.#steps.slice(first);
  }

  stretch(from: number, to: number, options: StretchOptions): Stretch {
    const first = this.#firstAfter(from);
    const end = this.#firstFrom(to);
    const parts = { even: 0, least: 0, most: 0, known: 0 };
    if (first >= end) return parts;
    this.#addPart(parts, first, from, to, options);
    if (end - 1 > first) this.#addPart(parts, end - 1, from, to, options);
    if (end - 2 > first) {
      // Between them lie whole steps.
      const { counts, lengths } = this.#sumsOf(options.counted);
      const whole = (counts[end - 1] ?? 0) - (counts[first + 1] ?? 0);
      parts.even += whole;
      parts.least += whole;
      parts.most += whole;
      parts.known += (lengths[end - 1] ?? 0) - (lengths[first + 1] ?? 0);
    }
    return { ...parts, known: parts.known / (to - from) };
  }

  #addPart(parts: { even: number; least: number; most: number; known: number }, index: number, from: number, to: number, { counted, records }: StretchOptions): void {
    const step = this.#steps[index];
    if (step === undefined) return;
    const inside = Math.min(to, step.to) - Math.max(from, step.from);
    const count = Math.min(this.#usual(counted), countOf(step, counted));
    parts.known += inside;
    if (count === 0) return;
    const share = inside / (step.to - step.from);
    // Where most records of the table were changed, they were changed again and again: a part of the time may have changed as many.
    const isFull = counted === 'all' && records !== undefined && step.changed > records / 2;
    const density = share === 1 ? 1 : this.#densityOf(index, counted);
    // What a part of a step holds varies by chance as well.
    const chance = Math.sqrt(count * share * (1 - share));
    parts.even += count * share;
    parts.least += Math.max(0, count - density * (1 - share) * count - chance);
    parts.most += isFull ? count : Math.min(count, density * share * count + chance);
  }

  /** Of all steps before each one: what they count, and how long they are. */
  #sumsOf(counted: Counted): Sums {
    const known = this.#sums.get(counted);
    if (known !== undefined) return known;
    const usual = this.#usual(counted);
    const sums = { counts: new Float64Array(this.#steps.length + 1), lengths: new Float64Array(this.#steps.length + 1) };
    this.#steps.forEach((step, index) => {
      sums.counts[index + 1] = (sums.counts[index] ?? 0) + Math.min(usual, countOf(step, counted));
      sums.lengths[index + 1] = (sums.lengths[index] ?? 0) + step.to - step.from;
    });
    this.#sums.set(counted, sums);
    return sums;
  }

  /** What happened once and is far beyond everything else (a table emptied, an import) is no rule: a step counts as much as the largest of the rest. */
  #usual(counted: Counted): number {
    const known = this.#usuals.get(counted) ?? usualMost(this.#steps.map((step) => countOf(step, counted)));
    this.#usuals.set(counted, known);
    return known;
  }

  /** The first step that ends after a moment. */
  #firstAfter(at: number): number {
    return firstOf(this.#steps, ({ to }) => to > at);
  }

  /** The first step that begins at a moment or after it. */
  #firstFrom(at: number): number {
    return firstOf(this.#steps, ({ from }) => from >= at);
  }

  /**
   * How many times denser than even things may happen within a step: hardly within an hour; of a day, all of it may fall into the hours of work. Where
   * the steps beside it are as busy, so are its own parts, if it is shorter than what people do by day and by night.
   */
  #densityOf(index: number, counted: Counted): number {
    const step = this.#steps[index];
    if (step === undefined) return 1;
    const hours = (step.to - step.from) / hourMs;
    const unknown = Math.min(2.5, 1.2 + Math.max(0, hours - 1) * 0.1);
    if (hours > 9) return unknown;
    const before = this.#steps[index - 1] ?? step;
    const after = this.#steps[index + 1] ?? step;
    const most = Math.max(rateOf(before, counted), rateOf(step, counted), rateOf(after, counted));
    const fewest = Math.min(rateOf(before, counted), rateOf(step, counted), rateOf(after, counted));
    const byChance = most === 0 ? 1 : 2.5 / Math.sqrt(most * (step.to - step.from));
    const varies = most === 0 ? 0 : (most - fewest) / most - byChance;
    return Math.min(unknown, Math.max(1.1, 1.1 + 2 * (unknown - 1.1) * varies));
  }

  #count(step: ChangeStep, sign: 1 | -1): void {
    this.#watchedMs += sign * (step.to - step.from);
    this.#totals.all += sign * countOf(step, 'all');
    this.#totals.new += sign * countOf(step, 'new');
    this.#usuals.clear();
    this.#sums.clear();
  }
}

interface Sums {
  readonly counts: Float64Array;
  readonly lengths: Float64Array;
}

/** Of steps in order, the index of the first for which it holds. */
function firstOf(steps: readonly ChangeStep[], holds: (step: ChangeStep) => boolean): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const step = steps[middle];
    if (step === undefined || holds(step)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function rateOf(step: ChangeStep, counted: Counted): number {
  return countOf(step, counted) / (step.to - step.from);
}

function usualMost(counts: readonly number[]): number {
  const sorted = counts.toSorted((a, b) => b - a);
  const rare = Math.min(2, Math.floor(sorted.length / 20));
  const rest = sorted[rare] ?? Number.POSITIVE_INFINITY;
  return (sorted[rare - 1] ?? 0) > 5 * rest + 20 ? Math.max(1, rest) : Number.POSITIVE_INFINITY;
}

function countOf({ created, changed, deleted }: ChangeStep, counted: Counted): number {
  return counted === 'new' ? created : created + changed + deleted;
}
