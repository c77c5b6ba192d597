import type { ParsedRecord } from '../records.ts';
import { schemaProperties } from '../schema-fields.ts';
import { dateKindOf, type DateKind } from './dates.ts';
import { isStorableText, numberKindOf, type NumberKind } from './storable.ts';

/** What stands in one field over all records of a table. */
export interface ColumnFacts {
  /** The field's own schema, where the platform has one. */
  readonly schema: unknown;
  /** Records in which it has a value. */
  values: number;
  nulls: number;
  texts: number;
  booleans: number;
  readonly numbers: Record<NumberKind, number>;
  /** Lists and objects. */
  nested: number;
  /** Texts with a character that Postgres does not hold. */
  unstorable: number;
  /** The one kind of date that all texts are; `none` once one is not, undefined before the first. */
  dates: DateKind | 'none' | undefined;
  /** Texts without a character. */
  empty: number;
  /** Longest text, in bytes. */
  longest: number;
  /** Values that are none of those that the schema lists. */
  outsideEnum: number;
}

/** Fields that get a column; what a hostile table has beyond that is in one last column. A Postgres row must fit 8 KB, at up to 20 bytes a column. */
const maxColumns = 300;

/** Looks at all records of a table, so that its columns can be given types that fit every value. */
export class TableFacts {
  readonly columns = new Map<string, ColumnFacts>();
  records = 0;
  /** Some record has a field beyond the last column. */
  hasFurther = false;
  readonly #schemas: ReadonlyMap<string, unknown>;
  readonly #enums = new Map<string, ReadonlySet<unknown>>();

  /** @param first fields that come first */
  constructor(first: readonly string[], schema: unknown) {
    this.#schemas = new Map(schemaProperties(schema));
    for (const field of new Set([...first, ...this.#schemas.keys()])) this.#claim(field);
  }

  add(record: ParsedRecord): void {
    this.records += 1;
    for (const field of Object.keys(record)) {
      const column = this.columns.get(field) ?? this.#claim(field);
      if (column === undefined) this.hasFurther = true;
      else this.#look(field, column, record[field]);
    }
  }

  #claim(field: string): ColumnFacts | undefined {
    if (this.columns.size >= maxColumns) {
      return undefined;
    }
    const schema = this.#schemas.get(field);
    const column = newFacts(schema);
    this.columns.set(field, column);
    const allowed = enumOf(schema);
    if (allowed !== undefined) this.#enums.set(field, new Set(allowed));
    return column;
  }

  #look(field: string, column: ColumnFacts, value: unknown): void {
    if (value === null) {
      column.nulls += 1;
      return;
    }
    column.values += 1;
    const allowed = this.#enums.get(field);
    if (allowed !== undefined && !allowed.has(value)) column.outsideEnum += 1;
    if (typeof value === 'string') lookAtText(column, value);
    else if (typeof value === 'boolean') column.booleans += 1;
    else if (typeof value === 'number' || JSON.isRawJSON(value)) column.numbers[numberKindOf(JSON.stringify(value))] += 1;
    else column.nested += 1;
  }
}

function lookAtText(column: ColumnFacts, text: string): void {
  column.texts += 1;
  if (text === '') column.empty += 1;
  if (!isStorableText(text)) column.unstorable += 1;
  if (text.length > column.longest / 3) column.longest = Math.max(column.longest, Buffer.byteLength(text));
  if (column.dates === 'none') return;
  const kind = dateKindOf(text) ?? 'none';
  column.dates = column.dates === undefined || column.dates === kind ? kind : 'none';
}

/** The texts that the schema allows, where it lists some and nothing else. */
export function enumOf(schema: unknown): readonly string[] | undefined {
  const listed: unknown = typeof schema === 'object' && schema !== null && 'enum' in schema ? schema.enum : undefined;
  if (!Array.isArray(listed)) return undefined;
  const values = listed.filter((one) => one !== null);
  return values.length > 0 && values.every((one) => typeof one === 'string' && isStorableText(one)) ? values : undefined;
}

function newFacts(schema: unknown): ColumnFacts {
  return { schema, values: 0, nulls: 0, texts: 0, booleans: 0, numbers: { bigint: 0, numeric: 0, beyond: 0 }, nested: 0, unstorable: 0, dates: undefined, empty: 0, longest: 0, outsideEnum: 0 };
}
