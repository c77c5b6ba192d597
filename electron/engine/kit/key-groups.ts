import { createHash, timingSafeEqual } from 'node:crypto';

/** How every key begins; the same for all, so that nobody has to type it. */
export const keyPrefix = 'AGE-SECRET-KEY-1';

/** Characters in a group; the last one has what is left over. */
export const groupLength = 5;

/** The key's own part in groups that are easy to type, numbered from 1 in the kit. */
export function keyGroups(identity: string): readonly string[] {
  return identity.slice(keyPrefix.length).match(/.{1,5}/g) ?? [];
}

/**
 * What was typed, as the key has it: capitals, without spaces and hyphens. A key has no O, I, B and 1 after its beginning (they are
 * taken for 0, L and 8), so whoever typed one of them meant the other.
 */
export function asKeyCharacters(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015._]/g, '')
    .replaceAll('O', '0')
    .replaceAll('B', '8')
    .replace(/[I1]/g, 'L');
}

/** In the same time whether they differ early or late. */
export function isSameGroup(typed: string, group: string): boolean {
  return timingSafeEqual(digest(asKeyCharacters(typed)), digest(group));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
