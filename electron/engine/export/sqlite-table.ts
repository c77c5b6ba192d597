import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ParsedRecord } from './records.ts';
import { schemaProperties } from './schema-fields.ts';

/** SQLite takes 2,000 columns at most; fields beyond this are in the JSON alone. */
const maxColumns = 1_500;

type Affinity = 'TEXT' | 'REAL' | 'INTEGER' | '';

/** The keys of a table; that of another table is its first field alone, whose column has the field's name. */
interface TableKeys {
  readonly primary: readonly SqliteKeyField[];
  readonly foreign: readonly (SqliteKeyField & { readonly table: string; readonly targetField: string })[];
}

export interface SqliteKeyField {
  readonly field: string;
  readonly holds: 'text' | 'bigint';
}

/**
 * A table of the database file: a column for each field and one with the whole record as JSON, which is always right.
 * Columns come from the schema; a field that only records have gets its column when it is first seen.
 */
export class SqliteTable {
  readonly #database: DatabaseSync;
  readonly #name: string;
  readonly #columns = new Map<string, { readonly name: string; readonly type: Affinity }>();
  readonly #taken = new Set<string>();
  /** Name of the column with the whole record. */
  readonly jsonColumn: string;
  #insert: StatementSync | undefined;

  constructor(database: DatabaseSync, name: string, first: readonly string[], schema: unknown, keys: TableKeys = { primary: [], foreign: [] }) {
    this.#database = database;
    this.#name = name;
    const types = fieldTypes(schema);
    const keyTypes = new Map([...keys.primary, ...keys.foreign].map(({ field, holds }) => [field, holds === 'text' ? 'TEXT' : 'INTEGER'] as const));
    for (const field of new Set([...first, ...keyTypes.keys(), ...types.keys()])) this.#claim(field, keyTypes.get(field) ?? types.get(field) ?? '');
    this.jsonColumn = this.#unused('json');
    const columns = [...this.#columns.values()].map((column) => `${quoted(column.name)} ${column.type}`.trim());
    database.exec(`CREATE TABLE ${quoted(name)} (${[...columns, `${quoted(this.jsonColumn)} TEXT NOT NULL`, ...this.#clauses(keys)].join(', ')})`);
  }

  #clauses({ primary, foreign }: TableKeys): readonly string[] {
    const named = (field: string): string => quoted(this.#columns.get(field)?.name ?? field);
    const own = primary.length === 0 ? [] : [`PRIMARY KEY (${primary.map(({ field }) => named(field)).join(', ')})`];
    return [...own, ...foreign.map(({ field, table, targetField }) => `FOREIGN KEY (${named(field)}) REFERENCES ${quoted(table)} (${quoted(sqlName(targetField))}) DEFERRABLE INITIALLY DEFERRED`)];
  }

  /** Field → name of its column. */
  get columns(): ReadonlyMap<string, string> {
    return new Map(Array.from(this.#columns, ([field, { name }]) => [field, name]));
  }

  insert(line: string, record: ParsedRecord): void {
    for (const field of Object.keys(record)) if (!this.#columns.has(field)) this.#addColumn(field);
    this.#insert ??= this.#prepare();
    this.#insert.run(...Array.from(this.#columns, ([field, { type }]) => sqlValue(Object.hasOwn(record, field) ? record[field] : null, type)), line);
  }

  /** Makes looking up a record by its id fast. */
  index(identity: readonly string[]): void {
    const columns = identity.flatMap((field) => this.#columns.get(field) ?? []);
    if (columns.length === 0) return;
    this.#database.exec(`CREATE INDEX ${quoted(indexName(this.#name))} ON ${quoted(this.#name)} (${columns.map((column) => quoted(column.name)).join(', ')})`);
  }

  #claim(field: string, type: Affinity): void {
    if (this.#columns.size >= maxColumns) return;
    this.#columns.set(field, { name: this.#unused(field), type });
  }

  #addColumn(field: string): void {
    this.#claim(field, '');
    const column = this.#columns.get(field);
    if (column === undefined) return;
    this.#database.exec(`ALTER TABLE ${quoted(this.#name)} ADD COLUMN ${quoted(column.name)}`);
    this.#insert = undefined;
  }

  #prepare(): StatementSync {
    const names = [...Array.from(this.#columns.values(), (column) => column.name), this.jsonColumn];
    return this.#database.prepare(`INSERT INTO ${quoted(this.#name)} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`);
  }

  #unused(name: string): string {
    const plain = sqlName(name);
    for (let number = 1; ; number += 1) {
      const next = number === 1 ? plain : `${plain} (${number})`;
      // SQLite ignores the case of ASCII letters in names.
      const key = next.toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return next;
    }
  }
}

/** A name that SQLite takes: no zero characters, no half characters, and not one of its own. */
export function sqlName(name: string): string {
  const clean = name.replaceAll('\0', '_').toWellFormed();
  if (clean === '') return '_';
  return clean.toLowerCase().startsWith('sqlite_') ? `_${clean}` : clean;
}

/** Name of the index over a table's ids. */
export function indexName(table: string): string {
  return `${table} by id`;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A value as SQLite holds it: truth as 1 and 0, lists and objects as JSON, a number in a text column as its text. */
function sqlValue(value: unknown, type: Affinity): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return type === 'TEXT' ? String(value) : Number(value);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && type !== 'TEXT') return value;
  // Also a number too long for a double: its digits.
  return JSON.stringify(value);
}

function fieldTypes(schema: unknown): ReadonlyMap<string, Affinity> {
  return new Map(schemaProperties(schema).map(([field, property]) => [field, affinity(property)]));
}

function affinity(property: unknown): Affinity {
  const type: unknown = typeof property === 'object' && property !== null && 'type' in property ? property.type : undefined;
  const named: readonly unknown[] = Array.isArray(type) ? type : [type];
  const [only, ...more] = named.filter((one) => one !== 'null');
  if (more.length > 0) return '';
  switch (only) {
    case 'string':
    case 'array':
    case 'object':
      return 'TEXT';
    case 'number':
      return 'REAL';
    case 'integer':
    case 'boolean':
      return 'INTEGER';
    default:
      return '';
  }
}
