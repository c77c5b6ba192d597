import { schemaProperties } from '../export/schema-fields.ts';

/** A column of a table, as far as it is known what stands in it. */
export interface Column {
  readonly name: string;
  /** JSON Schema's word, or `date-time` and `date`; absent where values differ or there are none. */
  readonly type?: string;
}

/** Columns that are shown; a hostile table may have any number. All others are in the record's JSON. */
const mostColumns = 500;

/** Finds the columns of a table: the fields of its schema in that order, then those that only records have. */
export class ColumnFinder {
  /** Field → type by the values seen; null where they differ, undefined while there are none. */
  readonly #fields = new Map<string, string | null | undefined>();
  readonly #declared = new Map<string, string>();

  constructor(schema: unknown) {
    for (const [field, property] of schemaProperties(schema)) {
      if (this.#fields.size >= mostColumns) return;
      this.#fields.set(field, undefined);
      const type = declaredType(property);
      if (type !== undefined) this.#declared.set(field, type);
    }
  }

  add(record: Readonly<Record<string, unknown>>): void {
    for (const field of Object.keys(record)) {
      const known = this.#fields.get(field);
      if (known === null) continue;
      if (known === undefined && !this.#fields.has(field) && this.#fields.size >= mostColumns) continue;
      const type = typeOf(record[field]);
      if (known === undefined) this.#fields.set(field, type);
      else if (type !== undefined && type !== known) this.#fields.set(field, null);
    }
  }

  columns(): Column[] {
    return Array.from(this.#fields, ([name, seen]) => {
      const type = this.#declared.get(name) ?? seen ?? undefined;
      return type === undefined ? { name } : { name, type };
    });
  }
}

function declaredType(property: unknown): string | undefined {
  if (typeof property !== 'object' || property === null) return undefined;
  const { type, format }: { readonly type?: unknown; readonly format?: unknown } = property;
  if (type === 'string' && (format === 'date-time' || format === 'date')) return format;
  return typeof type === 'string' ? type.slice(0, 40) : undefined;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

function typeOf(value: unknown): string | undefined {
  if (value === null || value === '') return undefined;
  if (typeof value === 'string') return instant.test(value) ? 'date-time' : 'string';
  if (typeof value === 'number' || JSON.isRawJSON(value)) return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return Array.isArray(value) ? 'array' : 'object';
}
