import { canonicalJson, fieldsOf } from '../../../../shared/model/record.ts';

/** `beyond`: of more digits than Postgres counts. */
export type NumberKind = 'bigint' | 'numeric' | 'beyond';

const most = 2n ** 63n;
/** Postgres holds 131,072 digits before and 16,383 after the point; no more than this is asked of it. */
const mostDigits = 9_000;

/** @param source the number as JSON writes it */
export function numberKindOf(source: string): NumberKind {
  if (source.length <= 15 && /^-?\d+$/.test(source)) return 'bigint';
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  if (mantissa.length > mostDigits || exponent.length > 6 || Math.abs(Number(exponent)) > mostDigits) return 'beyond';
  if (source.length > 20 || !/^-?\d+$/.test(source)) return 'numeric';
  const value = BigInt(source);
  return value >= -most && value < most ? 'bigint' : 'numeric';
}

/** Postgres holds any text but one with a zero character or half of a character pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The text with � in the place of what Postgres does not hold. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

export interface StorableJson {
  readonly text: string;
  /** False where something had to be put differently. */
  readonly isExact: boolean;
}

/** Levels of lists in lists that any Postgres reads. */
const maxDepth = 500;

/** A value as JSON that `jsonb` takes: � as in texts, a number beyond all bounds as its digits in a text, and what is nested without end as a text. */
export function storableJson(value: unknown): StorableJson {
  const json = canonicalJson(value);
  if (!mayBeRefused(json)) return { text: json, isExact: true };
  if (isDeeperThan(value, maxDepth)) return { text: JSON.stringify(storableText(json)), isExact: false };
  const text = canonicalJson(storable(value));
  return { text, isExact: text === json };
}

/** A quick look that finds nothing in nearly every value. */
function mayBeRefused(json: string): boolean {
  return json.includes('\\u') || /\d[eE][+-]?\d{3}/.test(json) || /\d{500}/.test(json) || (json.length > maxDepth && (json.match(/[[{]/g)?.length ?? 0) > maxDepth);
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((one): readonly unknown[] => (typeof one !== 'object' || one === null || JSON.isRawJSON(one) ? [] : Object.values(fieldsOf(one))));
  }
  return false;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number' || (typeof value === 'object' && value !== null && JSON.isRawJSON(value))) {
    const source = JSON.stringify(value);
    return numberKindOf(source) === 'beyond' ? source : value;
  }
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, inner]) => [storableText(name), storable(inner)]));
}
