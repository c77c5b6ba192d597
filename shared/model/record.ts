import { hasEscapedName, parseEscapedNames } from './escaped-names.ts';

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
  if (hasEscapedName(text)) return parseEscapedNames(text, readNumber);
  return losesNumbers(text) ? JSON.parse(text, keepNumber) : JSON.parse(text);
}

// Where a value may begin: 16 digits or more, a point among them or not, or an exponent. Those are the numbers a double may
// not hold. Matches in the content of a string too, which only costs time; ids in hexadecimal and dates do not match.
const exponent = /\d[eE][+-]?\d(?<=(?:^|[[,:\s-])\d[\d.]*[eE][+-]?\d)/;
const riskyNumber = /(?:^|[[,:\s])(-?(?:\d[\d.]{15,}(?:[eE][+-]?\d+)?|\d[\d.]*[eE][+-]?\d+))/g;

/** Reading with a reviver is ten times slower, so it is done only when a number needs it: one that a double holds does not. */
function losesNumbers(text: string): boolean {
  // Two quick looks find nothing in nearly every text; what they find is looked at closely.
  if (!hasLongNumber(text) && !exponent.test(text)) return false;
  for (const [, source = ''] of text.matchAll(riskyNumber)) if (!sameNumber(source, Number(source))) return true;
  return false;
}

const longNumber = 16;

/** Are there 16 digits or points in a row where a value may begin? Every such row covers a place divisible by 16, so only those are looked at. */
function hasLongNumber(text: string): boolean {
  for (let probe = longNumber - 1; probe < text.length; probe += longNumber) {
    if (!isDigitOrPoint(text.charCodeAt(probe))) continue;
    let start = probe;
    while (start > 0 && isDigitOrPoint(text.charCodeAt(start - 1))) start -= 1;
    let end = probe + 1;
    while (end < text.length && isDigitOrPoint(text.charCodeAt(end))) end += 1;
    if (end - start >= longNumber && (start === 0 || '[,:- \t\r\n'.includes(text.charAt(start - 1)))) return true;
    probe += Math.floor((end - 1 - probe) / longNumber) * longNumber;
  }
  return false;
}

function isDigitOrPoint(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

function keepNumber(_key: string, value: unknown, context: { source?: string }): unknown {
  return typeof value !== 'number' || context.source === undefined ? value : readNumber(context.source);
}

function readNumber(source: string): unknown {
  const value = Number(source);
  return sameNumber(source, value) ? value : JSON.rawJSON(source);
}

/** Does the double print as a number of the same value as its source text? */
function sameNumber(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (source === String(value)) return true;
  return digitsOf(source) === digitsOf(String(value));
}

/** A decimal number as sign, significant digits and exponent, so that `1.50e3` and `1500` compare equal. */
function digitsOf(text: string): string {
  const [mantissa = '', scale = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace(/^[-+]/, '').split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(scale) - fraction.length + (all.length - significant.length);
  return `${negative ? '-' : ''}${significant}e${power}`;
}

/**
 * JSON with the keys of every object in ascending order: the same value always gives the same text. However deep the
 * value is nested, it is written.
 */
export function canonicalJson(value: unknown): string {
  try {
    if (isOrdered(value)) return JSON.stringify(value);
    return stringifySorted(value);
  } catch (error) {
    // JSON.parse reads any depth; JSON.stringify and recursion end with the stack after a few thousand levels.
    if (error instanceof RangeError) return stringifyDeep(value);
    throw error;
  }
}

/** An object by its fields, once it is known to be no array. */
export function fieldsOf(value: object): Readonly<Record<string, unknown>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object has fields; of their values nothing is claimed
  return value as Record<string, unknown>;
}

function isOrdered(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  let last = '';
  const object = fieldsOf(value);
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
  const object = fieldsOf(value);
  const parts: string[] = [];
  for (const key of Object.keys(object).toSorted()) {
    const inner = object[key];
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}:${stringifySorted(inner)}`);
  }
  return `{${parts.join(',')}}`;
}

/** As `stringifySorted`, with the work to do in a list instead of on the stack: slower, and without a limit. */
function stringifyDeep(value: unknown): string {
  const parts: string[] = [];
  const todo: ({ readonly text: string } | { readonly value: unknown })[] = [{ value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if ('text' in next) {
      parts.push(next.text);
      continue;
    }
    const inner = next.value;
    if (typeof inner !== 'object' || inner === null || JSON.isRawJSON(inner)) {
      parts.push(JSON.stringify(inner) ?? 'null');
      continue;
    }
    const steps: typeof todo = [];
    if (Array.isArray(inner)) {
      for (const item of inner) steps.push({ text: steps.length === 0 ? '[' : ',' }, { value: item });
      steps.push({ text: steps.length === 0 ? '[]' : ']' });
    } else {
      const object = fieldsOf(inner);
      for (const key of Object.keys(object).toSorted()) {
        if (object[key] === undefined) continue;
        steps.push({ text: `${steps.length === 0 ? '{' : ','}${JSON.stringify(key)}:` }, { value: object[key] });
      }
      steps.push({ text: steps.length === 0 ? '{}' : '}' });
    }
    for (const step of steps.toReversed()) todo.push(step);
  }
  return parts.join('');
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
  return field.type === 'number' && typeof value === 'number' ? sortableNumber(value) : plainText(value);
}

/** Text as it is, nothing for nothing, anything else as JSON: also a number that a double cannot hold. */
function plainText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** 16 hex digits whose text order is the order of the numbers (the order-preserving form of an IEEE 754 double). */
function sortableNumber(value: number): string {
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
  return identity.map((field) => plainText(Object.hasOwn(record, field) ? record[field] : undefined)).join('/');
}

/**
 * The sort key of the record with this id, where the id alone gives it (the identity fields are the whole key). Undefined
 * where it does not, as on Base44, which sorts by creation time.
 */
export function keyOfId(rule: readonly KeyField[], identity: readonly string[], id: string): string | undefined {
  const parts = identity.length === 1 ? [id] : id.split('/');
  if (rule.length !== identity.length || parts.length !== rule.length || !rule.every(({ field }, i) => field === identity[i])) return undefined;
  return recordKey(rule, Object.fromEntries(rule.map(({ field, type }, i) => [field, type === 'number' ? Number(parts[i]) : parts[i]])));
}

/** The id at the end of a sort key, where the last key field is the whole identity and text; undefined where not. */
export function idAtKeyEnd(rule: readonly KeyField[], identity: readonly string[]): ((key: string) => string) | undefined {
  const last = rule.at(-1);
  if (rule.length < 2 || last?.type !== 'text' || identity.length !== 1 || identity[0] !== last.field) return undefined;
  return (key) => key.slice(key.lastIndexOf('\u0001') + 1);
}
