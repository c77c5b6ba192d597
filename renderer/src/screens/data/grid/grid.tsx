import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Sort } from '../model/address.ts';
import { fieldsIn, valueOf } from '../model/records.ts';
import { showValue, wholeText } from '../model/shown-value.ts';
import type { RecordLine, TableWindows } from '../model/table-windows.ts';
import { hintOf } from '../value.tsx';
import { clampWidth, type GridColumn } from './columns.ts';
import { GridHead, headRow } from './grid-head.tsx';
import { cellId, GridRow } from './grid-row.tsx';
import { type Cell, cellAfter } from './keys.ts';
import { type Span, spanBetween, startsOf } from './spans.ts';
import { elementHeight, type Place, placeAt, reveal, scrolled, settled, type Tall } from './tall-scroll.ts';
import { useRem } from '../../../app/use-rem.ts';
import { useSize } from './use-windows.ts';
import classes from './grid.module.css';

interface GridProps {
  readonly label: string;
  /** Names these rows in this order: how far they were scrolled is remembered by it, for the way back. */
  readonly of: string;
  readonly columns: readonly GridColumn[];
  readonly windows: TableWindows;
  readonly sort: Sort | undefined;
  /** Undefined where this table cannot be sorted now. */
  readonly onSort: ((field: string) => void) | undefined;
  readonly onResize: (field: string, rem: number) => void;
  readonly onOpen: (line: RecordLine, index: number) => void;
  readonly openId: string | undefined;
  /** Told what is seen and where the person is in it. */
  readonly onView: (view: GridView) => void;
}

export interface GridView {
  readonly first: number;
  readonly end: number;
  /** What there is to say of the cell with the focus. */
  readonly active?: { readonly field: string; readonly line: RecordLine | undefined; readonly row: number } | undefined;
}

interface Window {
  readonly rows: Span;
  readonly columns: Span;
  /** Px by which rows are painted higher than they lie. */
  readonly shift: number;
}

const rowRem = 2.25;
const headRem = 2.25;
/** Rows drawn beyond the edges, and how many of them come at once: fewer, larger steps cost less than one per row. */
const overscan = 10;
const step = 5;
const overscanPx = 240;
const settleMs = 140;

