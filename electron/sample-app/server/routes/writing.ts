import { bodyObject, json, param, type AuthenticatedCall, type Reply } from '../call.ts';
import { allows, assertNotRestoring, changedRow, newRow, storeCreated, storeDeleted, storeUpdated } from '../changing.ts';
import { forbidden, recordNotFound } from '../failure.ts';
import { rendererFor, renderFresh } from '../render.ts';
import type { Row } from '../store/row.ts';
import { entityOf, type EntityInCall } from './entity.ts';

/** Writing one record. */

/** `POST /{Entity}`: the record as created; its id and dates are the server's, whatever was sent. */
export function create(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const row = newRow(call, entity, bodyObject(call));
  storeCreated(call, entity, [row]);
  return { status: call.app.options.undocumented?.createdStatus ?? 200, body: renderFresh(call, entity.schema, row) };
}

/** `PUT /{Entity}/{id}`: merges fields and answers the whole record. 403 where a row rule forbids it. */
export function update(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const before = existing(call, entity, param(call, 'id'));
  const after = changedRow(call, entity, before, bodyObject(call));
  storeUpdated(call, entity, [[before, after]]);
  call.app.recorder.webhook(entity.name, 'update');
  return { body: rendererFor(call, entity.schema)(after) };
}

/** A record the caller may see. @throws Failure 404 otherwise. */
export function existing(call: AuthenticatedCall, { name, schema, table }: EntityInCall, id: string): Row {
  const row = table.get(id);
  if (row === undefined || !(allows(call, schema, 'read', row) || allows(call, schema, 'update', row))) throw recordNotFound(name, id);
  return row;
}

/** `DELETE /{Entity}/{id}`: into the trash. 404 where a row rule forbids it. */
export function remove(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  const row = entity.table.get(param(call, 'id'));
  if (row === undefined || !allows(call, entity.schema, 'delete', row)) throw recordNotFound(entity.name, param(call, 'id'));
  storeDeleted(call, entity, [row]);
  call.app.recorder.webhook(entity.name, 'delete');
  return json({ success: true });
}

/** `PUT /{Entity}/{id}/restore`: out of the trash, with its id and fields. */
export function restore(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  const row = entity.tables?.trash.get(param(call, 'id'));
  if (row === undefined) throw recordNotFound(entity.name, param(call, 'id'));
  assertNotRestoring(call, entity.name);
  const [restored = row] = call.app.store.restoreFromTrash(call.environment, entity.name, [row]);
  call.app.recorder.webhook(entity.name, 'restore');
  call.app.broadcast(call.environment, entity.name, 'create', restored);
  return { body: rendererFor({ ...call, bypass: true }, entity.schema)(restored) };
}

/** `DELETE /{Entity}/{id}/permanent`: only from the trash, and for good. */
export function removeForGood(call: AuthenticatedCall): Reply {
  const entity = entityOf(call);
  const id = param(call, 'id');
  const row = entity.tables?.trash.get(id);
  if (row === undefined) {
    if (entity.table.get(id) !== undefined) throw forbidden('Only a deleted record can be deleted permanently.');
    throw recordNotFound(entity.name, id);
  }
  entity.tables?.trash.apply([{ id, before: row, after: undefined }]);
  call.app.store.dirty = true;
  return json({ success: true });
}
