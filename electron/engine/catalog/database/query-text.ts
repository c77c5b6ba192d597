/**
 * What a person typed, as a query of FTS5: every word in quotes, so that nothing in it is syntax; a word of several parts
 * (`ada@example.com`) stands for its parts next to each other. The last word may be unfinished, unless it is a single character: those
 * begin too many words. Undefined when there is no letter and no digit in it.
 */
export function matchQuery(typed: string): string | undefined {
  const words = typed
    .replaceAll('\0', ' ')
    .toWellFormed()
    .split(/\s+/)
    .filter((word) => wordPart.test(word))
    .slice(0, mostWords);
  if (words.length === 0) return undefined;
  const quoted = words.map((word) => `"${word.replaceAll('"', '""')}"`).join(' ');
  const unfinished = words.at(-1)?.match(lastPart)?.[0] ?? '';
  return unfinished.length > 1 ? `${quoted} *` : quoted;
}

const mostWords = 40;
const wordPart = /[\p{L}\p{N}]/u;
const lastPart = /[\p{L}\p{N}\p{M}]+$/u;
