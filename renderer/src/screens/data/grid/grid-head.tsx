import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo, type PointerEvent, type ReactNode } from 'react';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import type { Sort } from '../model/address.ts';
import { clampWidth, type GridColumn } from './columns.ts';
import { cellId, isNumber } from './grid-row.tsx';
import type { Span } from './spans.ts';
import classes from './grid.module.css';

interface GridHeadProps {
  readonly gridId: string;
  readonly columns: readonly GridColumn[];
  readonly widths: readonly number[];
  readonly span: Span;
  readonly gap: number;
  readonly height: number;
  readonly rem: number;
  readonly active: number | undefined;
  readonly sort: Sort | undefined;
  readonly canSort: boolean;
  readonly onResize: (field: string, rem: number) => void;
}

/** Row number that stands for the head, where the active cell is told. */
export const headRow = -1;

/** The names of the columns: a click or Enter sorts, the edge is dragged for the width. */
export const GridHead = memo(function GridHead({ gridId, columns, widths, span, gap, height, rem, active, sort, canSort, onResize }: GridHeadProps): ReactNode {
  const cells: ReactNode[] = [];
  const put = (column: number, space: number): void => {
    const shown = columns[column];
    if (shown === undefined) return;
    const sorted = sort?.field === shown.name ? (sort.descending ? 'descending' : 'ascending') : undefined;
    cells.push(
      <div
        key={column}
        id={active === column ? cellId(gridId, headRow, column) : undefined}
        role="columnheader"
        aria-colindex={column + 1}
        aria-sort={sorted}
        data-column={column}
        data-active={active === column ? true : undefined}
        data-align={isNumber(shown.type) ? 'end' : undefined}
        data-can-sort={canSort ? true : undefined}
        className={column === 0 ? classes.idHead : classes.headCell}
        style={{ width: widths[column], marginInlineStart: space === 0 ? undefined : space }}
        title={canSort ? t('data.grid.sort', { field: shown.name }) : t('data.grid.sort-off')}
      >
        <bdi className={classes.headName}>{visible(shown.name, 80)}</bdi>
        {sorted === undefined ? null : sorted === 'ascending' ? <IconArrowUp size="0.875rem" stroke={2} aria-hidden /> : <IconArrowDown size="0.875rem" stroke={2} aria-hidden />}
        <span className={classes.edge} data-edge aria-hidden onPointerDown={(event) => drag(event, shown, rem, onResize)} />
      </div>,
    );
  };
  put(0, 0);
  for (let column = Math.max(1, span.first); column < span.end; column += 1) put(column, column === Math.max(1, span.first) ? gap : 0);
  return (
    <div role="row" aria-rowindex={1} data-row={headRow} className={classes.head} style={{ height }}>
      {cells}
    </div>
  );
});

function drag(event: PointerEvent<HTMLElement>, column: GridColumn, rem: number, onResize: GridHeadProps['onResize']): void {
  event.preventDefault();
  event.stopPropagation();
  const { currentTarget: edge, pointerId, clientX: from } = event;
  edge.setPointerCapture(pointerId);
  const move = (moved: globalThis.PointerEvent): void => onResize(column.name, clampWidth(column.width + (moved.clientX - from) / rem));
  edge.addEventListener('pointermove', move);
  edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
}
