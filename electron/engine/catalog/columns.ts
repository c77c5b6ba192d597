import { schemaProperties } from '../export/schema-fields.ts';

/** A column of a table, as far as it is known what stands in it. */
export interface Column {
  readonly name: string;
  /** JSON Schema's word, or `date-time` and `date`; absent where values differ or there are none. */
  readonly type?: string;
}

/** Columns that are shown, and fields that are counted; a hostile table may have any number. Whatever is beyond is in the record's JSON. */
const mostColumns = 500;
const mostFields = 5000;

/** The fields that the schema of a table declares, with their types where it tells. */
export function declaredColumns(schema: unknown): Column[] {
  return schemaProperties(schema)
    .slice(0, mostColumns)
    .map(([name, property]): Column => {
      const type = declaredType(property);
      return type === undefined ? { name } : { name, type };
    });
}

/** The columns of a table: the fields of its schema in that order, then those that only records have, by name. */
export function columnsOf(declared: readonly Column[], counts: FieldCounts): Column[] {
  const names = new Set(declared.map(({ name }) => name));
  const others = counts.names().filter((name) => !names.has(name));
  return [...declared, ...others.toSorted().map((name): Column => ({ name }))].slice(0, mostColumns).map((column) => {
    const type = column.type ?? counts.typeOf(column.name);
    return type === undefined ? column : { name: column.name, type };
  });
}

type Counts = Map<string, number>;

/** How many records have each field, and what kind of value in it. Records can be taken away again. */
export class FieldCounts {
  readonly #fields = new Map<string, Counts>();

  static parse(text: string): FieldCounts {
    const counts = new FieldCounts();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `stringify`, in a file that no one else writes
    for (const [field, kinds] of JSON.parse(text) as [string, [string, number][]][]) counts.#fields.set(field, new Map(kinds));
    return counts;
  }

  stringify(): string {
    return JSON.stringify(Array.from(this.#fields, ([field, kinds]) => [field, [...kinds]]));
  }

  /** @param by 1, or −1 for a record that is there no more. */
  count(record: Readonly<Record<string, unknown>>, by: 1 | -1): void {
    for (const field of Object.keys(record)) {
      let kinds = this.#fields.get(field);
      if (kinds === undefined) {
        if (this.#fields.size >= mostFields) continue;
        kinds = new Map();
        this.#fields.set(field, kinds);
      }
      const kind = kindOf(record[field]);
      const left = (kinds.get(kind) ?? 0) + by;
      if (left > 0) kinds.set(kind, left);
      else if (kinds.delete(kind) && kinds.size === 0) this.#fields.delete(field);
    }
  }

  names(): string[] {
    return [...this.#fields.keys()];
  }

  /** The kind of value that a field holds wherever it holds one; undefined where they differ or there is none. */
  typeOf(field: string): string | undefined {
    const [kind, other] = [...(this.#fields.get(field)?.keys() ?? [])].filter((each) => each !== nothing);
    return other === undefined ? kind : undefined;
  }
}

function declaredType(property: unknown): string | undefined {
  if (typeof property !== 'object' || property === null) return undefined;
  const { type, format }: { readonly type?: unknown; readonly format?: unknown } = property;
  if (type === 'string' && (format === 'date-time' || format === 'date')) return format;
  return typeof type === 'string' ? type.slice(0, 40) : undefined;
}

const nothing = '';
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

function kindOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return nothing;
  if (typeof value === 'string') return instant.test(value) ? 'date-time' : 'string';
  if (typeof value === 'number' || JSON.isRawJSON(value)) return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return Array.isArray(value) ? 'array' : 'object';
}
