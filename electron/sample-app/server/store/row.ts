import { parseJson } from '../../../../shared/model/record.ts';

/** A record as parsed from JSON. A number that a double cannot hold is a raw JSON value (`JSON.isRawJSON`). */
export type Fields = { readonly [field: string]: unknown };

/**
 * A record in memory: its JSON text as it is read back, beside the system fields that order and select it. Never
 * changed: an update makes a new row, so a row handed out or remembered stays what it was.
 *
 * Text and not an object, because a page is then joined and not serialised, and a million records fit in a gigabyte.
 */
export interface Row {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly createdBy: string | null;
  readonly text: string;
}

/** @throws TypeError when the fields have no id. */
export function makeRow(fields: Fields): Row {
  return rowOf(fields, JSON.stringify(fields));
}

/** As makeRow, for fields already at hand as text. */
export function rowOf(fields: Fields, text: string): Row {
  const { id, created_date: created, updated_date: updated, created_by: createdBy } = fields;
  if (typeof id !== 'string' || id === '') throw new TypeError('A record needs an id.');
  return {
    id,
    created: typeof created === 'string' ? created : '',
    updated: updated === created && typeof created === 'string' ? created : typeof updated === 'string' ? updated : '',
    createdBy: typeof createdBy === 'string' ? intern(createdBy) : null,
    text,
  };
}

export function fieldsOf(row: Row): Fields {
  return parseObject(row.text);
}

/** @throws SyntaxError when it is not JSON, TypeError when it is not an object. */
export function parseObject(text: string): Fields {
  const value = parseJson(text);
  if (!isFields(value)) throw new TypeError('Not a JSON object.');
  return value;
}

/** A JSON object, and not an array or a number kept as text. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

// The few people who create records are named in every one of them.
const interned = new Map<string, string>();

function intern(text: string): string {
  const known = interned.get(text);
  if (known !== undefined) return known;
  if (interned.size < 10_000) interned.set(text, text);
  return text;
}
