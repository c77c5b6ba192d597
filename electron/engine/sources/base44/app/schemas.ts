import { HoldfastError, isHoldfastError } from '../../../../../shared/model/errors.ts';
import type { JsonValue } from '../../../../../shared/model/record.ts';
import type { Connection } from '../connection/connection.ts';
import { endsTheSource, hasReason } from '../connection/failures.ts';
import { isRecord } from '../records/write-record.ts';
import type { RawRecord } from '../records/write-record.ts';
import { entitiesOfApi, entitiesOfApp, namedSchemas } from './envelope.ts';
import type { FoundEntity } from './envelope.ts';
import { asJson } from './json.ts';

export interface SchemaList {
  readonly entities: readonly { readonly name: string; readonly schema: JsonValue }[];
  /** How else they were found, where the usual way was closed. */
  readonly note: string | undefined;
}

/** The built-in fields every app's users have (Base44's documentation); used where the app adds none of its own. */
const builtInUserSchema: JsonValue = {
  name: 'User',
  type: 'object',
  properties: {
    full_name: { type: 'string' },
    email: { type: 'string', format: 'email' },
    role: { type: 'string', enum: ['admin', 'user'] },
  },
};

/**
 * Every entity with its schema, `User` included: from the list of schemas, or where that is missing from the API's own
 * description and one schema at a time, or from the app's own definition.
 * @throws not-found when there is no such app; permission-denied when the token may see none of these; what ends the whole source.
 */
export async function listSchemas(connection: Connection, signal: AbortSignal): Promise<SchemaList> {
  const purpose = "read the app's tables";
  const problems: HoldfastError[] = [];
  try {
    const { value } = await connection.request({ path: 'entity-schemas', purpose }, signal);
    const named = namedSchemas(value);
    if (named !== undefined) return { entities: withUser(named), note: undefined };
  } catch (error) {
    problems.push(passing(error));
  }
  const api = await entitiesFrom(connection, 'openapi-spec', entitiesOfApi, problems, signal);
  if (api !== undefined) {
    return { entities: withUser(await fillIn(connection, api, signal)), note: 'Base44 did not list the schemas of the tables; they were taken from the description of its API.' };
  }
  const app = await entitiesFrom(connection, '', entitiesOfApp, problems, signal);
  if (app !== undefined && app.length > 0) {
    return { entities: withUser(await fillIn(connection, app, signal)), note: "Base44 did not list the schemas of the tables; they were taken from the app's definition." };
  }
  throw noTables(problems, app !== undefined);
}

async function entitiesFrom(
  connection: Connection,
  path: string,
  parse: (value: unknown) => readonly FoundEntity[] | undefined,
  problems: HoldfastError[],
  signal: AbortSignal,
): Promise<readonly FoundEntity[] | undefined> {
  try {
    return parse((await connection.request({ path, purpose: "read the app's tables" }, signal)).value);
  } catch (error) {
    problems.push(passing(error));
    return undefined;
  }
}

async function fillIn(connection: Connection, found: readonly FoundEntity[], signal: AbortSignal): Promise<readonly FoundEntity[]> {
  const filled: FoundEntity[] = [];
  for (const entity of found) {
    filled.push(entity.schema === undefined ? { name: entity.name, schema: await schemaOf(connection, entity.name, signal) } : entity);
  }
  return filled;
}

async function schemaOf(connection: Connection, name: string, signal: AbortSignal): Promise<RawRecord | undefined> {
  try {
    const { value } = await connection.request({ path: `entity-schemas/${encodeURIComponent(name)}`, purpose: `read the schema of ${name}` }, signal);
    if (!isRecord(value)) return undefined;
    return isRecord(value['schema']) ? value['schema'] : value;
  } catch (error) {
    passing(error);
    return undefined;
  }
}

function withUser(found: readonly FoundEntity[]): SchemaList['entities'] {
  const seen = new Set<string>();
  const entities: { name: string; schema: JsonValue }[] = [];
  for (const { name, schema } of found) {
    if (seen.has(name)) continue;
    seen.add(name);
    entities.push({ name, schema: asJson(schema) });
  }
  if (!seen.has('User')) entities.push({ name: 'User', schema: builtInUserSchema });
  return entities;
}

/** An error that leaves another way open. @throws what ends the whole source. */
function passing(error: unknown): HoldfastError {
  if (endsTheSource(error) || !(error instanceof HoldfastError) || hasReason(error, 'workspace-key')) throw error;
  return error;
}

function noTables(problems: readonly HoldfastError[], appAnswered: boolean): HoldfastError {
  const [first] = problems;
  const refused = problems.find((error) => error.code === 'permission-denied');
  if (!appAnswered && problems.length > 0 && problems.every((error) => isHoldfastError(error, 'not-found'))) {
    if (problems.every((error) => hasReason(error, 'no-endpoint'))) {
      return new HoldfastError('not-found', 'There is no Base44 API at this address.', {
        nextStep: 'The address is https://app.base44.com, or the address of the app itself.',
        details: first?.details ?? {},
      });
    }
    return new HoldfastError('not-found', 'There is no app with this id, or the token is for another workspace.', {
      nextStep: "Copy the id from the address of the app's editor: app.base44.com/apps/<id>/editor. If it is right, check the address too, and create the token in the workspace of that app.",
      details: first?.details ?? {},
    });
  }
  if (problems.length === 0) {
    return new HoldfastError('not-found', 'The server at this address answers, but not as Base44 does.', {
      nextStep: 'Check the address: it is https://app.base44.com, or the address of the app itself. If it is right, please report this: Base44 may have changed.',
      transient: false,
    });
  }
  if (refused !== undefined && problems.every((error) => error.code === 'permission-denied' || error.code === 'not-found')) return refused;
  return (
    problems.find((error) => error.code !== 'not-found' && error.code !== 'permission-denied') ??
    refused ??
    new HoldfastError('server', 'Base44 does not say which tables the app has.', {
      nextStep: 'Please report this: Base44 may have changed.',
      transient: false,
    })
  );
}
