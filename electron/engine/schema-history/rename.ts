import { canonicalJson } from '../../../shared/model/record.ts';
import { hasValue } from '../compare/has-value.ts';
import type { Row, RowObserver } from '../compare/merge-rows.ts';

/** A field whose values are now under another name: `same` of `of` records that had one. */
export interface Rename {
  readonly field: string;
  readonly to: string;
  readonly same: number;
  readonly of: number;
}

interface Pair {
  same: number;
  /** A few of the values that both had: one value over and over proves little. */
  readonly values: Set<string>;
}

/** Past so many names on a side the table is another one, and nothing is said of names. */
const mostNames = 40;
const fewValues = 3;
/** Of the records that had a value, so many must have it under the new name. */
const leastShare = 0.9;

/**
 * Looks at records that changed, for values that went from one field into another that had none. What is declared gone counts as gone even where
 * a record still carries it: a platform may hide it instead of removing it.
 */
export class RenameWatch implements RowObserver {
  readonly #gone: ReadonlySet<string>;
  readonly #had = new Map<string, number>();
  readonly #pairs = new Map<string, Map<string, Pair>>();

  /** @param gone fields that the newer schema does not name any more */
  constructor(gone: ReadonlySet<string> = new Set()) {
    this.#gone = gone;
  }

  created(): void {
    // A record that was not there before tells nothing of names.
  }

  changed(from: Row, to: Row): void {
    const older = from.record();
    const newer = to.record();
    const lost = Object.keys(older).filter((field) => hasValue(older[field]) && (this.#gone.has(field) || !has(newer, field)));
    if (lost.length === 0) return;
    const gained = Object.keys(newer).flatMap((field) => (hasValue(newer[field]) && !has(older, field) ? [{ name: field, text: canonicalJson(newer[field]) }] : []));
    for (const field of lost) {
      if (!this.#had.has(field) && this.#had.size === mostNames) continue;
      this.#had.set(field, (this.#had.get(field) ?? 0) + 1);
      const value = canonicalJson(older[field]);
      for (const { name, text } of gained) if (text === value) this.#count(field, name, value);
    }
  }

  /** Each field has one new name at most, and no two share one. A field that two could be is left open. */
  get renames(): readonly Rename[] {
    const claims = [...this.#pairs].flatMap(([field, pairs]) => {
      const of = this.#had.get(field) ?? 0;
      // One value in all of many records is what any two fields may have in common.
      const good = [...pairs].filter(([, { same, values }]) => same >= of * leastShare && (same === 1 || values.size > 1)).toSorted(([, a], [, b]) => b.same - a.same);
      const [best, second] = good;
      if (best === undefined || second?.[1].same === best[1].same) return [];
      return [{ field, to: best[0], same: best[1].same, of }];
    });
    return claims.filter(({ to }, at) => claims.every((other, index) => index === at || other.to !== to)).toSorted((a, b) => (a.field < b.field ? -1 : 1));
  }

  #count(field: string, to: string, value: string): void {
    let pairs = this.#pairs.get(field);
    if (pairs === undefined) this.#pairs.set(field, (pairs = new Map<string, Pair>()));
    let pair = pairs.get(to);
    if (pair === undefined) {
      if (pairs.size === mostNames) return;
      pairs.set(to, (pair = { same: 0, values: new Set() }));
    }
    pair.same += 1;
    if (pair.values.size < fewValues) pair.values.add(value);
  }
}

function has(record: Readonly<Record<string, unknown>>, field: string): boolean {
  return Object.hasOwn(record, field) && hasValue(record[field]);
}
