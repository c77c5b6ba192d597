import { hasValue } from '../../compare/has-value.ts';
import type { Row, RowObserver } from '../../compare/merge-rows.ts';

/** Counts in how many records a field has a value that it had not: what balances those where it went blank. */
export class FieldBalance implements RowObserver {
  readonly #fields: readonly string[];
  readonly #filled = new Map<string, number>();

  constructor(fields: readonly string[]) {
    this.#fields = fields;
  }

  created(row: Row): void {
    if (this.#fields.length === 0) return;
    const record = row.record();
    for (const field of this.#fields) if (has(record, field)) this.#add(field);
  }

  changed(from: Row, to: Row): void {
    if (this.#fields.length === 0) return;
    const [older, newer] = [from.record(), to.record()];
    for (const field of this.#fields) if (!has(older, field) && has(newer, field)) this.#add(field);
  }

  filled(field: string): number {
    return this.#filled.get(field) ?? 0;
  }

  #add(field: string): void {
    this.#filled.set(field, (this.#filled.get(field) ?? 0) + 1);
  }
}

function has(record: Readonly<Record<string, unknown>>, field: string): boolean {
  return Object.hasOwn(record, field) && hasValue(record[field]);
}
