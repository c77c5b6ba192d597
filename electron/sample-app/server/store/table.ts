import { OrderedRows } from './ordered-rows.ts';
import type { Row } from './row.ts';

/** One change of one row: absent before it was created, absent after it was deleted. */
export interface RowChange {
  readonly id: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** The rows of one entity in one data environment, by id and in order of creation; by last change once that is asked for. */
export class Table {
  readonly #byId = new Map<string, Row>();
  #created = new OrderedRows('created', []);
  #updated: OrderedRows | undefined;
  #version = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** Changes with every change of the rows. */
  get version(): number {
    return this.#version;
  }

  get(id: string): Row | undefined {
    return this.#byId.get(id);
  }

  ordered(by: 'created' | 'updated'): OrderedRows {
    if (by === 'created') return this.#created;
    this.#updated ??= new OrderedRows('updated', this.#byId.values());
    return this.#updated;
  }

  /** Fills the table, in any order; a second row with the same id replaces the first. */
  load(rows: Iterable<Row>): void {
    for (const row of rows) this.#byId.set(row.id, row);
    this.#rebuild();
  }

  /** Adds or replaces rows, or takes them away, in one go. */
  apply(changes: readonly RowChange[]): void {
    // Moving a row within an array costs its length; beyond some rows, sorting anew is cheaper.
    const many = changes.length > 64 + this.size / 500;
    for (const change of changes) {
      if (change.after === undefined) this.#byId.delete(change.id);
      else this.#byId.set(change.id, change.after);
      if (!many) this.#reorder(change);
    }
    if (many) this.#rebuild();
    else this.#version += 1;
  }

  #reorder({ before, after }: RowChange): void {
    for (const order of this.#updated === undefined ? [this.#created] : [this.#created, this.#updated]) {
      if (before !== undefined && after !== undefined) order.replace(before, after);
      else if (after !== undefined) order.insert(after);
      else if (before !== undefined) order.remove(before);
    }
  }

  #rebuild(): void {
    this.#created = new OrderedRows('created', this.#byId.values());
    this.#updated = undefined;
    this.#version += 1;
  }
}
