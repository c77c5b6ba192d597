import { hasValue } from '../../compare/has-value.ts';
import { sameValue } from '../hash-of-values.ts';

export interface FieldRules {
  /** Fill in what the app has no value for any more. */
  readonly blanked: boolean;
  /** Put back what the app has another value for. */
  readonly changed: boolean;
  /** Only these fields; undefined = all. */
  readonly fields: ReadonlySet<string> | undefined;
  /** Take a value away where the backup has none, of fields that were named. */
  readonly overwriteNewer: boolean;
  /** Those that nobody can write. */
  readonly assigned: ReadonlySet<string>;
}

export interface FieldDifferences {
  /** To be written. */
  readonly write: readonly string[];
  /** The app has another value, and that was not asked to be overwritten. */
  readonly newer: readonly string[];
  /** The app has a value and the backup has none, where that was asked to be made as it was. */
  readonly blank: readonly string[];
}

/** Which fields of a record that is still there are to be written so that it is as the backup has it, and which are not and why. */
export function fieldDifferences(backup: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>, rules: FieldRules): FieldDifferences {
  const write: string[] = [];
  const newer: string[] = [];
  const blank: string[] = [];
  for (const field of new Set([...Object.keys(backup), ...Object.keys(now)])) {
    if (rules.assigned.has(field) || (rules.fields !== undefined && !rules.fields.has(field))) continue;
    const wanted = Object.hasOwn(backup, field) ? backup[field] : undefined;
    const present = Object.hasOwn(now, field) ? now[field] : undefined;
    if (sameValue(wanted, present)) continue;
    if (!hasValue(wanted)) {
      // '' in the place of null is no loss; only a value would be one.
      if (!hasValue(present)) continue;
      if (rules.overwriteNewer && rules.fields !== undefined) write.push(field);
      // Unasked, a value that is new since the backup needs no mention.
      else if (rules.changed) blank.push(field);
    } else if (!hasValue(present)) {
      if (rules.blanked) write.push(field);
    } else if (rules.changed) write.push(field);
    else newer.push(field);
  }
  return { write, newer, blank };
}
