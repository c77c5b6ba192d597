import type { EntitySchema } from '../../dataset.ts';
import { param, type AuthenticatedCall } from '../call.ts';
import { httpException } from '../failure.ts';
import { userEntity, type AppStore, type EntityTables } from '../store/app-store.ts';
import type { Table } from '../store/table.ts';

export interface EntityInCall {
  readonly name: string;
  readonly schema: EntitySchema;
  /** The live records. */
  readonly table: Table;
  /** Undefined for `User`, which has no trash. */
  readonly tables: EntityTables | undefined;
}

/** The entity in the request's path. @throws Failure 404 when the app has none of that name. */
export function entityOf(call: AuthenticatedCall): EntityInCall {
  const name = param(call, 'entity');
  const { store } = call.app;
  if (name === userEntity) return { name, schema: userSchemaOf(store), table: store.users, tables: undefined };
  const schema = store.schema(name);
  const tables = store.tables(call.environment, name);
  if (schema === undefined || tables === undefined) throw httpException(404, `Entity schema ${name} not found in app`);
  return { name, schema, table: tables.live, tables };
}

/**
 * The built-in entity: an admin (and the app's editors) may read everybody, others themselves. Its custom fields are
 * those of the app's own User schema.
 */
export function userSchemaOf(store: AppStore): EntitySchema {
  const custom = store.schema(userEntity);
  return {
    type: 'object',
    properties: { ...builtInUserFields, ...custom?.properties },
    rls: custom?.rls ?? { read: { $or: [{ id: '{{user.id}}' }, { user_condition: { role: 'admin' } }] } },
  };
}

export const builtInUserFields = {
  full_name: { type: 'string' },
  email: { type: 'string' },
  role: { type: 'string', enum: ['admin', 'user'] },
} as const;
