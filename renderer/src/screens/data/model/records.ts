import { canonicalJson, fieldsOf, parseJson } from '../../../../../shared/model/record.ts';

export type RecordFields = Readonly<Record<string, unknown>>;

const parsed = new WeakMap<object, RecordFields>();

/** The fields of a record line; parsed once, when it is first looked at. A line that is no object has none. */
export function fieldsIn(line: { readonly json: string }): RecordFields {
  const known = parsed.get(line);
  if (known !== undefined) return known;
  const fields = parseFields(line.json);
  parsed.set(line, fields);
  return fields;
}

export function parseFields(json: string): RecordFields {
  try {
    const value = parseJson(json);
    return typeof value === 'object' && value !== null ? fieldsOf(value) : {};
  } catch {
    return {};
  }
}

/** A field's value; undefined where the record does not have it, also where its prototype does. */
export function valueOf(fields: RecordFields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export interface FieldChange {
  readonly field: string;
  /** Undefined where the field was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields whose values differ, in the order of the newer record, then those that it no longer has. */
export function changedFields(older: RecordFields, newer: RecordFields): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(newer), ...Object.keys(older)])];
  return names.flatMap((field) => {
    const [before, after] = [valueOf(older, field), valueOf(newer, field)];
    return isSame(before, after) ? [] : [{ field, before, after }];
  });
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonicalJson(a) === canonicalJson(b);
}

/** A record as text to copy: indented, its numbers with every digit. */
export function readableJson(json: string): string {
  try {
    return JSON.stringify(parseJson(json), null, 2);
  } catch {
    return json;
  }
}

/** Fields that say best which record it is, in the order of how often people name things so. */
const naming = ['name', 'title', 'full_name', 'display_name', 'label', 'number', 'order_number', 'subject', 'email', 'code', 'sku', 'slug', 'username'];

/** A few short values beside the name, so that records of the same name are told apart. */
export function summaryOf(fields: RecordFields, name: string, most = 3): readonly string[] {
  const texts: string[] = [];
  for (const [field, value] of Object.entries(fields).slice(0, 200)) {
    if (texts.length >= most) break;
    if (/(?:^|_)id$|Id$|_by$/.test(field) || (typeof value !== 'string' && typeof value !== 'number')) continue;
    const text = String(value);
    if (text !== '' && text !== name && text.length <= 60 && !/^\d{4}-\d\d-\d\dT/.test(text)) texts.push(text);
  }
  return texts;
}

/** A few words that tell a person which record it is; undefined where none of its fields does. */
export function nameOf(fields: RecordFields): string | undefined {
  const names = Object.keys(fields).slice(0, 200);
  for (const wanted of naming) {
    const found = names.find((name) => name.toLowerCase() === wanted) ?? names.find((name) => name.toLowerCase().endsWith(`_${wanted}`));
    const value = found === undefined ? undefined : valueOf(fields, found);
    if (typeof value === 'string' && value.trim() !== '' && value.length < 200) return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}
