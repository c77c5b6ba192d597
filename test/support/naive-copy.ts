import { type JsonObject, canonicalJson, recordId, recordKey } from '../../shared/model/record.ts';
import type { Filter } from '../../electron/engine/catalog/database/conditions.ts';
import { defaultKey, type Table } from './stored-app.ts';

/** What a searchable copy must answer, worked out the simple way from tables that are held in memory. */
export interface NaiveBackup {
  readonly name: string;
  readonly tables: Readonly<Record<string, Table>>;
}

export interface NaiveRecord {
  readonly id: string;
  readonly json: string;
}

/** In the table's own order. */
export function recordsOf(table: Table | undefined): NaiveRecord[] {
  const key = table?.key ?? defaultKey;
  return [...(table?.records ?? [])]
    .map((record) => ({ key: recordKey(key, record), id: recordId(table?.identity ?? ['id'], record), json: canonicalJson(record) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ id, json }) => ({ id, json }));
}

export function matchesWords(json: string, query: string): boolean {
  const terms = query.split(/\s+/).map(wordsIn).filter((words) => words.length > 0);
  const words = wordsIn(valuesIn(JSON.parse(json)).join(' '));
  return terms.every((term, at) => words.some((_, start) => term.every((part, i) => fits(words[start + i], part, at === terms.length - 1 && i === term.length - 1))));
}

function fits(word: string | undefined, part: string, maybeUnfinished: boolean): boolean {
  return word === part || (maybeUnfinished && part.length > 1 && word?.startsWith(part) === true);
}

function wordsIn(text: string): string[] {
  return folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

function valuesIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [];
}

function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function fieldOf(json: string, field: string): unknown {
  const record = JSON.parse(json) as JsonObject;
  return Object.hasOwn(record, field) ? record[field] : undefined;
}

function shown(value: unknown): string {
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function isEmpty(value: unknown): boolean {
  return ['', '[]', '{}'].includes(shown(value)) && value !== '[]' && value !== '{}';
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

export function passes(json: string, { field, op, value = '' }: Filter): boolean {
  const found = fieldOf(json, field);
  const bothNumbers = isNumeric(found) && isNumeric(value);
  const equal = bothNumbers ? Number(found) === Number(value) : folded(shown(found)) === folded(value);
  const ordered = (before: (a: number | string, b: number | string) => boolean): boolean =>
    bothNumbers ? before(Number(found), Number(value)) : typeof found === 'string' && found !== '' && before(folded(found), folded(value));
  switch (op) {
    case 'contains':
      return folded(shown(found)).includes(folded(value));
    case 'is':
      return equal;
    case 'is-not':
      return !equal;
    case 'empty':
      return isEmpty(found);
    case 'not-empty':
      return !isEmpty(found);
    case 'greater':
      return ordered((a, b) => a > b);
    case 'less':
      return ordered((a, b) => a < b);
  }
}

export function sorted(records: readonly NaiveRecord[], field: string, descending: boolean): NaiveRecord[] {
  const groups: ((value: unknown) => boolean)[] = [isNumeric, (value) => typeof value === 'string', (value) => typeof value === 'boolean', () => true];
  const full = records.filter(({ json }) => !isEmpty(fieldOf(json, field)));
  const empty = records.filter(({ json }) => isEmpty(fieldOf(json, field)));
  const groupOf = (value: unknown): number => groups.findIndex((is) => is(value));
  const order = (a: unknown, b: unknown): number => {
    if (groupOf(a) !== groupOf(b)) return groupOf(a) - groupOf(b);
    if (isNumeric(a)) return Number(a) - Number(b);
    const [x, y] = [folded(shown(a)), folded(shown(b))];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  const sign = descending ? -1 : 1;
  return [...full.toSorted((a, b) => sign * order(fieldOf(a.json, field), fieldOf(b.json, field))), ...empty];
}
