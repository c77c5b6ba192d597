import type { CsvColumn, CsvTable } from '../../../../shared/model/csv-table.ts';
import { ColumnTypeFinder } from './column-types.ts';
import type { Layout } from './delimiter.ts';
import { KeyFinder } from './key-candidates.ts';
import type { CsvLimits } from './limits.ts';
import { QuotingFinder } from './quoting.ts';
import type { CsvRow } from './rows.ts';

/** Something odd that rows have, and where it was seen first. */
interface Oddity {
  count: number;
  firstLine: number;
}

/** What one look at all rows of a file teaches about the table. */
export class TableProfile {
  readonly #layout: Layout;
  readonly #limits: CsvLimits;
  readonly #quoting: QuotingFinder;
  readonly #types: ColumnTypeFinder[] = [];
  readonly #longest: number[] = [];
  readonly #endings = new Map<string, number>();
  readonly #fields: string[] = [];
  readonly #headerQuoted: boolean[] = [];
  readonly #taken = new Set<string>();
  #headers: readonly string[] = [];
  #keys: KeyFinder | undefined;
  #finalEnding: CsvRow['ending'] = '';
  rows = 0;
  /** The last row is shorter than all others and no line ending follows: it was not written to its end. */
  cutLine: number | undefined;
  readonly short: Oddity = { count: 0, firstLine: 0 };
  readonly long: Oddity = { count: 0, firstLine: 0 };
  readonly blank: Oddity = { count: 0, firstLine: 0 };
  readonly irregular: Oddity = { count: 0, firstLine: 0 };
  readonly zeros: Oddity = { count: 0, firstLine: 0 };

  constructor(layout: Layout, limits: CsvLimits) {
    this.#layout = layout;
    this.#limits = limits;
    this.#quoting = new QuotingFinder(layout.delimiter);
  }

  get keys(): KeyFinder | undefined {
    return this.#keys;
  }

  /** Cells of the header line. */
  get width(): number {
    return this.#headers.length;
  }

  add(row: CsvRow): void {
    if (row.irregular) note(this.irregular, row);
    if (isBlankLine(row, this.width)) {
      // In front of the header too, where the width is not known yet.
      note(this.blank, row);
      this.#finalEnding = row.ending;
      return;
    }
    if (this.width > 0 && row.ending === '' && row.cells.length < this.width && this.short.count === 0) {
      this.cutLine = row.line;
      return;
    }
    this.#finalEnding = row.ending;
    if (row.ending !== '') this.#endings.set(row.ending, (this.#endings.get(row.ending) ?? 0) + 1);
    if (this.width === 0) this.#addHeader(row);
    else this.#addRow(row);
  }

  #addHeader(row: CsvRow): void {
    this.#headers = row.cells;
    for (const [index, text] of row.cells.entries()) {
      this.#headerQuoted.push(row.quoted?.[index] === true);
      this.#addColumn(text);
    }
    this.#keys = new KeyFinder(row.cells, this.#limits);
  }

  #addColumn(header: string): void {
    const plain = header === '' ? `column ${this.#fields.length + 1}` : header;
    const field = this.unusedField(plain);
    this.#fields.push(field);
    this.#taken.add(field);
    this.#types.push(new ColumnTypeFinder());
    this.#longest.push(0);
  }

  #addRow(row: CsvRow): void {
    this.rows += 1;
    const { cells, quoted } = row;
    if (cells.length < this.width) note(this.short, row);
    if (cells.length > this.width) note(this.long, row);
    while (this.#fields.length < cells.length) this.#addColumn('');
    for (let index = 0; index < cells.length; index += 1) {
      const text = cells[index] ?? '';
      const inQuotes = quoted !== undefined && quoted[index] === true;
      const type = this.#types[index];
      if (text === '') {
        this.#quoting.addEmpty(inQuotes);
        if (inQuotes) type?.addQuotedEmpty();
        continue;
      }
      type?.add(text);
      this.#quoting.add(index, text, inQuotes);
      if (text.length > (this.#longest[index] ?? 0)) this.#longest[index] = text.length;
      if (text.includes('\0')) note(this.zeros, row);
    }
    this.#keys?.add(cells);
  }

  /** Columns short enough to be part of a key, from the first on. */
  keyPrefix(): readonly number[] {
    return this.#headers
      .map((_header, index) => index)
      .filter((index) => (this.#longest[index] ?? 0) <= this.#limits.keyCharacters)
      .slice(0, 3);
  }

  columns(): readonly CsvColumn[] {
    const { nulls, columns } = this.#quoting.find(this.#fields.length);
    return this.#fields.map((field, index) => ({
      field,
      header: this.#headers[index] ?? null,
      headerQuoted: this.#headerQuoted[index] === true,
      ...(this.#types[index]?.type(nulls) ?? { type: 'empty' }),
      quoted: columns[index] ?? 'when-needed',
    }));
  }

  /** The name, or the name with a number that is not taken. */
  unusedField(name: string): string {
    if (!this.#taken.has(name)) return name;
    for (let number = 2; ; number += 1) {
      const next = `${name} (${number})`;
      if (!this.#taken.has(next)) return next;
    }
  }

  /** How the file is written, but for its encoding and the order of its rows. */
  style(): Pick<CsvTable, 'nulls' | 'delimiter' | 'lineEnding' | 'finalLineEnding' | 'quoteWhen' | 'preamble' | 'exact'> {
    const found = this.#quoting.find(this.#fields.length);
    const most = [...this.#endings].toSorted(([, a], [, b]) => b - a)[0]?.[0];
    const preambleEnding = this.#layout.preamble === null || this.#layout.preambleCharacters - this.#layout.preamble.length === (most ?? '\n').length;
    return {
      nulls: found.nulls,
      delimiter: this.#layout.delimiter,
      lineEnding: most === '\r\n' || most === '\r' ? most : '\n',
      finalLineEnding: this.#finalEnding !== '',
      quoteWhen: found.quoteWhen,
      preamble: this.#layout.preamble,
      exact: found.exact && this.#endings.size <= 1 && this.blank.count === 0 && this.cutLine === undefined && preambleEnding,
    };
  }
}

/** A line without anything in it: a row only in a table of one column. */
export function isBlankLine(row: CsvRow, width: number): boolean {
  return width !== 1 && row.cells.length === 1 && row.cells[0] === '' && row.quoted === undefined;
}

function note(oddity: Oddity, row: CsvRow): void {
  if (oddity.count === 0) oddity.firstLine = row.line;
  oddity.count += 1;
}
