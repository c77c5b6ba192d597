import type { Style } from './style.ts';
import { columns, fit, printable } from './text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Longest a cell may be; longer ones are cut. */
  readonly max?: number;
}

/** A cell's text, made printable here; with the colour it is shown in. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

/** Rows under titles, in aligned columns, each line indented by two. Columns that are empty throughout are left out. */
export function formatTable(style: Style, titles: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map((cell, index) => fit(printable(typeof cell === 'string' ? cell : cell.text), titles[index]?.max ?? 60)));
  const shown = titles.map((_column, index) => texts.some((row) => (row[index] ?? '') !== ''));
  const widths = titles.map((column, index) => Math.max(columns(column.title), ...texts.map((row) => columns(row[index] ?? ''))));
  const last = shown.lastIndexOf(true);

  function line(cells: readonly string[], paint: (index: number) => (text: string) => string): string {
    let out = ' ';
    for (const [index, column] of titles.entries()) {
      if (shown[index] !== true) continue;
      const text = cells[index] ?? '';
      const gap = ' '.repeat((widths[index] ?? 0) - columns(text));
      const painted = paint(index)(text);
      out += ` ${column.align === 'right' ? gap + painted : painted + (index === last ? '' : gap)} `;
    }
    return out.trimEnd();
  }

  const head = line(titles.map((column) => column.title), () => style.dim);
  const body = texts.map((cells, row) =>
    line(cells, (index) => {
      const cell = rows[row]?.[index];
      return cell === undefined || typeof cell === 'string' ? (text) => text : cell.paint;
    }),
  );
  return [head, ...body].join('\n');
}
