import { parseJson } from '../../../../shared/model/record.ts';
import { visible } from '../../strings/visible.ts';

const nameLike = /^(name|title|full_?name|label|subject|email|number|order_?number)$/i;

/** What a person would call the record: its name or title where it has one, else its first short text. */
export function firstWords(json: string): string | undefined {
  const record: unknown = parseJson(json);
  if (typeof record !== 'object' || record === null) return undefined;
  const texts = Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '');
  const named = texts.find(([field]) => nameLike.test(field)) ?? texts.find(([field, value]) => value.length < 120 && !/(^|_)id$|date|_at$/i.test(field));
  return named === undefined ? undefined : visible(named[1], 80);
}
