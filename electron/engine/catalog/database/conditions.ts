import type { z } from 'zod';
import type { filter } from '../../../../shared/contract/data.ts';
import { parseJson } from '../../../../shared/model/record.ts';
import { fieldOfLine } from './field-of-line.ts';

export type Filter = z.infer<typeof filter>;
export type RecordTest = (line: string) => boolean;

/** Does the record pass every filter? See the contract for what each asks. */
export function recordTest(filters: readonly Filter[]): RecordTest {
  const tests = filters.map((each) => {
    const take = fieldOfLine(each.field);
    const test = valueTest(each);
    return (line: string): boolean => test(valueOf(take(line)));
  });
  return (line) => tests.every((test) => test(line));
}

function valueOf(json: string | undefined): unknown {
  return json === undefined ? undefined : parseJson(json);
}

function valueTest({ op, value: wanted = '' }: Filter): (value: unknown) => boolean {
  const folded = fold(wanted);
  const number = numberIn(wanted);
  const is = (value: unknown): boolean => {
    const found = numberIn(value);
    return found !== undefined && number !== undefined ? found === number : fold(shownText(value)) === folded;
  };
  const order = (value: unknown): number => {
    const found = numberIn(value);
    if (found !== undefined && number !== undefined) return found - number;
    return typeof value === 'string' && value !== '' ? compareTexts(fold(value), folded) : 0;
  };
  switch (op) {
    case 'contains':
      return (value) => fold(shownText(value)).includes(folded);
    case 'is':
      return is;
    case 'is-not':
      return (value) => !is(value);
    case 'empty':
      return isEmpty;
    case 'not-empty':
      return (value) => !isEmpty(value);
    case 'greater':
      return (value) => order(value) > 0;
    case 'less':
      return (value) => order(value) < 0;
  }
}

/** Where a record stands when its table is sorted by one field. */
export interface SortKey {
  /** Numbers, then texts, then truth values, then lists and objects; what has no value comes last. */
  readonly rank: number;
  readonly value: number | string;
}

const lastRank = 9;

export function sortKeyOf(field: string): (line: string) => SortKey {
  const take = fieldOfLine(field);
  return (line) => {
    const value = valueOf(take(line));
    if (isEmpty(value)) return { rank: lastRank, value: 0 };
    const number = numberIn(value);
    if (number !== undefined) return { rank: 0, value: number };
    if (typeof value === 'string') return { rank: 1, value: fold(value) };
    if (typeof value === 'boolean') return { rank: 2, value: Number(value) };
    return { rank: 3, value: fold(shownText(value)) };
  };
}

/** For sorting; records without a value are last in both directions. */
export function compareKeys(a: SortKey, b: SortKey, descending: boolean): number {
  if (a.rank !== b.rank) return a.rank === lastRank || b.rank === lastRank || !descending ? a.rank - b.rank : b.rank - a.rank;
  const order = typeof a.value === 'number' && typeof b.value === 'number' ? a.value - b.value : compareTexts(String(a.value), String(b.value));
  return descending ? -order : order;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && !JSON.isRawJSON(value) && Object.keys(value).length === 0;
}

/** A value as a person reads it: text as it is, nothing for nothing, everything else as JSON. */
function shownText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const decimal = /^-?\d{1,300}(?:\.\d{1,300})?$/;

/** The number in a value, also where it is written as text: tables read from CSV hold nothing but text. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return decimal.test(value) ? Number(value) : undefined;
  return typeof value === 'object' && value !== null && JSON.isRawJSON(value) ? Number(JSON.stringify(value)) : undefined;
}

/** Without regard to case and accents, as words are searched too. */
function fold(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
