import type { Row } from './row.ts';

/** Rows in ascending order of one system date, then of id. Found by binary search; adding at the end costs nothing. */
export class OrderedRows {
  readonly by: 'created' | 'updated';
  #rows: Row[];

  constructor(by: 'created' | 'updated', rows: Iterable<Row>) {
    this.by = by;
    this.#rows = [...rows];
    if (!this.#isSorted()) this.#rows.sort((a, b) => this.#compare(a, b));
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  insert(row: Row): void {
    const last = this.#rows.at(-1);
    if (last === undefined || this.#compare(last, row) < 0) this.#rows.push(row);
    else this.#rows.splice(this.lowerBound(row[this.by], row.id), 0, row);
  }

  remove(row: Row): void {
    const index = this.lowerBound(row[this.by], row.id);
    if (this.#rows[index]?.id === row.id) this.#rows.splice(index, 1);
  }

  /** Puts the new form of a row in the place of the old one, moving it if its date changed. */
  replace(before: Row, after: Row): void {
    if (before[this.by] !== after[this.by]) {
      this.remove(before);
      this.insert(after);
      return;
    }
    const index = this.lowerBound(before[this.by], before.id);
    if (this.#rows[index]?.id === before.id) this.#rows[index] = after;
  }

  /** Index of the first row at or after (date, id); the number of rows when there is none. */
  lowerBound(date: string, id: string): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = this.#rows[middle];
      if (row !== undefined && (row[this.by] < date || (row[this.by] === date && row.id < id))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: Row, b: Row): number {
    if (a[this.by] !== b[this.by]) return a[this.by] < b[this.by] ? -1 : 1;
    if (a.id === b.id) return 0;
    return a.id < b.id ? -1 : 1;
  }

  #isSorted(): boolean {
    let previous: Row | undefined;
    for (const row of this.#rows) {
      if (previous !== undefined && this.#compare(previous, row) > 0) return false;
      previous = row;
    }
    return true;
  }
}
