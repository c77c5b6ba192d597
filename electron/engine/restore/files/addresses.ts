import { fieldsOf } from '../../../../shared/model/record.ts';
import type { Fields } from '../restore-parts.ts';

/** Between these an address may stand in a longer text: in quotes, tags, brackets, or alone on a line. */
const edge = /[\s"'<>()[\]{}|\\^`]+/;
const between = /[^\s"'<>()[\]{}|\\^`]+/g;

/** Addresses of uploaded files that stand in a record, on their own or in a longer text. @param isAddress which texts are addresses */
export function addressesIn(record: Fields, isAddress: (text: string) => boolean): readonly string[] {
  const found = new Set<string>();
  const todo: unknown[] = [record];
  for (let value = todo.pop(); value !== undefined || todo.length > 0; value = todo.pop()) {
    if (typeof value === 'string') {
      if (isAddress(value)) found.add(value);
      else if (value.includes('/')) for (const part of value.split(edge)) if (isAddress(part)) found.add(part);
    } else if (Array.isArray(value)) for (const item of value) todo.push(item);
    else if (typeof value === 'object' && value !== null && !JSON.isRawJSON(value)) todo.push(...Object.values(fieldsOf(value)));
  }
  return [...found];
}

/** The record with these addresses replaced; the same object when it has none of them. */
export function replaceAddresses(record: Fields, addresses: ReadonlyMap<string, string>): Fields {
  if (addresses.size === 0) return record;
  const replaced = replaceIn(record, addresses);
  return typeof replaced === 'object' && replaced !== null ? fieldsOf(replaced) : record;
}

function replaceIn(value: unknown, addresses: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return replaceInText(value, addresses);
  if (Array.isArray(value)) {
    const items = value.map((item) => replaceIn(item, addresses));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value;
  let isSame = true;
  const entries = Object.entries(fieldsOf(value)).map(([name, inner]) => {
    const replaced = replaceIn(inner, addresses);
    if (replaced !== inner) isSame = false;
    return [name, replaced] as const;
  });
  return isSame ? value : Object.fromEntries(entries);
}

function replaceInText(text: string, addresses: ReadonlyMap<string, string>): string {
  const whole = addresses.get(text);
  if (whole !== undefined) return whole;
  if (!text.includes('/')) return text;
  // Each where it stands: one address may be the beginning of another, or become what another was.
  return text.replaceAll(between, (part) => addresses.get(part) ?? part);
}
