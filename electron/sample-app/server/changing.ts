import type { AuthenticatedCall } from './call.ts';
import { forbidden, httpException } from './failure.ts';
import { RowReader } from './query/values.ts';
import { fieldRules, rowRule, type RuleOperation } from './rules.ts';
import { makeRow, fieldsOf, type Fields, type Row } from './store/row.ts';
import type { EntityInCall } from './routes/entity.ts';
import { declaredOnly, validate, withDefaults } from './validate.ts';

/** How a write becomes rows: what may be written, with which values, and who is told. */

/**
 * The row that creating a record from these fields gives. Nothing is stored yet.
 * @throws Failure 403 when a row rule forbids it, 422 when a field is wrong.
 */
export function newRow(call: AuthenticatedCall, { schema }: EntityInCall, sent: Fields): Row {
  const owner = { created_by: call.caller.email, created_by_id: call.caller.user['id'] ?? null };
  const { store } = call.app;
  const fields = withDefaults(writable(call, schema, declaredOnly(sent, schema)), schema);
  const now = store.now();
  const row = makeRow({ ...fields, id: store.newId(), created_date: now, updated_date: now, ...owner, is_sample: false });
  if (!allows(call, schema, 'create', row)) throw forbidden('Permission denied');
  validate(fields, schema, false);
  return row;
}

/**
 * The row that merging these fields into a record, and taking the `unset` ones away, gives.
 * @throws Failure 403 when a row rule forbids it, 422 when a field is wrong.
 */
export function changedRow(call: AuthenticatedCall, { schema }: EntityInCall, row: Row, sent: Fields, unset: readonly string[] = []): Row {
  if (!allows(call, schema, 'update', row)) throw forbidden('Permission denied');
  const removed = Object.fromEntries(unset.filter((field) => Object.hasOwn(schema.properties, field)).map((field) => [field, null]));
  const fields = writable(call, schema, declaredOnly({ ...removed, ...sent }, schema));
  validate(fields, schema, true);
  const merged = Object.entries({ ...fieldsOf(row), ...fields, updated_date: call.app.store.now() });
  return makeRow(Object.fromEntries(merged.filter(([field]) => !Object.hasOwn(removed, field) || Object.hasOwn(sent, field))));
}

export function allows(call: AuthenticatedCall, schema: EntityInCall['schema'], operation: RuleOperation, row: Row): boolean {
  const rule = rowRule(schema, operation, call.caller, call.bypass);
  return rule === undefined || rule(new RowReader(row));
}

/** Fields that a field rule keeps the caller from writing are dropped. */
function writable(call: AuthenticatedCall, schema: EntityInCall['schema'], fields: Fields): Fields {
  const rules = fieldRules(schema, 'write', call.caller, call.bypass);
  if (rules.size === 0) return fields;
  const reader = new RowReader(makeRow({ ...fields, id: '-', created_by: call.caller.email, created_by_id: call.caller.user['id'] ?? null }));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => rules.get(name)?.(reader) !== false));
}

/** @throws Failure 409 while the entity is being restored to a checkpoint. */
export function assertNotRestoring(call: AuthenticatedCall, entity: string): void {
  if (call.app.restores.isRunning(entity)) throw httpException(409, `Entity ${entity} is being restored. Try again when the restore has finished.`);
}

export function storeCreated(call: AuthenticatedCall, { name }: EntityInCall, rows: readonly Row[], fires = true): void {
  call.app.store.commit(call.environment, name, rows.map((row) => ({ id: row.id, before: undefined, after: row })));
  for (const row of rows) {
    if (fires) call.app.recorder.webhook(name, 'create');
    call.app.broadcast(call.environment, name, 'create', row);
  }
}

export function storeUpdated(call: AuthenticatedCall, { name }: EntityInCall, changes: readonly (readonly [Row, Row])[]): void {
  call.app.store.commit(call.environment, name, changes.map(([before, after]) => ({ id: before.id, before, after })));
  for (const [, after] of changes) call.app.broadcast(call.environment, name, 'update', after);
}

export function storeDeleted(call: AuthenticatedCall, { name }: EntityInCall, rows: readonly Row[]): void {
  call.app.store.moveToTrash(call.environment, name, rows);
  for (const row of rows) call.app.broadcast(call.environment, name, 'delete', row);
}
