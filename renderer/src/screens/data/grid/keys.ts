export interface Cell {
  /** -1 = the head. */
  readonly row: number;
  readonly column: number;
}

export interface GridExtent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that one page of it shows. */
  readonly page: number;
}

/** Where a key leads from a cell, as in a spreadsheet; undefined for keys that do not move. `far` = with Ctrl or ⌘. */
export function cellAfter(key: string, far: boolean, { row, column }: Cell, { rows, columns, page }: GridExtent): Cell | undefined {
  const moves: Readonly<Record<string, Cell>> = {
    ArrowUp: { row: far ? 0 : row - 1, column },
    ArrowDown: { row: far ? rows - 1 : row + 1, column },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    ArrowRight: { row, column: far ? columns - 1 : column + 1 },
    Home: { row: far ? 0 : row, column: 0 },
    End: { row: far ? rows - 1 : row, column: columns - 1 },
    PageUp: { row: row - page, column },
    PageDown: { row: row + page, column },
  };
  const next = Object.hasOwn(moves, key) ? moves[key] : undefined;
  if (next === undefined) return undefined;
  // Only a step up from the first row leads into the head, no leap.
  const highest = key === 'ArrowUp' && !far ? -1 : row === -1 && (key === 'Home' || key === 'End' || key === 'ArrowLeft' || key === 'ArrowRight') && !(far && key.length < 5) ? -1 : 0;
  return { row: Math.max(highest, Math.min(rows - 1, next.row)), column: Math.max(0, Math.min(columns - 1, next.column)) };
}
