export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Lower case without accents, one character for each of the original's, so that places in one are places in the other. */
function folded(text: string): string {
  let out = '';
  for (const character of text) {
    const plain = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    out += plain.length === character.length ? plain : plain.length > character.length ? plain.slice(0, character.length) : plain.padEnd(character.length, '\u0000');
  }
  return out;
}

/** The words of a query as they are compared. */
export function wordsOf(query: string): readonly string[] {
  const words = folded(query.normalize('NFC')).split(/[^\p{L}\p{N}\p{Co}]+/u).filter((word) => word !== '');
  return [...new Set(words)].toSorted((a, b) => b.length - a.length);
}

/** The text in pieces, those that begin a word and match one of the query's marked. */
export function markWords(text: string, words: readonly string[]): readonly Piece[] {
  const plain = folded(text);
  const marks: (readonly [number, number])[] = [];
  for (const word of words) {
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + word.length)) {
      if (beginsWord(plain, at)) marks.push([at, at + word.length]);
    }
  }
  marks.sort(([a], [b]) => a - b);
  const pieces: Piece[] = [];
  let done = 0;
  for (const [from, to] of marks) {
    if (from < done) continue;
    if (from > done) pieces.push({ text: text.slice(done, from), marked: false });
    pieces.push({ text: text.slice(from, to), marked: true });
    done = to;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), marked: false });
  return pieces;
}

function beginsWord(plain: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(plain.charAt(at - 1));
}

export interface Excerpt {
  readonly field: string;
  readonly pieces: readonly Piece[];
}

const mostLookedAt = 20_000;
const before = 30;
const longest = 140;

/** Where the words stand in a record: the fields that hold one, cut around the first. Fields in the record's order. */
export function excerptsOf(fields: Readonly<Record<string, unknown>>, words: readonly string[], most: number): readonly Excerpt[] {
  const found: Excerpt[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (found.length >= most) break;
    const text = searchable(value);
    if (text === undefined) continue;
    const pieces = markWords(text, words);
    const first = pieces.findIndex(({ marked }) => marked);
    if (first < 0) continue;
    found.push({ field, pieces: around(pieces, first) });
  }
  return found;
}

function searchable(value: unknown): string | undefined {
  if (typeof value === 'string') return value.slice(0, mostLookedAt);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value).slice(0, mostLookedAt);
  return undefined;
}

function around(pieces: readonly Piece[], first: number): readonly Piece[] {
  const lead = pieces.slice(0, first).map(({ text }) => text).join('');
  const kept: Piece[] = lead.length > before ? [{ text: `…${lead.slice(-before)}`, marked: false }] : lead === '' ? [] : [{ text: lead, marked: false }];
  let length = 0;
  for (const piece of pieces.slice(first)) {
    const room = longest - length;
    if (room <= 0) {
      kept.push({ text: '…', marked: false });
      break;
    }
    kept.push(piece.text.length > room ? { ...piece, text: `${piece.text.slice(0, room)}…` } : piece);
    length += piece.text.length;
  }
  return kept;
}
