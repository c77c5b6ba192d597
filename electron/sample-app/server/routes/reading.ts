import { json, limitParameter, numberParameter, param, type AuthenticatedCall, type Reply } from '../call.ts';
import { badRequest, noSuchPath, recordNotFound } from '../failure.ts';
import type { EntitySchema } from '../../dataset.ts';
import { decodeCursor, encodeCursor, type Cursor } from '../query/cursor.ts';
import { distinctValues } from '../query/distinct.ts';
import { fieldsIn, permitted, sortIn, wantedIn } from '../query/parameters.ts';
import { countRows, parseSort, positionOf, select, type Position, type Sort } from '../query/select.ts';
import { RowReader } from '../query/values.ts';
import { rendererFor } from '../render.ts';
import type { Row } from '../store/row.ts';
import type { Table } from '../store/table.ts';
import { entityOf } from './entity.ts';

/** The silent cap of a plain listing, and the largest page of a cursor listing. */
const maxPage = 5000;
const defaultPage = 100;
const maxDistinct = 1000;

/** `GET /{Entity}`: an array, cut off at 5,000 without a word. */
export function list(call: AuthenticatedCall): Reply {
  const { schema, table } = entityOf(call);
  const { test, ids } = wantedIn(call, schema);
  const limit = Math.min(limitParameter(call) ?? maxPage, maxPage);
  const wantedSkip = numberParameter(call, 'skip') ?? 0;
  const skip = call.app.faults.takeRepeat(call, param(call, 'entity')) ? Math.max(0, wantedSkip - limit) : wantedSkip;
  const { rows } = select(table, { sort: sortIn(call), test: permitted(test, call, schema, 'read'), ids, skip, limit });
  const kept = shortened(call, rows);
  return arrayReply(call, schema, kept, fieldsIn(call.query.get('fields')));
}

function arrayReply(call: AuthenticatedCall, schema: EntitySchema, rows: readonly Row[], fields: readonly string[] | undefined): Reply {
  return { body: `[${rows.map(rendererFor(call, schema, fields)).join(',')}]` };
}

/** `GET /{Entity}/v2/list`: a page and a cursor that leads to the next one. */
export function listPage(call: AuthenticatedCall): Reply {
  const { schema, table, name } = entityOf(call);
  if (call.fault?.kind === 'cursor-refused' && call.query.has('cursor')) throw badRequest('Invalid cursor.');
  const scope = `${call.caller.id}|${call.environment}|${name}`;
  const given = cursorOf(call, scope);
  if (given?.distinct !== undefined && given.distinct !== null ? true : call.query.has('distinct')) {
    return distinctPage(call, schema, table, scope, given);
  }
  const sortText = given === undefined ? call.query.get('sort') : given.sort;
  const fieldsText = given === undefined ? call.query.get('fields') : given.fields;
  const q = given === undefined ? call.query.get('q') : given.q;
  const sort = parseSort(sortText === null || sortText === '' ? '-created_date' : sortText);
  const { test, ids } = wantedIn(call, schema, q);
  const limit = pageLimit(call, maxPage);
  const after = given?.after;
  const page = select(table, { sort, test: permitted(test, call, schema, 'read'), ids, after, limit: shortLimit(call, limit) });
  const walk: Walk = { scope, q, sort: sortText, fields: fieldsText, distinct: null };
  const next = nextCursor(call, walk, page.rows.at(-1), page.more, sort, after);
  const items = shortened(call, page.rows).map(rendererFor(call, schema, fieldsIn(fieldsText))).join(',');
  const more = call.app.options.undocumented?.saysHasMore === false ? '' : `,"has_more":${next !== null}`;
  return { body: `{"items":[${items}],"next_cursor":${JSON.stringify(next)}${more}}` };
}

type Walk = Omit<Cursor, 'after'>;

function nextCursor(call: AuthenticatedCall, walk: Walk, last: Row | undefined, more: boolean, sort: Sort, from: Position | undefined): string | null {
  if (!more || last === undefined || call.fault?.kind === 'lost-cursor') return null;
  if (call.fault?.kind === 'repeat-page') return encodeCursor({ ...walk, after: from ?? beforeAll(sort) }, call.app.secret);
  return encodeCursor({ ...walk, after: positionOf(last, sort) }, call.app.secret);
}

