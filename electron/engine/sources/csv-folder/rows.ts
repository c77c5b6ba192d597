/** One line of a table as it stands in the file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Which cells stood in quotes; undefined when none did. */
  readonly quoted: readonly boolean[] | undefined;
  /** Line of the file it begins in, from 1. */
  readonly line: number;
  /** What ended it; empty at the end of a file that does not end with a line break. */
  readonly ending: '' | '\n' | '\r\n' | '\r';
  /** A quotation mark was closed and more text followed before the next delimiter: the cell is kept as it stands. */
  readonly irregular: boolean;
}

/** The quotation mark that was opened in that row is not closed before the end of the file, or not within the limit. */
export interface UnclosedQuote {
  readonly line: number;
  readonly reason: 'end-of-file' | 'too-long';
}

/**
 * Splits text that comes in pieces into rows (RFC 4180, and what is found beyond it: text in front of or behind quotes is
 * kept as it stands; a carriage return alone ends a row only in a file that has no line feeds).
 *
 * Our own because a row must come back as the bytes it was: which cells stood in quotes and how each row ended is not told
 * by the CSV parsers at hand, and the rows before a quotation mark that is never closed would be lost.
 */
export class RowReader {
  readonly #delimiter: number;
  readonly #returnsEndRows: boolean;
  readonly #maxCharacters: number;
  #text = '';
  #line = 1;
  /** The text is tried again only when it is that long: a row of many pieces is not read again for each of them. */
  #tryAt = 0;
  unclosed: UnclosedQuote | undefined;

  constructor(options: { readonly delimiter: string; readonly returnsEndRows: boolean; readonly maxCharacters: number }) {
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#returnsEndRows = options.returnsEndRows;
    this.#maxCharacters = options.maxCharacters;
  }

  /** The rows that are complete with this piece. After `unclosed` is set there are no more. */
  push(piece: string): CsvRow[] {
    if (this.unclosed !== undefined) return [];
    this.#text += piece;
    if (this.#text.length < this.#tryAt) return [];
    const rows = this.#take(false);
    this.#tryAt = this.#text.length * 2;
    if (this.#text.length > this.#maxCharacters) {
      this.unclosed = { line: this.#line, reason: 'too-long' };
      this.#text = '';
    }
    return rows;
  }

  /** The last rows. */
  end(): CsvRow[] {
    if (this.unclosed !== undefined) return [];
    return this.#take(true);
  }

  #take(isEnd: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    const text = this.#text;
    let start = 0;
    while (start < text.length) {
      const row = this.#row(text, start, isEnd);
      if (row === undefined) break;
      rows.push(row);
      start = this.#next;
    }
    this.#text = text.slice(start);
    if (isEnd && this.#text !== '') this.unclosed = { line: this.#line, reason: 'end-of-file' };
    return rows;
  }

  /** Where the row after the one just read begins. */
  #next = 0;

  /** The row that begins at `start`; undefined when it goes on behind the text. */
  #row(text: string, start: number, isEnd: boolean): CsvRow | undefined {
    const cells: string[] = [];
    let quoted: boolean[] | undefined;
    let irregular = false;
    let lines = 1;
    for (let at = start; ; ) {
      let end = at;
      let value: string | undefined;
      if (text.charCodeAt(at) === quote) {
        const closing = closingQuote(text, at);
        if (closing === -1 || (closing + 1 === text.length && !isEnd)) return undefined;
        end = closing + 1;
        const inner = text.slice(at + 1, closing);
        if (end === text.length || this.#endsCell(text, end)) {
          value = inner.includes('"') ? inner.replaceAll('""', '"') : inner;
          quoted ??= cells.map(() => false);
        } else {
          irregular = true;
        }
        lines += this.#lineBreaks(inner);
      }
      if (value === undefined) {
        while (end < text.length && !this.#endsCell(text, end)) end += 1;
        // Also a carriage return at the very end may be half a line break.
        if (end >= text.length && !isEnd) return undefined;
        quoted?.push(false);
        cells.push(text.slice(at, end));
      } else {
        quoted?.push(true);
        cells.push(value);
      }
      const mark = text.charCodeAt(end);
      if (end < text.length && mark === this.#delimiter) {
        at = end + 1;
        continue;
      }
      const ending = this.#ending(text, end, isEnd);
      if (ending === undefined) return undefined;
      const row = { cells, quoted, line: this.#line, ending, irregular };
      this.#next = end + ending.length;
      this.#line += lines;
      return row;
    }
  }

  #endsCell(text: string, at: number): boolean {
    const mark = text.charCodeAt(at);
    if (mark === this.#delimiter || mark === lineFeed) return true;
    // A return that does not end rows is text, unless a line feed follows it, or may follow it.
    return mark === carriageReturn && (this.#returnsEndRows || text.charCodeAt(at + 1) === lineFeed || at + 1 === text.length);
  }

  #ending(text: string, at: number, isEnd: boolean): CsvRow['ending'] | undefined {
    if (at >= text.length) return '';
    if (text.charCodeAt(at) === lineFeed) return '\n';
    if (at + 1 === text.length) return isEnd ? '\r' : undefined;
    return text.charCodeAt(at + 1) === lineFeed ? '\r\n' : '\r';
  }

  #lineBreaks(text: string): number {
    const mark = this.#returnsEndRows ? '\r' : '\n';
    let count = 0;
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count += 1;
    return count;
  }
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Where the quotation mark that stands at `open` is closed, or -1. */
function closingQuote(text: string, open: number): number {
  let at = open + 1;
  for (;;) {
    at = text.indexOf('"', at);
    if (at === -1) return -1;
    if (text.charCodeAt(at + 1) !== quote) return at;
    at += 2;
  }
}
