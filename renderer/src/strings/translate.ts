import { en } from './en/index.ts';
import { visible } from './visible.ts';

/**
 * The one catalogue: every word on a screen comes from `t`. English is its only language so far; another one is another
 * object of the same keys, chosen here.
 */
type Catalogue = typeof en;
export type Key = keyof Catalogue;

/** Names in braces: `{app}`. A plural (`{ one, other }`) is chosen by `count`. */
type Names<Text> = Text extends `${string}{${infer Name}}${infer After}` ? Name | Names<After> : never;
type Parameters<K extends Key> = Catalogue[K] extends { readonly other: infer Other } ? Names<Other> | 'count' : Names<Catalogue[K]>;
type Rest<K extends Key> = [Parameters<K>] extends [never] ? [] : [values: { readonly [Name in Parameters<K>]: string | number }];

/**
 * English words with the dates, clock and numbers of the person's own region: `en-DE` for someone who reads German, since a
 * sentence half in one language and half in another helps nobody.
 */
export const locale = `en-${new Intl.Locale(navigator.language).maximize().region ?? 'US'}`;
const plurals = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat(locale);

/**
 * The text of `key`. Numbers are written as the person's locale does; text that comes from elsewhere is made harmless to
 * the sentence around it (`visible`).
 */
export function t<K extends Key>(key: K, ...rest: Rest<K>): string {
  const values: Readonly<Record<string, string | number>> = rest[0] ?? {};
  const entry: string | { readonly one: string; readonly other: string } = en[key];
  const text = typeof entry === 'string' ? entry : entry[plurals.select(Number(values['count'])) === 'one' ? 'one' : 'other'];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : visible(value, 200);
  });
}
