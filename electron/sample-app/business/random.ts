/**
 * Chance that is the same on every machine: each record throws its own dice, named by the seed, its kind and its
 * number, so that any record can be made without making the ones before it. Only integer arithmetic and the four basic
 * operations are used, which give the same bits everywhere.
 */
export class Dice {
  #state: number;

  constructor(seed: number, kind: number, index: number) {
    this.#state = mix(mix(mix(seed | 0) ^ kind) ^ index);
  }

  /** 0 ≤ x < 1. */
  next(): number {
    return this.#bits() / 4_294_967_296;
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return at(items, this.below(items.length));
  }

  /** Small numbers come far more often: a few customers and products make most of the business. */
  skewedBelow(below: number): number {
    const x = this.next();
    return Math.floor(x * x * below);
  }

  /** Hex digits, up to eight. */
  hex(digits: number): string {
    return this.#bits().toString(16).padStart(8, '0').slice(8 - digits);
  }

  // mulberry32
  #bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return (x ^ (x >>> 14)) >>> 0;
  }
}

// The finaliser of MurmurHash3.
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16) ^ 0x9e3779b9;
}

/** `items[index]`, going round at the end. @throws RangeError for an empty list. */
export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}
