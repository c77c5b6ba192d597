/** A text in pieces: what both have, and what only this side has. */
export interface Piece {
  readonly text: string;
  readonly differs: boolean;
}

export interface TextDifference {
  readonly before: readonly Piece[];
  readonly after: readonly Piece[];
}

/**
 * Where two texts differ: from the first difference to the last, to whole words, so that "Holm" → "Holt" is marked as a word and
 * not as two letters. Looks at most at `longest` characters from each end.
 */
export function differenceOf(before: string, after: string, longest = 20_000): TextDifference {
  if (before === after) return { before: piecesOf(before, before.length, 0), after: piecesOf(after, after.length, 0) };
  const most = Math.min(before.length, after.length, longest);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < most - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  while (head > 0 && isWord(before, head - 1) && (isWord(before, head) || isWord(after, head))) head -= 1;
  while (tail > 0 && isWord(before, before.length - tail) && (isWord(before, before.length - tail - 1) || isWord(after, after.length - tail - 1))) tail -= 1;
  return { before: piecesOf(before, head, tail), after: piecesOf(after, head, tail) };
}

function piecesOf(text: string, head: number, tail: number): readonly Piece[] {
  const end = Math.max(head, text.length - tail);
  return [
    { text: text.slice(0, head), differs: false },
    { text: text.slice(head, end), differs: true },
    { text: text.slice(end), differs: false },
  ].filter((piece) => piece.text !== '');
}

/** The zero-width joiner, and the selector that asks for a picture: parts of one sign. */
const joiners: ReadonlySet<string> = new Set([String.fromCharCode(0x200d), String.fromCharCode(0xfe0f)]);

function isHalf(character: string): boolean {
  const code = character.charCodeAt(0);
  return code >= 0xd800 && code <= 0xdfff;
}

/** Letters, digits, and halves of characters beyond the basic plane, which must stay together. */
function isWord(text: string, at: number): boolean {
  const character = text.charAt(at);
  return /[\p{L}\p{N}\p{M}_]/u.test(character) || isHalf(character) || joiners.has(character);
}
