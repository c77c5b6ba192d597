import { z } from 'zod';

/**
 * How a table was written as CSV, kept in its schema, so that it can be written that way again: same columns, same
 * delimiter, same quotes. The source that reads a folder of CSV files fills it in; the export as CSV follows it.
 */

/** Texts besides `"`, the delimiter and line breaks that the file's writer puts in quotes; the name of a rule seen in practice. */
export const quoteRules = ['special', 'special-and-edge-spaces', 'special-and-spaces', 'anything-but-plain-words'] as const;
export type QuoteRule = (typeof quoteRules)[number];

const column = z.object({
  /** The field of the record. */
  field: z.string(),
  /** The text in the header line; null for cells that stand beyond the header. */
  header: z.string().nullable(),
  /** That text stood in quotes. */
  headerQuoted: z.boolean(),
  /** `number`: every value is written as JSON writes it; `boolean`: as `words` says; `empty`: the column has no values. */
  type: z.enum(['text', 'number', 'boolean', 'empty']),
  /** How true and false are spelled. */
  words: z.tuple([z.string(), z.string()]).optional(),
  quoted: z.enum(['when-needed', 'always']),
});
export type CsvColumn = z.infer<typeof column>;

export const csvTableSchema = z.object({
  format: z.literal('csv-table/1'),
  columns: z.array(column),
  /** Counts rows that the other fields of the key cannot tell apart; made when reading, not a column of the file. */
  ordinal: z.string().nullable(),
  /**
   * CSV knows no null. `bare`: null is an empty cell without quotes; `quoted`: it is `""`, as in a file with everything in
   * quotes; `both`: the file has both, an empty cell without quotes is null and `""` is an empty text.
   */
  nulls: z.enum(['bare', 'quoted', 'both']),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  byteOrderMark: z.boolean(),
  delimiter: z.string().length(1),
  lineEnding: z.enum(['\n', '\r\n', '\r']),
  finalLineEnding: z.boolean(),
  quoteWhen: z.enum(quoteRules),
  /** Excel's first line `sep=;`, without its line ending. */
  preamble: z.string().nullable(),
  /** In which order the rows stood: that of the key, its reverse, or listed (see csvOrder); unknown = they come by key. */
  order: z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['by-key', 'by-key-descending', 'unknown']) }),
    z.object({ kind: z.literal('listed'), ranks: z.string() }),
  ]),
  /** Writing the table again gives the bytes of the file. */
  exact: z.boolean(),
});
export type CsvTable = z.infer<typeof csvTableSchema>;

/** The keyword under which it stands in an entity's JSON Schema. */
export const csvTableKeyword = 'x-csv-table';

/** How the table was written, when the entity came from a CSV file; undefined otherwise. */
export function csvTableOf(schema: unknown): CsvTable | undefined {
  if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, csvTableKeyword)) return undefined;
  return csvTableSchema.safeParse(Reflect.get(schema, csvTableKeyword)).data;
}

/** The header line, without its line ending. */
export function csvHeader(table: CsvTable): string {
  const named = table.columns.filter((one) => one.header !== null);
  return named.map((one) => (one.headerQuoted ? quoteCsv(one.header ?? '') : one.header)).join(table.delimiter);
}

/**
 * A function that writes records as lines of the table, without line endings. A row ends with its last field that the
 * record has, so a row that was too short stays short; a field that is missing before that is written like null.
 */
export function csvLineWriter(table: CsvTable): (record: Readonly<Record<string, unknown>>) => string {
  const rule = quotePattern(table.quoteWhen, table.delimiter);
  const nothing = table.nulls === 'quoted' ? '""' : '';
  function cell(one: CsvColumn, value: unknown): string {
    if (value === null || value === undefined) return nothing;
    const text = csvText(one, value);
    if (text === '') return table.nulls === 'both' ? '""' : nothing;
    return one.quoted === 'always' || rule.test(text) ? quoteCsv(text) : text;
  }
  return (record) => {
    let line = '';
    let pending = 0;
    for (const [index, one] of table.columns.entries()) {
      const present = Object.hasOwn(record, one.field);
      if (!present && index > 0) {
        pending += 1;
        continue;
      }
      for (; pending > 0; pending -= 1) line += table.delimiter + nothing;
      if (index > 0) line += table.delimiter;
      line += cell(one, record[one.field]);
    }
    return line;
  };
}

function csvText(one: CsvColumn, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' && one.words !== undefined) return value ? one.words[0] : one.words[1];
  return JSON.stringify(value);
}

export function quoteCsv(text: string): string {
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`;
}

/** Matches a text that is put in quotes even in a column where that is done only when needed. */
export function quotePattern(rule: QuoteRule, delimiter: string): RegExp {
  // A caret, a bracket, a backslash or a hyphen means something inside the brackets.
  const mark = delimiter.replace(/[\\\]^-]/g, '\\$&');
  switch (rule) {
    case 'special':
      return new RegExp(`["\\r\\n${mark}]`);
    case 'special-and-edge-spaces':
      return new RegExp(`["\\r\\n${mark}]|^ | $`);
    case 'special-and-spaces':
      return new RegExp(`["\\r\\n ${mark}]`);
    case 'anything-but-plain-words':
      // What the sqlite3 command leaves alone: printable ASCII but space and both quotes.
      return new RegExp(`[^!#-&(-~]|[${mark}]`);
  }
}

/**
 * Where each row of the file stands among the rows sorted by key, row after row, as text: runs of neighbours as
 * `first+more`, in base 36, the first as the distance from where the last run ended.
 */
export function encodeRanks(ranks: Iterable<number>): string {
  const runs: string[] = [];
  let start: number | undefined;
  let next = 0;
  let end = 0;
  const close = (): void => {
    if (start === undefined) return;
    const more = next - start - 1;
    runs.push(`${(start - end).toString(36)}${more === 0 ? '' : `+${more.toString(36)}`}`);
    end = next;
  };
  for (const rank of ranks) {
    if (start === undefined || rank !== next) {
      close();
      start = rank;
    }
    next = rank + 1;
  }
  close();
  return runs.join(' ');
}

/** The ranks that encodeRanks wrote. @throws RangeError when the text is none of its. */
export function* decodeRanks(text: string): Generator<number> {
  let end = 0;
  for (const [, distance = '', more = '0'] of text.matchAll(/(-?[0-9a-z]+)(?:\+([0-9a-z]+))?(?: |$)/gy)) {
    const start = end + Number.parseInt(distance, 36);
    end = start + Number.parseInt(more, 36) + 1;
    if (!Number.isSafeInteger(start) || start < 0 || !Number.isSafeInteger(end)) throw new RangeError('the order of the rows is unreadable');
    for (let rank = start; rank < end; rank += 1) yield rank;
  }
}
