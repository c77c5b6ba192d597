import { memo, type ReactNode } from 'react';
import type { RecordLine } from '../model/table-windows.ts';
import { fieldsIn, valueOf } from '../model/records.ts';
import { showValue } from '../model/shown-value.ts';
import { Value } from '../value.tsx';
import type { GridColumn } from './columns.ts';
import type { Span } from './spans.ts';
import classes from './grid.module.css';

interface GridRowProps {
  readonly gridId: string;
  readonly index: number;
  /** Undefined while it is on its way. */
  readonly line: RecordLine | undefined;
  readonly columns: readonly GridColumn[];
  /** In px. */
  readonly widths: readonly number[];
  /** Columns that are drawn, beside the first, which always is. */
  readonly span: Span;
  /** Px left out between the first column and those drawn. */
  readonly gap: number;
  /** Px from the upper edge of all rows. */
  readonly top: number;
  readonly height: number;
  /** The cell that has the focus, where it is in this row. */
  readonly active: number | undefined;
  readonly isOpen: boolean;
}

/** One record. Drawn again only when something in it changed: while scrolling, rows come and go but stay what they are. */
export const GridRow = memo(function GridRow({ gridId, index, line, columns, widths, span, gap, top, height, active, isOpen }: GridRowProps): ReactNode {
  const cells: ReactNode[] = [];
  const put = (column: number, space: number): void => {
    const shown = columns[column];
    if (shown === undefined) return;
    cells.push(
      <div
        key={column}
        id={active === column ? cellId(gridId, index, column) : undefined}
        role="gridcell"
        aria-colindex={column + 1}
        data-column={column}
        className={column === 0 ? classes.idCell : classes.cell}
        data-active={active === column ? true : undefined}
        data-align={isNumber(shown.type) ? 'end' : undefined}
        style={{ width: widths[column], marginInlineStart: space === 0 ? undefined : space }}
      >
        {line === undefined ? <span className={classes.coming} /> : <Value shown={showValue(valueOf(fieldsIn(line), shown.name), shown.type)} shorten />}
      </div>,
    );
  };
  put(0, 0);
  for (let column = Math.max(1, span.first); column < span.end; column += 1) put(column, column === Math.max(1, span.first) ? gap : 0);
  return (
    <div role="row" aria-rowindex={index + 2} aria-selected={isOpen} aria-busy={line === undefined ? true : undefined} data-row={index} className={classes.row} style={{ transform: `translateY(${top}px)`, height }}>
      {cells}
    </div>
  );
});

export function cellId(gridId: string, row: number, column: number): string {
  return `${gridId}-${row}-${column}`;
}

export function isNumber(type: string | undefined): boolean {
  return type === 'number' || type === 'integer';
}