/** A table as a grid of any number of rows and columns, of which only what is seen is drawn. */
export function Grid({ label, of, columns, windows, sort, onSort, onResize, onOpen, openId, onView }: GridProps): ReactNode {
  const gridId = useId();
  const rem = useRem();
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const size = useSize(element);
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const [focused, setFocused] = useState(false);
  const rows = windows.total ?? 0;
  const rowHeight = Math.round(rowRem * rem);
  const headHeight = Math.round(headRem * rem);
  const widths = useMemo(() => columns.map(({ width }) => Math.round(width * rem)), [columns, rem]);
  const starts = useMemo(() => startsOf(widths), [widths]);
  const tall: Tall = useMemo(() => ({ content: rows * rowHeight, viewport: Math.max(0, size.height - headHeight) }), [rows, rowHeight, size.height, headHeight]);
  const place = useRef<Place>({ top: 0, scrollTop: 0 });
  const [view, setView] = useState<Window>({ rows: { first: 0, end: 0 }, columns: { first: 0, end: 0 }, shift: 0 });
  const now = useRef({ tall, starts, widths, rowHeight, size, rows, windows, onView });
  now.current = { tall, starts, widths, rowHeight, size, rows, windows, onView };
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);

  const look = useCallback((left: number): void => {
    const { tall: all, starts: edges, widths: wide, rowHeight: high, size: room, rows: count, windows: source } = now.current;
    const { top, scrollTop } = place.current;
    const first = Math.floor(top / high);
    const end = Math.min(count, Math.ceil((top + all.viewport) / high));
    source.show(first, end);
    const next: Window = {
      rows: { first: Math.max(0, Math.floor((first - overscan) / step) * step), end: Math.min(count, Math.ceil((end + overscan) / step) * step) },
      columns: spanBetween(edges, left + (wide[0] ?? 0) - overscanPx, left + room.width + overscanPx),
      shift: top - scrollTop,
    };
    setView((before) => (isSameWindow(before, next) ? before : next));
    setSeen((before) => (before.first === first && before.end === end ? before : { first, end }));
  }, []);
  const [seen, setSeen] = useState<Span>({ first: 0, end: 0 });

  const goTo = useCallback(
    (to: Place): void => {
      place.current = to;
      if (element === null) return;
      element.scrollTop = to.scrollTop;
      look(element.scrollLeft);
    },
    [element, look],
  );

  const onScroll = useCallback((): void => {
    if (element === null) return;
    place.current = scrolled(now.current.tall, place.current, element.scrollTop);
    look(element.scrollLeft);
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      const to = settled(now.current.tall, place.current);
      if (Math.abs(to.scrollTop - place.current.scrollTop) >= 1) goTo(to);
    }, settleMs);
  }, [element, look, goTo]);

  useLayoutEffect(() => {
    if (element === null) return;
    place.current = placeAt(tall, place.current.top);
    look(element.scrollLeft);
  }, [element, tall, starts, size, look]);
  useLayoutEffect(() => look(element?.scrollLeft ?? 0), [windows, element, look]);
  useEffect(() => () => clearTimeout(settle.current), []);

  const activeField = columns[active.column]?.name;
  const activeLine = active.row < 0 ? undefined : windows.row(active.row);
  useEffect(() => {
    now.current.onView({ ...seen, ...(focused && activeField !== undefined ? { active: { field: activeField, line: activeLine, row: active.row } } : {}) });
  }, [seen, focused, activeField, activeLine, active.row]);

  function move(to: Cell): void {
    setActive(to);
    if (element === null) return;
    if (to.row >= 0) goTo(reveal(tall, place.current, { top: to.row * rowHeight, height: rowHeight }));
    if (to.column === 0) return;
    const fixed = widths[0] ?? 0;
    const [from, until] = [starts[to.column] ?? 0, starts[to.column + 1] ?? 0];
    if (from < element.scrollLeft + fixed) element.scrollLeft = from - fixed;
    else if (until > element.scrollLeft + size.width) element.scrollLeft = Math.min(from - fixed, until - size.width);
  }

  function open(row: number): void {
    const line = windows.row(row);
    if (line !== undefined) onOpen(line, row);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const far = event.ctrlKey || event.metaKey;
    const column = columns[active.column];
    if (event.shiftKey && active.row === headRow && column !== undefined && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      onResize(column.name, clampWidth(column.width + (event.key === 'ArrowRight' ? 1 : -1)));
    } else if (event.key === 'Enter' || (event.key === ' ' && !far)) {
      if (active.row !== headRow) open(active.row);
      else if (column !== undefined) onSort?.(column.name);
    } else if (far && event.key === 'c' && column !== undefined && activeLine !== undefined && getSelection()?.isCollapsed !== false) {
      void navigator.clipboard.writeText(wholeText(valueOf(fieldsIn(activeLine), column.name)));
    } else {
      const to = event.altKey || event.shiftKey ? undefined : cellAfter(event.key, far, active, { rows, columns: columns.length, page: Math.max(1, Math.floor(tall.viewport / rowHeight) - 1) });
      if (to === undefined) return;
      move(to);
    }
    event.preventDefault();
  }

  function onClick(event: MouseEvent): void {
    const cell = cellOf(event.target);
    if (cell === undefined || isEdge(event.target)) return;
    setActive(cell);
    const column = columns[cell.column];
    if (cell.row !== headRow) open(cell.row);
    else if (column !== undefined) onSort?.(column.name);
  }

  // The words on hover are made when they are wanted: for every cell they would cost more than the cell.
  function onMouseOver(event: MouseEvent): void {
    const cell = cellOf(event.target);
    const column = cell === undefined ? undefined : columns[cell.column];
    if (cell === undefined || column === undefined || cell.row < 0 || !(event.target instanceof Element)) return;
    const line = windows.row(cell.row);
    const hint = line === undefined ? undefined : hintOf(showValue(valueOf(fieldsIn(line), column.name), column.type));
    const box = event.target.closest<HTMLElement>('[data-column]');
    if (box !== null) box.title = hint ?? '';
  }

  const first = Math.max(1, view.columns.first);
  const gap = (starts[first] ?? 0) - (widths[0] ?? 0);
  const drawn = Array.from({ length: Math.max(0, Math.min(view.rows.end, rows) - view.rows.first) }, (_, offset) => view.rows.first + offset);
  const isActiveDrawn = active.row === headRow || (active.row >= view.rows.first && active.row < view.rows.end);
  const isColumnDrawn = active.column === 0 || (active.column >= view.columns.first && active.column < view.columns.end);
  return (
    <div
      ref={setElement}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows + 1}
      aria-colcount={columns.length}
      aria-readonly
      aria-activedescendant={focused && isActiveDrawn && isColumnDrawn ? cellId(gridId, active.row, active.column) : undefined}
      // The router finds the element again by a selector with this in quotes.
      data-scroll-restoration-id={encodeURIComponent(of.toWellFormed())}
      className={classes.grid}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onMouseOver={onMouseOver}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <div role="rowgroup" className={classes.headGroup} style={{ width: starts.at(-1) }}>
        <GridHead gridId={gridId} columns={columns} widths={widths} span={view.columns} gap={gap} height={headHeight} rem={rem} active={focused && active.row === headRow ? active.column : undefined} sort={sort} canSort={onSort !== undefined} onResize={onResize} />
      </div>
      <div role="rowgroup" className={classes.body} style={{ width: starts.at(-1), height: elementHeight(tall) }}>
        {drawn.map((index) => {
          const line = windows.row(index);
          return <GridRow key={index} gridId={gridId} index={index} line={line} columns={columns} widths={widths} span={view.columns} gap={gap} top={index * rowHeight - view.shift} height={rowHeight} active={focused && active.row === index ? active.column : undefined} isOpen={openId !== undefined && line?.id === openId} />;
        })}
      </div>
    </div>
  );
}

function isSameWindow(a: Window, b: Window): boolean {
  return a.shift === b.shift && a.rows.first === b.rows.first && a.rows.end === b.rows.end && a.columns.first === b.columns.first && a.columns.end === b.columns.end;
}

function cellOf(target: EventTarget): Cell | undefined {
  if (!(target instanceof Element)) return undefined;
  const cell = target.closest<HTMLElement>('[data-column]');
  const row = cell?.closest<HTMLElement>('[data-row]');
  if (cell === null || row === null || row === undefined) return undefined;
  return { row: Number(row.dataset['row']), column: Number(cell.dataset['column']) };
}

function isEdge(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.dataset['edge'] !== undefined;
}
