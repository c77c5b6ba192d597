import { json, param, type AuthenticatedCall, type Reply } from '../call.ts';
import { objectNotFound } from '../failure.ts';
import { userEntity } from '../store/app-store.ts';

/** `GET …/entity-schemas`: every schema, and User's when it has custom fields. */
export function listSchemas(call: AuthenticatedCall): Reply {
  const { store, options } = call.app;
  const names = [...store.entityNames(), ...(store.schema(userEntity) === undefined ? [] : [userEntity])];
  const pairs = names.map((name) => [name, store.schema(name)] as const);
  if (options.schemaEnvelope === 'map') return json(Object.fromEntries(pairs));
  return json(pairs.map(([name, schema]) => ({ name, schema })));
}

export function getSchema(call: AuthenticatedCall): Reply {
  const name = param(call, 'entity');
  const schema = call.app.store.schema(name);
  if (schema === undefined) throw objectNotFound(`Entity schema ${name} not found`, 404);
  return json(schema);
}
