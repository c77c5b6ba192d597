import { fieldsOf } from '../../../../../shared/model/record.ts';
import { locale } from '../../../strings/translate.ts';

/** A value as a person reads it in a cell. What is not there, what is null and what is empty are three different things. */
export type ShownValue =
  | { readonly kind: 'missing' | 'null' | 'empty' }
  | { readonly kind: 'text' | 'number' | 'json'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** `exact`: everything about it; `zone` is false where the value names none, and so is shown as it was written. */
  | { readonly kind: 'date'; readonly text: string; readonly exact: string; readonly raw: string; readonly zone: boolean };

/** Characters of a value that are looked at for a cell: none is ever wide enough to show more. */
const mostInCell = 400;

/**
 * How a field's value is shown. `undefined` stands for a field that the record does not have (JSON has no undefined).
 * `longest` bounds the text, whatever the value is.
 */
export function showValue(value: unknown, type: string | undefined, longest = mostInCell): ShownValue {
  if (value === undefined) return { kind: 'missing' };
  if (value === null) return { kind: 'null' };
  if (value === '') return { kind: 'empty' };
  switch (typeof value) {
    case 'string':
      return (type === 'string' ? undefined : showDate(value)) ?? { kind: 'text', text: start(value, longest) };
    case 'number':
      return { kind: 'number', text: String(value) };
    case 'boolean':
      return { kind: 'boolean', value };
    default:
      return JSON.isRawJSON(value) ? { kind: 'number', text: start(JSON.stringify(value), longest) } : { kind: 'json', text: compactJson(value, longest) };
  }
}

/** A long id as it is told from others at a glance: `6923ab…0c41f9`. Undefined for everything else. */
export function shortId(text: string): string | undefined {
  return /^(?:[0-9a-f]{24}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i.test(text) ? `${text.slice(0, 6)}…${text.slice(-6)}` : undefined;
}

/** A value of any kind as plain text, whole: for copying. */
export function wholeText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : (JSON.stringify(value) ?? '');
}

/** One longer than asked for, so that whoever shows it sees that it goes on. */
function start(text: string, longest: number): string {
  return text.length > longest ? text.slice(0, longest + 1) : text;
}

const instant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/;
const day = /^\d{4}-\d\d-\d\d$/;
const short = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const shortTime = { ...short, hour: '2-digit', minute: '2-digit' } as const;
const formats = {
  here: new Intl.DateTimeFormat(locale, shortTime),
  exactHere: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }),
  asWritten: new Intl.DateTimeFormat(locale, { ...shortTime, timeZone: 'UTC' }),
  exactAsWritten: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium', timeZone: 'UTC' }),
  day: new Intl.DateTimeFormat(locale, { ...short, timeZone: 'UTC' }),
  exactDay: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }),
} as const;

function showDate(raw: string): ShownValue | undefined {
  if (raw.length < 10 || raw.length > 40) return undefined;
  if (day.test(raw)) return written(raw, `${raw}T00:00:00Z`, formats.day, formats.exactDay, true);
  const parts = instant.exec(raw);
  if (parts === null) return undefined;
  const zone = parts[1] !== undefined;
  // A time without a zone is nobody's to convert: it is shown as it stands.
  return zone ? written(raw, raw.replace(' ', 'T'), formats.here, formats.exactHere, zone) : written(raw, `${raw.replace(' ', 'T')}Z`, formats.asWritten, formats.exactAsWritten, zone);
}

function written(raw: string, instantText: string, format: Intl.DateTimeFormat, exact: Intl.DateTimeFormat, zone: boolean): ShownValue | undefined {
  const at = new Date(instantText);
  if (Number.isNaN(at.getTime())) return undefined;
  return { kind: 'date', text: format.format(at), exact: exact.format(at), raw, zone };
}

/** JSON without spaces, stopped soon after `longest`: of a megabyte only the beginning is written out. */
function compactJson(value: unknown, longest: number): string {
  const parts: string[] = [];
  let length = 0;
  const put = (text: string): boolean => {
    parts.push(text);
    length += text.length;
    return length <= longest;
  };
  // Depth is bounded by the length: every level writes at least its bracket.
  const write = (inner: unknown): boolean => {
    if (typeof inner === 'string') return put(JSON.stringify(inner.length > longest ? inner.slice(0, longest + 1) : inner));
    if (typeof inner !== 'object' || inner === null || JSON.isRawJSON(inner)) return put(JSON.stringify(inner) ?? 'null');
    const isList = Array.isArray(inner);
    if (!put(isList ? '[' : '{')) return false;
    const fields = fieldsOf(inner);
    let count = 0;
    for (const name in fields) {
      if (count > 0 && !put(',')) return false;
      if (!isList && !put(`${JSON.stringify(name.slice(0, longest + 1))}:`)) return false;
      if (!write(fields[name])) return false;
      count += 1;
    }
    return put(isList ? ']' : '}');
  };
  write(value);
  return start(parts.join(''), longest);
}
