import type { CsvColumn } from '../../../../shared/model/csv-table.ts';
import type { CsvLimits } from './limits.ts';
import { ValueCounts } from './value-set.ts';

/** In which direction the values of a column, or of two, ran through the file. */
export type Direction = 'ascending' | 'descending' | 'none';

/** Follows values of which none may come twice or be missing. */
class Candidate {
  readonly columns: readonly number[];
  /** Undefined once there were too many values to remember; then only strictly rising or falling ones are known to differ. */
  #seen: ValueCounts | undefined = new ValueCounts();
  #last: string | undefined;
  #ascending = true;
  #descending = true;
  // Numbers sort by value; whether the column is one is only known at the end.
  #ascendingNumbers = true;
  #descendingNumbers = true;
  /** No value came twice, none was missing. */
  unique = true;

  constructor(columns: readonly number[]) {
    this.columns = columns;
  }

  get remembered(): number {
    return this.#seen?.size ?? 0;
  }

  get #monotone(): boolean {
    return this.#ascending || this.#descending || this.#ascendingNumbers || this.#descendingNumbers;
  }

  add(text: string): void {
    const last = this.#last;
    this.#last = text;
    if (last !== undefined) {
      this.#ascending &&= last < text;
      this.#descending &&= last > text;
      this.#ascendingNumbers &&= Number(last) < Number(text);
      this.#descendingNumbers &&= Number(last) > Number(text);
    }
    const repeated = this.#seen === undefined ? !this.#monotone : this.#seen.add(text) > 0;
    if (repeated) this.drop();
  }

  drop(): void {
    this.unique = false;
    this.#seen = undefined;
  }

  /** Gives back the memory. A column whose values went up and down cannot be vouched for any more. */
  forget(): void {
    this.#seen = undefined;
    if (!this.#monotone) this.unique = false;
  }

  direction(asNumber: boolean): Direction {
    if (asNumber ? this.#ascendingNumbers : this.#ascending) return 'ascending';
    return (asNumber ? this.#descendingNumbers : this.#descending) ? 'descending' : 'none';
  }
}

/** A key is looked for in so many columns from the first on. */
const keyColumns = 64;

export interface FoundKey {
  /** Columns of the key; the record's id is made of `identity`. */
  readonly columns: readonly number[];
  readonly identity: readonly number[];
  /** How the rows stood by that key, where it is known without another look. */
  readonly direction: Direction | undefined;
}

/** Joins the parts of a key of several columns; a text that holds it can at worst make two keys look alike, and then they are not used. */
export const keySeparator = '\u0001';

/**
 * Finds the columns that tell the rows of a table apart: a column called `id` first (with `created_date` before it, where
 * there is one, as the platform sorts), else the first column in which no value comes twice. Memory is bounded.
 */
export class KeyFinder {
  readonly #limits: CsvLimits;
  readonly #singles: readonly Candidate[];
  readonly #byDate: Candidate | undefined;
  readonly #id: number;
  readonly #created: number;

  constructor(columns: readonly string[], limits: CsvLimits) {
    this.#limits = limits;
    this.#singles = columns.slice(0, keyColumns).map((_name, index) => new Candidate([index]));
    const lower = columns.map((name) => name.toLowerCase());
    this.#id = Math.max(lower.indexOf('id'), lower.indexOf('_id'));
    this.#created = columns.indexOf('created_date');
    this.#byDate = this.#id !== -1 && this.#created !== -1 ? new Candidate([this.#created, this.#id]) : undefined;
  }

  add(cells: readonly string[]): void {
    for (const [index, candidate] of this.#singles.entries()) {
      if (candidate.unique) this.#addTo(candidate, cells[index] ?? '');
    }
    if (this.#byDate?.unique === true) {
      const [created = '', id = ''] = [cells[this.#created], cells[this.#id]];
      if (created === '' || id === '') this.#byDate.drop();
      else this.#addTo(this.#byDate, created + keySeparator + id);
    }
    this.#keepWithinMemory();
  }

  #addTo(candidate: Candidate, text: string): void {
    if (text === '' || text.length > this.#limits.keyCharacters) candidate.drop();
    else candidate.add(text);
  }

  /** The last columns are given up first: a key is looked for from the first on. */
  #keepWithinMemory(): void {
    const all = this.#byDate === undefined ? this.#singles : [...this.#singles, this.#byDate];
    let remembered = 0;
    for (const candidate of all) remembered += candidate.remembered;
    for (let index = all.length - 1; index >= 0 && remembered > this.#limits.rememberedValues; index -= 1) {
      remembered -= all[index]?.remembered ?? 0;
      all[index]?.forget();
    }
  }

  find(types: readonly Pick<CsvColumn, 'type'>[]): FoundKey | undefined {
    const isNumber = (column: number): boolean => types[column]?.type === 'number';
    const id = this.#singles[this.#id];
    if (this.#byDate !== undefined && this.#byDate.unique && id?.unique === true) {
      const plain = !isNumber(this.#created) && !isNumber(this.#id);
      return { columns: this.#byDate.columns, identity: id.columns, direction: plain ? this.#byDate.direction(false) : undefined };
    }
    const found = id?.unique === true ? id : this.#singles.find((candidate) => candidate.unique);
    const [column] = found?.columns ?? [];
    if (found === undefined || column === undefined) return undefined;
    return { columns: found.columns, identity: found.columns, direction: found.direction(isNumber(column)) };
  }
}

/**
 * For a table in which no single column will do: the first two columns, or three, that tell its rows apart together, with
 * no value missing. Undefined when there are none, or too many rows to be sure.
 */
export class ComposedKeyFinder {
  readonly #limits: CsvLimits;
  readonly #candidates: readonly Candidate[];

  constructor(columns: number, limits: CsvLimits) {
    this.#limits = limits;
    const some = Array.from({ length: Math.min(columns, 6) }, (_, index) => index);
    const pairs = some.flatMap((a) => some.filter((b) => b > a).map((b) => [a, b]));
    const triples = pairs.flatMap(([a = 0, b = 0]) => some.filter((c) => c > b).map((c) => [a, b, c]));
    this.#candidates = [...pairs, ...triples].map((one) => new Candidate(one));
  }

  get hopeless(): boolean {
    return this.#candidates.every((candidate) => !candidate.unique);
  }

  add(cells: readonly string[]): void {
    let remembered = 0;
    for (const candidate of this.#candidates) {
      if (!candidate.unique) continue;
      let text = '';
      for (const column of candidate.columns) {
        const cell = cells[column] ?? '';
        if (cell === '' || cell.length > this.#limits.keyCharacters) candidate.drop();
        text += (text === '' ? '' : keySeparator) + cell;
      }
      if (candidate.unique) candidate.add(text);
      remembered += candidate.remembered;
      if (remembered > this.#limits.rememberedValues) candidate.forget();
    }
  }

  find(): FoundKey | undefined {
    const found = this.#candidates.find((candidate) => candidate.unique);
    return found === undefined ? undefined : { columns: found.columns, identity: found.columns, direction: undefined };
  }
}
