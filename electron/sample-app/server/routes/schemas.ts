import { isFields } from '../store/row.ts';
import type { EntitySchema } from '../../dataset.ts';
import { isSchema } from '../validate.ts';
import { bodyObject, json, param, type AuthenticatedCall, type Reply } from '../call.ts';
import { Failure, httpException, objectNotFound, validationError } from '../failure.ts';
import { userEntity } from '../store/app-store.ts';

/** `GET …/entity-schemas`: every schema, and User's when it has custom fields. */
export function listSchemas(call: AuthenticatedCall): Reply {
  const { store, options } = call.app;
  const names = [...store.entityNames(), ...(store.schema(userEntity) === undefined ? [] : [userEntity])];
  const pairs = names.map((name) => [name, store.schema(name)] as const);
  if (options.schemaEnvelope === 'map') return json(Object.fromEntries(pairs));
  return json(pairs.map(([name, schema]) => ({ name, schema })));
}

/** `GET …/entity-schemas/{name}`; for `User` its custom fields only, 404 when it has none. */
export function getSchema(call: AuthenticatedCall): Reply {
  const name = param(call, 'entity');
  const schema = call.app.store.schema(name);
  if (schema === undefined) throw objectNotFound(`Entity schema ${name} not found`, 404);
  return json(schema);
}

/** `POST …/entity-schemas {name, schema}`: 409 when the name is taken. */
export function createSchema(call: AuthenticatedCall): Reply {
  const body = bodyObject(call);
  const name = body['name'] ?? body['entity_name'];
  if (typeof name !== 'string' || name === '') throw validationError('Error in field name: Field required');
  const schema = schemaFrom(body['schema'] ?? body, name);
  const { store } = call.app;
  if (store.schema(name) !== undefined) throw httpException(409, `Entity ${name} already exists`);
  store.setSchema(name, schema);
  store.history.start(name);
  return json(store.schema(name));
}

/**
 * `PUT …/entity-schemas {entityNameToSchema}` makes the app's entities exactly these: **one that is left out is deleted
 * with all its records**, and without `User` its custom fields go. 428 for an app whose code Base44 manages.
 */
export function replaceSchemas(call: AuthenticatedCall): Reply {
  const { store } = call.app;
  if (store.dataset.settings['is_managed_source_code'] === true) throw new Failure(428, { message: 'The schemas of this app are managed by its source code.', detail: 'Precondition required' });
  const wanted = bodyObject(call)['entityNameToSchema'];
  if (!isFields(wanted)) throw validationError('Error in field entityNameToSchema: Field required');
  const schemas = Object.entries(wanted).map(([name, schema]) => [name, schemaFrom(schema, name)] as const);
  const before = [...store.entityNames(), ...(store.schema(userEntity) === undefined ? [] : [userEntity])];
  const deleted = before.filter((name) => !Object.hasOwn(wanted, name));
  for (const name of deleted) store.dropEntity(name);
  const created: string[] = [];
  const updated: string[] = [];
  for (const [name, schema] of schemas) {
    const same = JSON.stringify(store.schema(name)) === JSON.stringify({ name, ...schema });
    if (!before.includes(name)) created.push(name);
    else if (!same) updated.push(name);
    store.setSchema(name, schema);
    if (!same && name !== userEntity) store.history.mark(name, 'schema');
  }
  return json({ created, updated, deleted });
}

function schemaFrom(value: unknown, name: string): EntitySchema {
  if (!isSchema(value)) throw validationError(`Error in field ${name}: Input should be a valid schema`);
  return { ...value, name, type: 'object' };
}

/** `GET …/openapi-spec`: which paths and entities there are; needs a token that may write. */
export function openapiSpec(call: AuthenticatedCall): Reply {
  const { store } = call.app;
  const paths = store.entityNames().map((name): [string, unknown] => [`/api/apps/${store.appId}/entities/${name}`, { get: { summary: `List ${name} records` }, post: { summary: `Create ${name} record` } }]);
  const schemas = store.entityNames().map((name): [string, unknown] => [name, store.schema(name)]);
  return json({
    openapi: '3.1.0',
    info: { title: store.dataset.appName, version: '1.0.0' },
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas) },
  });
}
