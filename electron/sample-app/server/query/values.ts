import { comparableDate } from '../dates.ts';
import { fieldsOf, isFields, type Fields, type Row } from '../store/row.ts';

/** Comparing and picking values the way MongoDB does, which Base44's filters follow. */

const systemDates = new Set(['created_date', 'updated_date', 'deleted_date']);

export function isSystemDate(field: string): boolean {
  return systemDates.has(field);
}

/** Reads fields of a row, parsing its text only when a field is asked for that the row does not carry beside it. */
export class RowReader {
  readonly row: Row;
  #fields: Fields | undefined;

  constructor(row: Row) {
    this.row = row;
  }

  get fields(): Fields {
    this.#fields ??= fieldsOf(this.row);
    return this.#fields;
  }

  /** The value at a dotted path; undefined where there is none. An array on the way gives the values of its elements. */
  value(path: string): unknown {
    switch (path) {
      case 'id':
      case '_id': {
        return this.row.id;
      }
      case 'created_date': {
        return this.row.created;
      }
      case 'updated_date': {
        return this.row.updated;
      }
      case 'created_by': {
        return this.row.createdBy;
      }
      default: {
        return valueAt(this.fields, path);
      }
    }
  }
}

export function valueAt(fields: Fields, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  let value: unknown = fields;
  for (const step of path.split('.')) value = stepInto(value, step);
  return value;
}

function stepInto(value: unknown, step: string): unknown {
  if (Array.isArray(value)) {
    if (/^\d+$/.test(step)) return value[Number(step)];
    return value.map((item) => stepInto(item, step)).filter((item) => item !== undefined);
  }
  return isFields(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** The number a value stands for, also one kept as text because a double cannot hold it. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return isRawNumber(value) ? Number(value.rawJSON) : undefined;
}

export function isRawNumber(value: unknown): value is { readonly rawJSON: string } {
  return JSON.isRawJSON(value);
}

/** Equal as JSON values; a missing value equals null. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (isRawNumber(a) || isRawNumber(b)) return isRawNumber(a) && isRawNumber(b) && a.rawJSON === b.rawJSON;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (!isFields(a) || !isFields(b)) return false;
  const left = Object.entries(a);
  return left.length === Object.keys(b).length && left.every(([key, item]) => Object.hasOwn(b, key) && sameValue(item, b[key]));
}

function rank(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (asNumber(value) !== undefined) return 1;
  if (typeof value === 'string') return 2;
  if (Array.isArray(value)) return 4;
  return typeof value === 'boolean' ? 5 : 3;
}

/** The order MongoDB sorts values of any type in: null and missing, numbers, strings, objects, arrays, booleans. */
export function compareValues(a: unknown, b: unknown): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  const left = comparable(a);
  const right = comparable(b);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Undefined when the two are of different kinds, as a range condition never matches across kinds. */
export function compareWithin(a: unknown, b: unknown): number | undefined {
  return rank(a) === rank(b) ? compareValues(a, b) : undefined;
}

function comparable(value: unknown): string | number {
  const number = asNumber(value);
  if (number !== undefined) return number;
  if (typeof value === 'string') return value;
  return JSON.stringify(value ?? null);
}

/** A query operand in the form the field is stored in: system dates are moments, whatever form they are written in. */
export function operandFor(field: string, operand: unknown): unknown {
  return isSystemDate(field) ? comparableDate(operand) : operand;
}
