import { RowReader } from './rows.ts';

export interface Layout {
  readonly delimiter: string;
  /** The file has no line feeds: carriage returns end its rows. */
  readonly returnsEndRows: boolean;
  /** Excel's first line `sep=;`, without and with its line ending. */
  readonly preamble: string | null;
  readonly preambleCharacters: number;
}

const candidates = [',', ';', '\t', '|'] as const;

/**
 * How the beginning of a file (a million characters are plenty) is laid out: the delimiter that gives the most rows as
 * many cells as the header has, quotes respected. A table of one column has none; then one is taken that does not occur.
 */
export function sniffLayout(text: string): Layout {
  const returnsEndRows = !text.includes('\n') && text.includes('\r');
  const preamble = /^(sep=(.))(\r\n|\n|\r)/.exec(text);
  if (preamble !== null) {
    return { delimiter: preamble[2] ?? ',', returnsEndRows, preamble: preamble[1] ?? null, preambleCharacters: preamble[0].length };
  }
  let best: { delimiter: string; score: number } | undefined;
  let unused: string | undefined;
  for (const delimiter of candidates) {
    const reader = new RowReader({ delimiter, returnsEndRows, maxCharacters: text.length + 1 });
    const rows = reader.push(text);
    // A short file is read to its end; of a longer one the last row may be cut.
    if (text.length < 4096 || rows.length === 0) rows.push(...reader.end());
    const filled = rows.filter((row) => row.cells.length > 1 || row.cells[0] !== '');
    const width = filled[0]?.cells.length ?? 1;
    if (filled.every((row) => row.cells.length === 1)) unused ??= delimiter;
    if (width < 2) continue;
    const agreeing = filled.filter((row) => row.cells.length === width).length / Math.max(1, filled.length);
    // Agreement counts far more than width: a comma in every title must not beat the semicolon between the cells.
    const score = Math.round(agreeing * 1000) + Math.min(width, 100) / 1000;
    if (best === undefined || score > best.score) best = { delimiter, score };
  }
  return { delimiter: best?.delimiter ?? unused ?? ',', returnsEndRows, preamble: null, preambleCharacters: 0 };
}
