import { canonicalJson } from '../../../../shared/model/record.ts';
import { hasValue } from '../has-value.ts';

/** What became of one field of a record: its value went, another came in its place, or there was none before. */
export type FieldChangeKind = 'blanked' | 'changed' | 'filled';

export interface FieldChange {
  readonly field: string;
  readonly kind: FieldChangeKind;
  /** The new value as canonical JSON; of a blanked field ''. */
  readonly value: string;
}

/** The fields in which two readings of a record differ. `ignored` says nothing by changing: the platform sets it at every write. */
export function fieldChanges(from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>, ignored: string | undefined): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of Object.keys(from)) {
    if (field !== ignored) add(changes, field, from[field], Object.hasOwn(to, field) ? to[field] : undefined);
  }
  for (const field of Object.keys(to)) {
    if (field !== ignored && !Object.hasOwn(from, field)) add(changes, field, undefined, to[field]);
  }
  return changes;
}

function add(changes: FieldChange[], field: string, older: unknown, newer: unknown): void {
  const had = hasValue(older);
  const has = hasValue(newer);
  // Null, an empty text and no field at all are the same nothing to a person.
  if (older === newer || (!had && !has)) return;
  if (!has) changes.push({ field, kind: 'blanked', value: '' });
  else {
    const value = canonicalJson(newer);
    if (!had) changes.push({ field, kind: 'filled', value });
    else if (canonicalJson(older) !== value) changes.push({ field, kind: 'changed', value });
  }
}