/** A position in front of every record, for the first page given out twice. */
function beforeAll(sort: Sort): Position {
  return sort.descending ? { value: '\u{10FFFF}', id: '\u{10FFFF}' } : { value: '', id: '' };
}

function cursorOf(call: AuthenticatedCall, scope: string): Cursor | undefined {
  const text = call.query.get('cursor');
  if (text === null || text === '') return undefined;
  const cursor = decodeCursor(text, scope, call.app.secret);
  // The cursor carries the walk; saying it again is allowed, saying something else is an error.
  for (const name of ['q', 'sort', 'fields', 'distinct'] as const) {
    const said = call.query.get(name);
    if (said !== null && said !== '' && said !== cursor[name]) throw badRequest(`The cursor was made with another ${name}.`);
  }
  return cursor;
}

function distinctPage(call: AuthenticatedCall, schema: EntitySchema, table: Table, scope: string, given: Cursor | undefined): Reply {
  const field = given?.distinct ?? call.query.get('distinct') ?? '';
  const q = given === undefined ? call.query.get('q') : given.q;
  const { test, ids } = wantedIn(call, schema, q);
  const { rows } = select(table, { sort: parseSort('created_date'), test: permitted(test, call, schema, 'read'), ids, limit: undefined });
  const values = distinctValues(rows, field, given?.after.value);
  const limit = pageLimit(call, maxDistinct);
  const items = values.slice(0, limit);
  const more = values.length > limit;
  const next = more ? encodeCursor({ scope, q, sort: null, fields: null, distinct: field, after: { value: items.at(-1), id: '' } }, call.app.secret) : null;
  return json({ items, next_cursor: next, has_more: more });
}

function pageLimit(call: AuthenticatedCall, max: number): number {
  return Math.min(limitParameter(call) ?? defaultPage, max);
}

function shortLimit(call: AuthenticatedCall, limit: number): number {
  return call.fault?.kind === 'short-page' ? Math.min(limit, call.fault.rows) : limit;
}

/** The rows of a page after a fault took some away. */
function shortened(call: AuthenticatedCall, rows: readonly Row[]): readonly Row[] {
  if (call.fault?.kind === 'drop-rows') return rows.slice(0, Math.max(0, rows.length - call.fault.rows));
  return call.fault?.kind === 'short-page' ? rows.slice(0, call.fault.rows) : rows;
}

/** `GET /{Entity}/count`: of what the caller may read, the trash not included. */
export function count(call: AuthenticatedCall): Reply {
  const { schema, table } = entityOf(call);
  const { test, ids } = wantedIn(call, schema);
  return json({ count: countRows(table, { test: permitted(test, call, schema, 'read'), ids }) });
}

/** `GET /{Entity}/{id}`: 404 for a record that a row rule hides. */
export function get(call: AuthenticatedCall): Reply {
  const { schema, table, name } = entityOf(call);
  const row = table.get(param(call, 'id'));
  const rule = permitted(undefined, call, schema, 'read');
  if (row === undefined || (rule !== undefined && !rule(new RowReader(row)))) throw recordNotFound(name, param(call, 'id'));
  return { body: rendererFor(call, schema)(row) };
}

/** `GET /{Entity}/trash`: past all row rules and with no cap. */
export function trash(call: AuthenticatedCall): Reply {
  const { schema, tables } = entityOf(call);
  if (tables === undefined) throw noSuchPath();
  const { test, ids } = call.app.options.undocumented?.trashFilter === false ? { test: undefined, ids: undefined } : wantedIn(call, schema);
  const { rows } = select(tables.trash, {
    sort: sortIn(call),
    test,
    ids,
    skip: numberParameter(call, 'skip') ?? 0,
    limit: limitParameter(call),
  });
  const render = rendererFor({ ...call, bypass: true }, schema, fieldsIn(call.query.get('fields')));
  return { body: { chunks: () => jsonArray(rows, render) } };
}

/** A long JSON array in pieces of a few hundred records. */
export function* jsonArray(rows: readonly Row[], render: (row: Row) => string): Iterable<string> {
  yield '[';
  for (let index = 0; index < rows.length; index += 500) {
    yield (index === 0 ? '' : ',') + rows.slice(index, index + 500).map(render).join(',');
  }
  yield ']';
}
