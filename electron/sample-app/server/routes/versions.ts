import { bodyObject, json, limitParameter, param, type AuthenticatedCall, type Reply } from '../call.ts';
import { badRequest, forbidden, httpException, objectNotFound } from '../failure.ts';
import { decodeCursor, encodeCursor } from '../query/cursor.ts';
import type { Checkpoint } from '../store/history.ts';
import type { Row } from '../store/row.ts';
import { jsonArray } from './reading.ts';

/** The version history of the plans that have one: production data only, past all row rules. */

const defaultPage = 100;

/** `GET …/entities/versions/info`: answered on every plan; the other calls are refused unless `state` is `enabled`. */
export function versionsInfo(call: AuthenticatedCall): Reply {
  const { days } = call.app.store.history;
  return json({ state: days > 0 ? 'enabled' : 'not_available', retention_days: days });
}

function assertEnabled(call: AuthenticatedCall): void {
  if (call.app.store.history.days === 0) throw forbidden('Data version history is not available on your plan.');
}

/** `GET …/entities/versions/checkpoints?entity_name=&cursor=`: newest first. */
export function listCheckpoints(call: AuthenticatedCall): Reply {
  assertEnabled(call);
  const names = call.query.getAll('entity_name').filter((name) => name !== '');
  const scope = `${call.caller.id}|checkpoints|${names.join(',')}`;
  const cursor = call.query.get('cursor');
  const after = cursor === null || cursor === '' ? undefined : decodeCursor(cursor, scope, call.app.secret).after.id;
  const all = call.app.store.history.checkpoints().filter(({ entity }) => names.length === 0 || names.includes(entity));
  const rest = after === undefined ? all : all.slice(all.findIndex(({ id }) => id === after) + 1);
  const limit = Math.min(limitParameter(call) ?? defaultPage, defaultPage);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next = rest.length > limit && last !== undefined ? encodeCursor({ scope, q: null, sort: null, fields: null, distinct: null, after: { value: null, id: last.id } }, call.app.secret) : null;
  return json({ items: page.map(shown), next_cursor: next, has_more: next !== null });
}

function shown({ id, entity, at, kind }: Checkpoint): unknown {
  return { id, entity_name: entity, created_date: at, reason: kind };
}

/** `GET …/entities/{Entity}/versions/checkpoints/{cp}/snapshot`: the whole table as it was, in one answer. */
export function snapshot(call: AuthenticatedCall): Reply {
  assertEnabled(call);
  const entity = param(call, 'entity');
  const schema = call.app.store.schema(entity);
  const tables = call.app.store.tables('prod', entity);
  if (schema === undefined || tables === undefined) throw objectNotFound(`Entity schema ${entity} not found`, 404);
  const checkpoint = checkpointIn(call);
  const undone = new Map(call.app.store.history.undoTo(checkpoint, entity, tables.live).map(({ id, after }) => [id, after]));
  const kept = tables.live.ordered('created').rows.filter(({ id }) => !undone.has(id));
  const rows: readonly Row[] = [...kept, ...[...undone.values()].filter((row) => row !== undefined)];
  const head = { entity_name: entity, checkpoint_id: checkpoint.id, created_date: checkpoint.at, fields: Object.keys(schema.properties), total: rows.length };
  function* pieces(): Iterable<string> {
    yield `${JSON.stringify(head).slice(0, -1)},"records":`;
    yield* jsonArray(rows, (row) => row.text);
    yield '}';
  }
  return { body: { chunks: pieces } };
}

function checkpointIn(call: AuthenticatedCall): Checkpoint {
  const id = param(call, 'checkpoint');
  const checkpoint = call.app.store.history.checkpoints().find((one) => one.id === id);
  if (checkpoint === undefined) throw objectNotFound(`Checkpoint ${id} not found`, 404);
  return checkpoint;
}

/** `POST …/entities/versions/checkpoints/{cp}/restore {entity_names}`: starts it and answers its id. */
export function restoreCheckpoint(call: AuthenticatedCall): Reply {
  assertEnabled(call);
  const checkpoint = checkpointIn(call);
  const names = bodyObject(call)['entity_names'];
  const { store, restores } = call.app;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) throw badRequest('entity_names is required');
  const unknown = names.find((name) => store.tables('prod', name) === undefined);
  if (unknown !== undefined) throw objectNotFound(`Entity schema ${unknown} not found`, 404);
  const free = names.filter((name) => !restores.isRunning(name));
  const changed = free.filter((name) => {
    const tables = store.tables('prod', name);
    return tables !== undefined && store.history.undoTo(checkpoint, name, tables.live).length > 0;
  });
  if (free.length > 0 && changed.length === 0) throw httpException(400, 'None of the entities changed after this checkpoint.');
  const batch = restores.start(store, checkpoint, changed);
  return json({ id: batch, batch_id: batch, skipped_entities: names.filter((name) => !free.includes(name)) });
}

/** `GET …/entities/versions/restores/batch/{batch_id}`: an unknown id has no operations, and is no error. */
export function restoreBatch(call: AuthenticatedCall): Reply {
  const batch = param(call, 'batch');
  return json({ batch_id: batch, operations: call.app.restores.operations(batch) });
}
