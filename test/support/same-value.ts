import { isDeepStrictEqual } from 'node:util';
import { canonicalJson, parseJson } from '../../shared/model/record.ts';

/** What is to be found in a database for a value of a record, written without a look at how the program decides. */
export function isSameInPostgres(expected: unknown, found: unknown): boolean {
  if (expected === undefined || expected === null) return found === null;
  if (typeof expected === 'string') return found === held(expected) || (typeof found === 'string' && sameMoment(expected, found));
  if (typeof expected === 'boolean') return found === expected;
  if (typeof expected === 'number' || JSON.isRawJSON(expected)) return sameNumber(JSON.stringify(expected), typeof found === 'string' ? found : JSON.stringify(found));
  return isDeepStrictEqual(plain(expected), plain(found));
}

/** � in the place of what Postgres does not hold. */
function held(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

/** The same day, or the same microsecond. */
function sameMoment(a: string, b: string): boolean {
  if (!/^\d{4}-\d\d-\d\d/.test(a)) return false;
  const [one, other] = [a, b].map((text) => {
    const isTime = text.length > 10;
    const zoned = !isTime || /Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`;
    const micros = (/\.(\d{1,6})/.exec(text)?.[1] ?? '').padEnd(6, '0');
    return `${isTime} ${new Date(zoned.replace(/\.\d+/, '').replace(' ', 'T')).getTime()} ${micros}`;
  });
  return one === other && !one?.includes('NaN');
}

function sameNumber(a: string, b: string): boolean {
  return digits(a) === digits(b);
}

/** A number by sign, digits and place of the point, however it is written. */
function digits(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', part = ''] = mantissa.replace(/^-/, '').split('.');
  const all = `${whole}${part}`.replace(/^0+/, '');
  const short = all.replace(/0+$/, '');
  if (short === '') return '0';
  return `${mantissa.startsWith('-') ? '-' : ''}${short}e${Number(exponent) - part.length + all.length - short.length}`;
}

/** With texts as a database holds them, and numbers by their value. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return held(value);
  if (typeof value === 'number') return { number: digits(JSON.stringify(value)) };
  if (typeof value !== 'object' || value === null) return value;
  if (JSON.isRawJSON(value)) return { number: digits(JSON.stringify(value)) };
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(parseJson(canonicalJson(value)) as object).map(([name, inner]) => [held(name), plain(inner)]));
}
