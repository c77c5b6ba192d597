import { badRequest } from '../failure.ts';
import { OrderedRows } from '../store/ordered-rows.ts';
import type { Row } from '../store/row.ts';
import type { Table } from '../store/table.ts';
import type { Test } from './filter.ts';
import { compareValues, RowReader } from './values.ts';

export interface Sort {
  readonly field: string;
  readonly descending: boolean;
}

/** Where a walk stopped: the sort value and the id of the last record it saw. */
export interface Position {
  readonly value: unknown;
  readonly id: string;
}

export interface Selection {
  /** Undefined: in no particular order. */
  readonly sort: Sort | undefined;
  readonly test: Test | undefined;
  /** Only these ids, where the query names them. */
  readonly ids: ReadonlySet<string> | undefined;
  readonly after?: Position | undefined;
  readonly skip?: number;
  /** Undefined: all. */
  readonly limit: number | undefined;
}

export interface Selected {
  readonly rows: readonly Row[];
  /** Whether matching rows remain behind the last one. */
  readonly more: boolean;
}

/** `created_date`, `+created_date` or `-created_date`. @throws Failure 400 when there is no field name. */
export function parseSort(text: string): Sort {
  const trimmed = text.trim();
  const field = trimmed.replace(/^[-+]/, '');
  if (field === '') throw badRequest('Invalid sort.');
  return { field, descending: trimmed.startsWith('-') };
}

export function select(table: Table, selection: Selection): Selected {
  const { test, limit = Number.POSITIVE_INFINITY } = selection;
  let skip = selection.skip ?? 0;
  const rows: Row[] = [];
  for (const row of walk(table, selection)) {
    if (test !== undefined && !test(new RowReader(row))) continue;
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    if (rows.length >= limit) return { rows, more: true };
    rows.push(row);
  }
  return { rows, more: false };
}

/** How many rows match. */
export function countRows(table: Table, { test, ids }: Pick<Selection, 'test' | 'ids'>): number {
  if (test === undefined && ids === undefined) return table.size;
  return select(table, { sort: { field: 'created_date', descending: false }, test, ids, limit: undefined }).rows.length;
}

export function positionOf(row: Row, sort: Sort): Position {
  return { value: new RowReader(row).value(sort.field) ?? null, id: row.id };
}

function walk(table: Table, { sort, ids, after }: Selection): Iterable<Row> {
  const only = ids === undefined ? undefined : [...ids].flatMap((id) => table.get(id) ?? []);
  if (sort === undefined) return inNoOrder(only ?? table.ordered('created').rows);
  const by = sort.field === 'created_date' ? 'created' : sort.field === 'updated_date' ? 'updated' : undefined;
  if (by !== undefined) return walkDates(only === undefined ? table.ordered(by) : new OrderedRows(by, only), sort, after);
  return walkKeyed(only === undefined ? sortedByField(table, sort.field) : sortKeyed(only, sort.field), sort, after);
}

/**
 * Base44 promises no order where none is asked for. The order here is stable while nothing changes, and useless for
 * everything else, so that a client that relies on one is found out.
 */
function* inNoOrder(rows: readonly Row[]): Iterable<Row> {
  const start = Math.floor(rows.length * 0.381_966);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[(start + index) % rows.length];
    if (row !== undefined) yield row;
  }
}

function* walkDates(order: OrderedRows, sort: Sort, after: Position | undefined): Iterable<Row> {
  const { rows } = order;
  const date = typeof after?.value === 'string' ? after.value : '';
  if (sort.descending) {
    for (let index = (after === undefined ? rows.length : order.lowerBound(date, after.id)) - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (row !== undefined) yield row;
    }
    return;
  }
  let index = after === undefined ? 0 : order.lowerBound(date, after.id);
  if (after !== undefined && rows[index]?.id === after.id) index += 1;
  for (; index < rows.length; index += 1) {
    const row = rows[index];
    if (row !== undefined) yield row;
  }
}

interface Keyed {
  readonly key: unknown;
  readonly row: Row;
}

function* walkKeyed(sorted: readonly Keyed[], sort: Sort, after: Position | undefined): Iterable<Row> {
  const behind = (item: Keyed): boolean => {
    if (after === undefined) return true;
    const order = compareValues(item.key, after.value) || (item.row.id < after.id ? -1 : item.row.id > after.id ? 1 : 0);
    return sort.descending ? order < 0 : order > 0;
  };
  for (let index = 0; index < sorted.length; index += 1) {
    const item = sorted[sort.descending ? sorted.length - 1 - index : index];
    if (item !== undefined && behind(item)) yield item.row;
  }
}

// The last order by a field of its own that was asked of a table: the next page of the same walk needs it again.
const lastSorted = new WeakMap<Table, { readonly version: number; readonly field: string; readonly sorted: readonly Keyed[] }>();

function sortedByField(table: Table, field: string): readonly Keyed[] {
  const last = lastSorted.get(table);
  if (last !== undefined && last.version === table.version && last.field === field) return last.sorted;
  const sorted = sortKeyed(table.ordered('created').rows, field);
  lastSorted.set(table, { version: table.version, field, sorted });
  return sorted;
}

function sortKeyed(rows: readonly Row[], field: string): readonly Keyed[] {
  return rows
    .map((row) => ({ key: sortKey(new RowReader(row).value(field)), row }))
    .toSorted((a, b) => compareValues(a.key, b.key) || (a.row.id < b.row.id ? -1 : 1));
}

/** An array sorts by its least element. */
function sortKey(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value ?? null;
  return value.reduce<unknown>((least, item) => (compareValues(item, least) < 0 ? item : least), value[0]);
}
