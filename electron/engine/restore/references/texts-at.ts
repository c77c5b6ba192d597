import { fieldsOf } from '../../../../shared/model/record.ts';

/** Texts that stand in a record at a path of `.name` and `[]` steps (reference.ts). */
export function textsAt(value: unknown, path: readonly string[], at = 0): readonly string[] {
  const step = path[at];
  if (step === undefined) return typeof value === 'string' ? [value] : [];
  if (step === '[]') return Array.isArray(value) ? value.flatMap((item) => textsAt(item, path, at + 1)) : [];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || JSON.isRawJSON(value)) return [];
  const fields = fieldsOf(value);
  const name = step.slice(1);
  return Object.hasOwn(fields, name) ? textsAt(fields[name], path, at + 1) : [];
}
