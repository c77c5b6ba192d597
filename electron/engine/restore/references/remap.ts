import { fieldsOf } from '../../../../shared/model/record.ts';
import { isTelling, type Reference, replaceInText } from './reference.ts';

/** Table → id in the backup → id it has now. */
export type NewIds = ReadonlyMap<string, ReadonlyMap<string, string>>;

type Fields = Readonly<Record<string, unknown>>;

/** The record with the ids it refers to replaced by the new ones; the same object when it refers to none of them. */
export function remapRecord(record: Fields, references: readonly Reference[], ids: NewIds): Fields {
  let changed = record;
  for (const { path, targets } of references) {
    const maps = targets.flatMap(({ entity }) => ids.get(entity) ?? []).filter(({ size }) => size > 0);
    if (maps.length === 0) continue;
    const newId = (id: string): string | undefined => {
      for (const map of maps) {
        const found = map.get(id);
        if (found !== undefined) return found;
      }
      return undefined;
    };
    changed = asFields(replaceAt(changed, path, 0, newId));
  }
  return changed;
}

type NewId = (id: string) => string | undefined;

function replaceAt(value: unknown, path: readonly string[], at: number, newId: NewId): unknown {
  const step = path[at];
  if (step === undefined) return typeof value === 'string' ? (newId(value) ?? value) : value;
  if (step === '~') return typeof value === 'string' ? replaceInText(value, newId) : value;
  if (step === '[]') return Array.isArray(value) ? replaceItems(value, (item) => replaceAt(item, path, at + 1, newId)) : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || JSON.isRawJSON(value)) return value;
  const fields = fieldsOf(value);
  if (step === '{key}') return replaceKeys(fields, newId);
  if (step === '{}') return replaceFields(fields, isTelling, (inner) => replaceAt(inner, path, at + 1, newId));
  const name = step.slice(1);
  return Object.hasOwn(fields, name) ? replaceFields(fields, (one) => one === name, (inner) => replaceAt(inner, path, at + 1, newId)) : value;
}

function replaceItems(items: readonly unknown[], replace: (item: unknown) => unknown): readonly unknown[] {
  const replaced = items.map(replace);
  return replaced.some((item, at) => item !== items[at]) ? replaced : items;
}

function replaceFields(fields: Fields, wanted: (name: string) => boolean, replace: (value: unknown) => unknown): Fields {
  let isSame = true;
  const entries = Object.entries(fields).map(([name, value]) => {
    const replaced = wanted(name) ? replace(value) : value;
    if (replaced !== value) isSame = false;
    return [name, replaced] as const;
  });
  // Assigning to a field called `__proto__` would do something else.
  return isSame ? fields : Object.fromEntries(entries);
}

function replaceKeys(fields: Fields, newId: NewId): Fields {
  if (!Object.keys(fields).some((name) => newId(name) !== undefined)) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [newId(name) ?? name, value]));
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? fieldsOf(value) : {};
}
