/**
 * A record as Holdfast keeps it: one line of JSON with its keys in a fixed order, and a key that sorts it.
 *
 * Two readings of the same record must give the same bytes, or an unchanged record would look changed and be stored
 * again; and nothing the platform said may be lost on the way, or what comes back is not what was there.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** One field of an entity's sort key. `text` sorts as UTF-16 code units, `number` by value. */
export interface KeyField {
  readonly field: string;
  readonly type: 'text' | 'number';
}

/**
 * Parses JSON text without losing numbers: one that a double cannot hold exactly (a 19-digit id, 1e400) is kept as the
 * text it came in and written back as that text. Only text with such a number pays for it.
 * @throws SyntaxError when it is not JSON.
 */
export function parseJson(text: string): unknown {
  return mayLoseNumbers(text) ? JSON.parse(text, keepNumber) : JSON.parse(text);
}

// 16 digits or more, with or without a point, or an exponent: the numbers a double may not hold. Found in a string's
// content too, which only costs time.
const riskyNumber = /\d[\d.]{15}|\d[eE][+-]?\d/;

function mayLoseNumbers(text: string): boolean {
  return riskyNumber.test(text);
}

function keepNumber(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || context.source === undefined) return value;
  return sameNumber(context.source, value) ? value : JSON.rawJSON(context.source);
}

/** Does the double print as a number of the same value as its source text? */
function sameNumber(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  return digitsOf(source) === digitsOf(String(value));
}

/** A decimal number as sign, significant digits and exponent, so that `1.50e3` and `1500` compare equal. */
function digitsOf(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace(/^[-+]/, '').split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (all.length - significant.length);
  return `${negative ? '-' : ''}${significant}e${power}`;
}

/** JSON with the keys of every object in ascending order: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (isOrdered(value)) return JSON.stringify(value);
  return stringifySorted(value);
}

function isOrdered(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  let last = '';
  const object = value as Record<string, unknown>;
  for (const key in object) {
    if (key < last) return false;
    last = key;
    const inner = object[key];
    if (typeof inner === 'object' && inner !== null && !isOrdered(inner)) return false;
  }
  return true;
}

function stringifySorted(value: unknown): string {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(stringifySorted).join(',')}]`;
  const object = value as Record<string, unknown>;
  const parts: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const inner = object[key];
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}:${stringifySorted(inner)}`);
  }
  return `{${parts.join(',')}}`;
}

/**
 * The text a record is sorted by: its key fields, each in a form whose text order is its value order, joined by a
 * separator that sorts below everything else. The same rule gives the key of a record just read and of a line in a vault.
 */
export function recordKey(rule: readonly KeyField[], record: Readonly<Record<string, unknown>>): string {
  if (rule.length === 1 && rule[0] !== undefined) return keyPart(rule[0], record);
  return rule.map((field) => keyPart(field, record)).join('\u0001');
}

function keyPart(field: KeyField, record: Readonly<Record<string, unknown>>): string {
  const value = Object.hasOwn(record, field.field) ? record[field.field] : undefined;
  if (value === undefined || value === null) return '';
  if (field.type === 'number' && typeof value === 'number') return sortableNumber(value);
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** 16 hex digits whose text order is the order of the numbers (the order-preserving form of an IEEE 754 double). */
export function sortableNumber(value: number): string {
  scratch.setFloat64(0, value);
  const negative = scratch.getUint8(0) >= 0x80;
  const high = scratch.getUint32(0);
  const low = scratch.getUint32(4);
  const flippedHigh = negative ? ~high >>> 0 : (high | 0x80000000) >>> 0;
  const flippedLow = negative ? ~low >>> 0 : low;
  return flippedHigh.toString(16).padStart(8, '0') + flippedLow.toString(16).padStart(8, '0');
}

const scratch = new DataView(new ArrayBuffer(8));

/** A record's id as shown and as given on the command line: its identity fields joined by `/`. */
export function recordId(identity: readonly string[], record: Readonly<Record<string, unknown>>): string {
  return identity.map((field) => String(Object.hasOwn(record, field) ? (record[field] ?? '') : '')).join('/');
}
