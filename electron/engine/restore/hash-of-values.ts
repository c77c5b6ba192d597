import { canonicalJson } from '../../../shared/model/record.ts';
import { contentId, type ChunkKey } from '../vault/crypto/content-id.ts';

/** Changes by itself with every write, whatever else is in the record. */
const volatile = 'updated_date';

/**
 * A keyed hash of some fields of a record, or of all but its date of change: tells later whether they are still as they were, and tells nothing to
 * who has no key. A field that is missing and one that is null count as the same, because a platform may read an emptied field either way.
 */
export function hashOfValues(key: ChunkKey, record: Readonly<Record<string, unknown>>, fields?: readonly string[]): string {
  const names = (fields ?? Object.keys(record).filter((name) => name !== volatile)).toSorted();
  const pairs = names.flatMap((name) => {
    const value = Object.hasOwn(record, name) ? record[name] : undefined;
    return value === undefined || value === null ? [] : [[name, value]];
  });
  return contentId(key, new TextEncoder().encode(canonicalJson(pairs))).slice(0, 32);
}

/** Are the two the same value? As `hashOfValues`: null and nothing are. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
