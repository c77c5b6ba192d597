import type { CsvColumn, CsvTable } from '../../../../shared/model/csv-table.ts';

type ColumnType = Pick<CsvColumn, 'type' | 'words'>;

const spellings: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['TRUE', 'FALSE'],
  ['True', 'False'],
];

/**
 * Finds out what a column holds by looking at every value. It becomes a number or a boolean only when writing each of its
 * values back gives the text it came from: `007`, `1.50`, `+1`, `1e3` and ids too long for a double leave it text.
 */
export class ColumnTypeFinder {
  #numbers = true;
  /** Which spellings of true and false all values keep to so far. */
  #words: readonly (readonly [string, string])[] = spellings;
  #hasValues = false;
  #hasQuotedEmpty = false;

  /** @param text not empty. */
  add(text: string): void {
    this.#hasValues = true;
    if (this.#numbers && !isPlainNumber(text)) this.#numbers = false;
    if (this.#words.length > 0) this.#words = this.#words.filter((pair) => pair.includes(text));
  }

  /** A cell `""`. Where empty cells without quotes are null, it is an empty text, and the column no number. */
  addQuotedEmpty(): void {
    this.#hasQuotedEmpty = true;
  }

  type(nulls: CsvTable['nulls']): ColumnType {
    if (this.#hasQuotedEmpty && nulls === 'both') return { type: 'text' };
    if (!this.#hasValues) return { type: 'empty' };
    if (this.#numbers) return { type: 'number' };
    const words = this.#words[0];
    return words === undefined ? { type: 'text' } : { type: 'boolean', words: [...words] };
  }
}

/** A decimal number that a double holds and JSON writes with the same characters. */
function isPlainNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first !== 0x2d && (first < 0x30 || first > 0x39)) return false;
  const value = Number(text);
  // `1e+21` would come back alike, but who writes it so means a text.
  return String(value) === text && Number.isFinite(value) && !text.includes('e');
}

/** The value a cell holds as JSON text. */
export function cellJson(column: CsvColumn, text: string): string {
  switch (column.type) {
    case 'number':
      return text;
    case 'boolean':
      return text === column.words?.[0] ? 'true' : 'false';
    case 'text':
    case 'empty':
      return JSON.stringify(text);
  }
}
