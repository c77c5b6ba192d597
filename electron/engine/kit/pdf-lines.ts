import type { FontRun } from './pdf-fonts.ts';

export type LineRun = FontRun & { readonly width: number };
export type Line = readonly LineRun[];

/** How a text is set. */
export interface Setting {
  readonly width: number;
  readonly maxLines: number;
  readonly runsOf: (text: string) => readonly FontRun[];
  readonly widthOf: (run: FontRun) => number;
}

/**
 * Breaks a text into lines of at most `width`, between words, or within one that is too long (a folder's name). What does not fit into
 * the lines there are is left out, and said with “…”. Widths are of whole runs, as a script that joins its letters needs.
 */
export function breakLines(text: string, setting: Setting): readonly Line[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (fits(longer, setting)) {
      if (last === undefined) lines.push(longer);
      else lines[lines.length - 1] = longer;
      continue;
    }
    lines.push(...pieces(word, setting));
  }
  if (lines.length > setting.maxLines) {
    lines.length = setting.maxLines;
    lines.push(shortened(lines.pop() ?? '', setting));
  }
  return lines.map((line) => measured(line, setting));
}

function shortened(line: string, setting: Setting): string {
  const clusters = clustersOf(line);
  while (clusters.length > 0 && !fits(`${clusters.join('')}…`, setting)) clusters.pop();
  return `${clusters.join('')}…`;
}

/** A word, in as many pieces as it takes. */
function pieces(word: string, setting: Setting): string[] {
  const found: string[] = [];
  let piece = '';
  for (const cluster of clustersOf(word)) {
    if (piece !== '' && !fits(piece + cluster, setting)) {
      found.push(piece);
      piece = '';
      // Nobody sees what comes after; a word of thousands of characters must not take long.
      if (found.length > setting.maxLines) return found;
    }
    piece += cluster;
  }
  return [...found, piece];
}

function clustersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

function fits(text: string, setting: Setting): boolean {
  return measured(text, setting).reduce((sum, run) => sum + run.width, 0) <= setting.width;
}

function measured(text: string, setting: Setting): Line {
  return setting.runsOf(text).map((run) => ({ ...run, width: setting.widthOf(run) }));
}
