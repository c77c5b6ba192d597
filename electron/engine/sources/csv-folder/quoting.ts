import type { CsvColumn, CsvTable, QuoteRule } from '../../../../shared/model/csv-table.ts';
import { quotePattern, quoteRules } from '../../../../shared/model/csv-table.ts';

interface ColumnQuotes {
  /** Every value so far stood in quotes. */
  always: boolean;
  hasValues: boolean;
  /** For each rule: a value stood in quotes that the rule leaves alone. */
  readonly needless: boolean[];
}

export interface FoundQuoting {
  readonly quoteWhen: QuoteRule;
  readonly nulls: CsvTable['nulls'];
  readonly columns: readonly CsvColumn['quoted'][];
  /** Every cell of the file stands in quotes, or not, just as these rules say. */
  readonly exact: boolean;
}

/** Finds the rule by which a file's writer put cells in quotes, so that the file can be written again as it was. */
export class QuotingFinder {
  readonly #patterns: readonly RegExp[];
  /** A value stood without quotes that the rule puts in quotes. */
  readonly #bare: boolean[] = quoteRules.map(() => false);
  readonly #columns: ColumnQuotes[] = [];
  #bareEmpty = false;
  #quotedEmpty = false;

  constructor(delimiter: string) {
    this.#patterns = quoteRules.map((rule) => quotePattern(rule, delimiter));
  }


  addEmpty(quoted: boolean): void {
    if (quoted) this.#quotedEmpty = true;
    else this.#bareEmpty = true;
  }

  /** @param text not empty. */
  add(index: number, text: string, quoted: boolean): void {
    const column = (this.#columns[index] ??= newColumn());
    column.hasValues = true;
    if (quoted) {
      for (const [rule, pattern] of this.#patterns.entries()) if (column.needless[rule] !== true && !pattern.test(text)) column.needless[rule] = true;
      return;
    }
    column.always = false;
    for (const [rule, pattern] of this.#patterns.entries()) if (this.#bare[rule] !== true && pattern.test(text)) this.#bare[rule] = true;
  }

  find(columns: number): FoundQuoting {
    const nulls = this.#bareEmpty && this.#quotedEmpty ? 'both' : this.#quotedEmpty ? 'quoted' : 'bare';
    const all = Array.from({ length: columns }, (_, index) => this.#columns[index] ?? newColumn());
    const fits = (index: number): boolean => this.#bare[index] !== true && all.every((one) => one.always || one.needless[index] !== true);
    const found = quoteRules.findIndex((_rule, index) => fits(index));
    const rule = Math.max(0, found);
    const how = (one: ColumnQuotes): CsvColumn['quoted'] => (one.hasValues && one.always && (one.needless[rule] === true || nulls === 'quoted') ? 'always' : 'when-needed');
    return { quoteWhen: quoteRules[rule] ?? 'special', nulls, columns: all.map(how), exact: found !== -1 };
  }
}

function newColumn(): ColumnQuotes {
  return { always: true, hasValues: false, needless: quoteRules.map(() => false) };
}
