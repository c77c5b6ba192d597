import type { CsvTable } from '../../../../shared/model/csv-table.ts';
import { encodeRanks } from '../../../../shared/model/csv-table.ts';

type Order = CsvTable['order'];

/** Watches the keys of the rows go by and says in which order the rows stood. */
export class RowOrderFinder {
  readonly #limit: number;
  #keys: string[] | undefined = [];
  #last: string | undefined;
  #ascending = true;
  #descending = true;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(key: string): void {
    if (this.#last !== undefined) {
      this.#ascending &&= this.#last < key;
      this.#descending &&= this.#last > key;
    }
    this.#last = key;
    if (this.#keys === undefined) return;
    if (this.#keys.length >= this.#limit) this.#keys = undefined;
    // A copy: a part of a text keeps all of it in memory.
    else this.#keys.push(Buffer.from(key, 'utf16le').toString('utf16le'));
  }

  find(): Order {
    if (this.#ascending) return { kind: 'by-key' };
    if (this.#descending) return { kind: 'by-key-descending' };
    const keys = this.#keys;
    if (keys === undefined) return { kind: 'unknown' };
    const sorted = keys.map((_key, row) => row).toSorted((a, b) => ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1));
    const ranks = new Uint32Array(keys.length);
    for (const [rank, row] of sorted.entries()) ranks[row] = rank;
    return { kind: 'listed', ranks: encodeRanks(ranks) };
  }
}
