import { HoldfastError } from '../../../shared/model/errors.ts';
import { slug } from '../vault/format/names.ts';

/** Longest name of an app or a place, in characters as a person counts them. */
const longest = 60;
const longestSlug = 40;

/**
 * A name as it is kept: trimmed, in Unicode's composed form, 1 to 60 printable characters. Commas separate names on the
 * command line and are refused.
 * @param what `app` or `place`, for the sentence.
 * @throws invalid-input.
 */
export function parseName(what: 'app' | 'place', text: string): string {
  const name = text.normalize('NFC').trim();
  const characters = countCharacters(name);
  if (characters === 0) throw refused(what, 'it is empty');
  if (characters > longest) throw refused(what, `it has ${characters} characters, and ${longest} is the most`);
  // Controls, format characters (which can turn text round on a screen; not the joiners some scripts need), lone surrogates, separators of lines.
  if (/[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/u.test(name)) throw refused(what, 'it holds characters that cannot be shown');
  if (name.includes(',')) throw refused(what, 'it holds a comma, which separates names');
  return name;
}

/** As a person counts them: an emoji made of several signs is one. */
export function countCharacters(text: string): number {
  return Array.from(new Intl.Segmenter().segment(text)).length;
}

function refused(what: 'app' | 'place', why: string): HoldfastError {
  return new HoldfastError('invalid-input', `This cannot be the name of ${what === 'app' ? 'an app' : 'a place'}: ${why}.`, {
    nextStep: `Choose a name of 1 to ${longest} letters, digits, spaces and signs.`,
    details: { field: 'name' },
  });
}

/** Two names that a person would take for the same: case and Unicode form do not tell them apart. */
export function sameName(a: string, b: string): boolean {
  return foldedName(a) === foldedName(b);
}

/** The same for all names that a person would take for one. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/**
 * A name for files and folders made from an app's name: lower-case ASCII letters, digits and single hyphens, at most 48
 * characters, not one of `taken`, none that Windows reserves. It never changes once given.
 */
export function chooseSlug(name: string, taken: readonly string[]): string {
  const plain = slug(name).slice(0, longestSlug).replace(/-+$/, '');
  const base = plain === '' ? 'app' : reservedOnWindows.test(plain) ? `app-${plain}` : plain;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? base : `${base}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

const reservedOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)$/;
