import { hasValue } from '../../compare/has-value.ts';
import type { ValueKind } from './figures.ts';

/** What a value is; undefined where there is none, which is of no kind. */
export function valueKind(value: unknown): ValueKind | undefined {
  if (typeof value === 'string') return value === '' ? undefined : 'text';
  if (typeof value === 'boolean') return 'yes-no';
  // A number that is too long for one is kept as it was written.
  if (typeof value === 'number' || JSON.isRawJSON(value)) return 'number';
  if (!hasValue(value)) return undefined;
  return Array.isArray(value) ? 'list' : 'object';
}
