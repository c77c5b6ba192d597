import { bodyObject, bodyObjects, json, objectsIn, type AuthenticatedCall, type Reply } from '../call.ts';
import { allows, assertNotRestoring, changedRow, newRow, storeCreated, storeDeleted, storeUpdated } from '../changing.ts';
import { badRequest, Failure, noSuchPath, validationError } from '../failure.ts';
import { permitted, wanted } from '../query/parameters.ts';
import { parseSort, select } from '../query/select.ts';
import { valueAt } from '../query/values.ts';
import { rendererFor, renderFresh } from '../render.ts';
import { assertDeclared } from '../validate.ts';
import { fieldsOf, type Fields, type Row } from '../store/row.ts';
import { applyOperators, parseOperators } from '../update-operators.ts';
import { entityOf, type EntityInCall } from './entity.ts';
import { existing } from './writing.ts';

/** Writing many records in one request. */

const batch = 500;

/** `POST /{Entity}/bulk`: checked as a whole first, then written. Not idempotent. */
export function bulkCreate(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const { bulkCreateFires, createdStatus } = call.app.options.undocumented ?? {};
  const rows = bulkObjects(call, entity).map((sent) => newRow(call, entity, sent));
  if (call.fault?.kind === 'partial-bulk') {
    storeCreated(call, entity, rows.slice(0, call.fault.rows), bulkCreateFires);
    throw new Failure(500, { error_type: 'InternalError', message: 'Internal server error', request_id: null, traceback: '' });
  }
  storeCreated(call, entity, rows, bulkCreateFires);
  return { status: createdStatus ?? 200, body: `[${rows.map((row) => renderFresh(call, entity.schema, row)).join(',')}]` };
}

/** The records that were sent; none of them may be refused for its fields where this server is told to. */
function bulkObjects(call: AuthenticatedCall, { schema }: EntityInCall): readonly Fields[] {
  const sent = bodyObjects(call);
  if (call.app.options.undocumented?.bulkUnknownFields === 'refused') for (const fields of sent) assertDeclared(fields, schema);
  return sent;
}

/** `PUT /{Entity}/bulk`: each its own fields, up to 500, no id twice; all or none. Fires no webhooks. */
export function bulkUpdate(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const sent = bulkObjects(call, entity);
  if (sent.length > batch) throw validationError(`You can update up to ${batch} records per request.`);
  const ids = sent.map(({ id }) => id);
  if (!ids.every((id) => typeof id === 'string')) throw validationError('Error in field id: Field required');
  if (new Set(ids).size < ids.length) throw validationError('Each record may appear only once.');
  const changes = sent.map((fields, index) => {
    const before = existing(call, entity, ids[index] ?? '');
    return [before, changedRow(call, entity, before, fields)] as const;
  });
  storeUpdated(call, entity, changes);
  const render = rendererFor(call, entity.schema);
  return { body: `[${changes.map(([, after]) => render(after)).join(',')}]` };
}

/** `PATCH /{Entity}/update-many {query, data}`: the same change to the records that match, 500 at a time. */
export function updateMany(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const { query, data } = bodyObject(call);
  const operators = parseOperators(data);
  const page = selectFor(call, entity, query, 'update', batch);
  const changes = page.rows.map((before) => {
    const { set, unset } = applyOperators(fieldsOf(before), operators, call.app.store.now());
    return [before, changedRow(call, entity, before, set, unset)] as const;
  });
  storeUpdated(call, entity, changes);
  return json({ success: true, updated: changes.length, has_more: page.more });
}

/** `DELETE /{Entity}` with a query as its body: all that match go to the trash; `{}` is everything. Fires no webhooks. */
export function deleteMany(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const { rows } = selectFor(call, entity, call.body.length === 0 ? {} : bodyObject(call), 'delete', undefined);
  storeDeleted(call, entity, rows);
  return json({ success: true, deleted: rows.length });
}

/** `PUT /{Entity}/trash/restore` with a filter as its body: answers how many came back. Fires no webhooks. */
export function restoreMany(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  if (entity.tables === undefined) throw noSuchPath();
  assertNotRestoring(call, entity.name);
  const { test, ids } = wanted(bodyObject(call));
  const { rows } = select(entity.tables.trash, { sort: parseSort('created_date'), test, ids, limit: undefined });
  const restored = call.app.store.restoreFromTrash(call.environment, entity.name, rows);
  for (const row of restored) call.app.broadcast(call.environment, entity.name, 'create', row);
  return json({ success: true, restored: restored.length });
}

function selectFor(call: AuthenticatedCall, { schema, table }: EntityInCall, query: unknown, operation: 'update' | 'delete', limit: number | undefined) {
  const [object] = objectsIn([query], 'Error in field query: Input should be a valid dictionary');
  const { test, ids } = wanted(object ?? {});
  return select(table, { sort: parseSort('created_date'), test: permitted(test, call, schema, operation), ids, limit });
}

/** `POST /{Entity}/upsert {records, key}`: updates the records whose key exists, creates the rest, up to 500. */
export function upsert(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const { records, key } = bodyObject(call);
  const sent = objectsIn(records, 'Error in field records: Input should be a valid list');
  if (sent.length > batch) throw validationError(`You can upsert up to ${batch} records per request.`);
  const keys = keyFields(entity, key);
  // Within one call the last record of a key wins.
  const byKey = new Map(sent.map((fields) => [keyOf(fields, keys, true), fields] as const));
  const known = existingByKey(entity, keys, byKey);
  const created: Row[] = [];
  const changes: (readonly [Row, Row])[] = [];
  const written: string[] = [];
  const render = rendererFor(call, entity.schema);
  for (const [text, fields] of byKey) {
    const before = known.get(text);
    if (before === undefined || !allows(call, entity.schema, 'read', before)) {
      const row = newRow(call, entity, fields);
      created.push(row);
      written.push(renderFresh(call, entity.schema, row));
    } else {
      const after = changedRow(call, entity, before, fields);
      changes.push([before, after]);
      written.push(render(after));
    }
  }
  storeCreated(call, entity, created);
  storeUpdated(call, entity, changes);
  return { body: `{"created":${created.length},"updated":${changes.length},"records":[${written.join(',')}]}` };
}

const keyTypes: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean']);

function keyFields({ schema }: EntityInCall, key: unknown): readonly string[] {
  const keys: unknown = typeof key === 'string' ? [key] : key;
  if (!Array.isArray(keys) || keys.length === 0) throw validationError('Error in field key: Field required');
  return keys.map((field: unknown) => {
    const property = typeof field === 'string' && Object.hasOwn(schema.properties, field) ? schema.properties[field] : undefined;
    if (typeof field !== 'string' || property === undefined || !keyTypes.has(property.type)) {
      throw badRequest('A key must be declared string, number, integer or boolean fields.');
    }
    return field;
  });
}

function keyOf(fields: Fields, keys: readonly string[], required: boolean): string {
  const values = keys.map((field) => valueAt(fields, field) ?? null);
  const missing = values.indexOf(null);
  if (required && missing !== -1) throw validationError(`Error in field ${keys[missing] ?? ''}: Field required`);
  return JSON.stringify(values);
}

function existingByKey({ table }: EntityInCall, keys: readonly string[], looked: ReadonlyMap<string, unknown>): ReadonlyMap<string, Row> {
  const found = new Map<string, Row>();
  for (const row of table.ordered('created').rows) {
    const text = keyOf(fieldsOf(row), keys, false);
    if (looked.has(text) && !found.has(text)) found.set(text, row);
  }
  return found;
}

