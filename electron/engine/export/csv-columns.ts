import type { ExportColumn } from './output-folder.ts';
import type { ParsedRecord } from './records.ts';

/** Fields that get a column of their own; what a hostile table has beyond that comes as JSON in one last column. */
const maxColumns = 2000;

interface Seen {
  records: number;
  nulls: number;
  texts: number;
  numbers: number;
  booleans: number;
  others: number;
}

/** How a table is laid out as CSV so that every record can be had back from it. */
export interface PlainLayout {
  readonly columns: readonly ExportColumn[];
  /** The column that holds the fields without one, where there are any. */
  readonly further: string | undefined;
}

/** Looks at all records of a table to find its columns and what stands in them. */
export class ColumnSurvey {
  readonly #fields = new Map<string, Seen>();
  #records = 0;
  #further = false;

  /** @param first fields that come first, in that order, with or without values. */
  constructor(first: readonly string[]) {
    for (const field of first.slice(0, maxColumns)) this.#fields.set(field, nothingSeen());
  }

  add(record: ParsedRecord): void {
    this.#records += 1;
    for (const field of Object.keys(record)) {
      const seen = this.#seenOf(field);
      if (seen === undefined) this.#further = true;
      else look(seen, record[field]);
    }
  }

  #seenOf(field: string): Seen | undefined {
    const known = this.#fields.get(field);
    if (known !== undefined || this.#fields.size >= maxColumns) return known;
    const seen = nothingSeen();
    this.#fields.set(field, seen);
    return seen;
  }

  layout(): PlainLayout {
    const columns = Array.from(this.#fields, ([field, seen]): ExportColumn => {
      const holds = holding(seen);
      // A null in a column of JSON is the word null.
      const allThere = seen.records === this.#records && holds !== 'json';
      return { field, holds, empty: allThere ? 'null' : 'missing' };
    });
    if (!this.#further) return { columns, further: undefined };
    let further = 'further fields';
    while (this.#fields.has(further)) further += '_';
    return { columns: [...columns, { field: further, holds: 'json', empty: 'missing' }], further };
  }
}

function nothingSeen(): Seen {
  return { records: 0, nulls: 0, texts: 0, numbers: 0, booleans: 0, others: 0 };
}

function look(seen: Seen, value: unknown): void {
  seen.records += 1;
  if (value === null) seen.nulls += 1;
  // Half a character cannot be written as UTF-8; as JSON it can.
  else if (typeof value === 'string') seen[value.isWellFormed() ? 'texts' : 'others'] += 1;
  else if (typeof value === 'boolean') seen.booleans += 1;
  else if (typeof value === 'number' || JSON.isRawJSON(value)) seen.numbers += 1;
  else seen.others += 1;
}

function holding({ texts, numbers, booleans, others }: Seen): ExportColumn['holds'] {
  if (others > 0) return 'json';
  if (texts + numbers + booleans === 0) return 'nothing';
  if (numbers + booleans === 0) return 'text';
  if (texts + booleans === 0) return 'number';
  return texts + numbers === 0 ? 'boolean' : 'mixed';
}
