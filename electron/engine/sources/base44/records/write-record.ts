import { canonicalJson, recordKey } from '../../../../../shared/model/record.ts';
import type { KeyField } from '../../../../../shared/model/record.ts';
import type { SourceRecord } from '../../../ports/source.ts';
import { utcMicroseconds } from './dates.ts';

/** A record as the platform sent it: any fields at all. */
export type RawRecord = Record<string, unknown>;

/** What Base44's records are sorted by: creation never changes, and the id tells apart what was created at once. */
export const recordKeyRule = [
  { field: 'created_date', type: 'text' },
  { field: 'id', type: 'text' },
] as const satisfies readonly KeyField[];

export const recordIdentity = ['id'] as const;

/**
 * Makes a function that turns records into what a backup keeps: dates of the platform's own fields in one form (the
 * record is changed in place), everything else untouched, as canonical JSON. Undefined for what has no id.
 *
 * Records of one table come with the same fields in the same order, so that order is worked out once and not for
 * each record; that is what makes this as fast as writing JSON at all.
 */
export function createRecordWriter(): (record: unknown) => SourceRecord | undefined {
  const known: Shape[] = [];

  /** The shape of a record: nearly always one of the last few, since a field without a value may be left out. */
  function shapeFor(record: RawRecord): Shape {
    for (let at = 0; at < known.length; at += 1) {
      const shape = known[at];
      if (shape === undefined || !sameKeys(record, shape.keys)) continue;
      if (at > 0) known.unshift(...known.splice(at, 1));
      return shape;
    }
    const shape = shapeOf(record);
    known.unshift(shape);
    known.length = Math.min(known.length, rememberedShapes);
    return shape;
  }

  return (item) => {
    if (!isRecord(item)) return undefined;
    const id = Object.hasOwn(item, 'id') ? item['id'] : undefined;
    if ((typeof id !== 'string' || id === '') && typeof id !== 'number') return undefined;
    setDate(item, 'created_date');
    setDate(item, 'updated_date');
    const shape = shapeFor(item);
    const created = item['created_date'];
    const key = typeof created === 'string' && typeof id === 'string' ? `${created}\u0001${id}` : recordKey(recordKeyRule, item);
    return { key, json: shape.ordered === undefined ? canonicalJson(item) : writeOrdered(item, shape.ordered) };
  };
}

const rememberedShapes = 8;

export function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

function setDate(record: RawRecord, field: 'created_date' | 'updated_date'): void {
  if (!Object.hasOwn(record, field)) return;
  const text = record[field];
  if (typeof text === 'string') record[field] = utcMicroseconds(text);
}

interface Shape {
  /** As they came. */
  readonly keys: readonly string[];
  /** An object with the same keys in order; undefined when an object cannot hold that order: numbers always come first, and `__proto__` is special. */
  readonly ordered: RawRecord | undefined;
}

function shapeOf(record: RawRecord): Shape {
  const keys = Object.keys(record);
  return { keys, ordered: keys.every(isPlainKey) ? Object.fromEntries(keys.toSorted(byCodeUnit).map((key) => [key, null])) : undefined };
}

function isPlainKey(key: string): boolean {
  return key !== '__proto__' && !/^\d/.test(key);
}

function sameKeys(record: RawRecord, keys: readonly string[]): boolean {
  let at = 0;
  for (const key in record) {
    if (key !== keys[at]) return false;
    at += 1;
  }
  return at === keys.length;
}

function writeOrdered(record: RawRecord, order: RawRecord): string {
  // The first gives the order of the keys, the second the values.
  const ordered = { ...order, ...record };
  for (const key in record) {
    const value = record[key];
    if (typeof value !== 'object' || value === null) continue;
    const inner = inOrder(value, 0);
    if (inner === undefined) return canonicalJson(record);
    ordered[key] = inner;
  }
  return JSON.stringify(ordered);
}

/** Deeper than this is left to the slower way, which has no limit. */
const maxDepth = 50;

/** The same value with the keys of all its objects in order, itself where they are already; undefined where an object cannot hold that order. */
function inOrder(value: object, depth: number): object | undefined {
  if (depth > maxDepth) return undefined;
  if (Array.isArray(value)) return arrayInOrder(value, depth);
  // What is neither is a number kept as its text.
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  const sorted = isAscending(keys) ? keys : keys.toSorted(byCodeUnit);
  const copy: RawRecord = {};
  let isSame = sorted === keys;
  for (const key of sorted) {
    if (!isPlainKey(key)) return undefined;
    const inner = value[key];
    const ordered = typeof inner === 'object' && inner !== null ? inOrder(inner, depth + 1) : inner;
    if (ordered === undefined) return undefined;
    if (ordered !== inner) isSame = false;
    copy[key] = ordered;
  }
  return isSame ? value : copy;
}

function arrayInOrder(items: readonly unknown[], depth: number): readonly unknown[] | undefined {
  let copy: unknown[] | undefined;
  for (const [at, item] of items.entries()) {
    if (typeof item !== 'object' || item === null) continue;
    const ordered = inOrder(item, depth + 1);
    if (ordered === undefined) return undefined;
    if (ordered === item) continue;
    copy ??= [...items];
    copy[at] = ordered;
  }
  return copy ?? items;
}

function isAscending(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at += 1) if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return false;
  return true;
}

export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
