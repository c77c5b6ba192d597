import type { CoverageGap, EntityDescription } from '../../../../../shared/model/app.ts';
import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { AppDescription } from '../../../ports/source.ts';
import type { Connection } from '../connection/connection.ts';
import { endsTheSource } from '../connection/failures.ts';
import { askCursorPage, entityPath } from '../listing/ask.ts';
import type { ListingMemory } from '../listing/records.ts';
import { isRecord, recordIdentity, recordKeyRule } from '../records/write-record.ts';
import type { RawRecord } from '../records/write-record.ts';
import { findAccess } from '../row-rules/access.ts';
import type { EntityAccess } from '../row-rules/access.ts';
import { trashOf } from '../row-rules/evidence.ts';
import { listSchemas } from './schemas.ts';

export interface Described {
  readonly description: AppDescription;
  readonly access: ReadonlyMap<string, EntityAccess>;
  readonly user: RawRecord | undefined;
}

/** What no backup through the API can hold. */
const alwaysMissing: readonly CoverageGap[] = [
  { what: 'passwords', why: 'Base44 gives out no passwords of users.', nextStep: 'After a restore into another app, users sign in with Google or set a new password.' },
  { what: 'invited users', why: 'Base44 lists only users who have signed in at least once; invitations that are still open are not among them.' },
  { what: 'the trash', why: 'Deleted records in the trash of Base44 are not copied; the backups before the deletion have them.' },
  { what: 'links to other websites', why: 'Files at other addresses than those of Base44 are kept as links and not downloaded: they are not part of the app.' },
];

/**
 * Finds out what the app holds and what of it this token can read.
 * @throws not-found, permission-denied when the app or its tables cannot be had at all; what ends the whole source.
 */
export async function describeApp(connection: Connection, memory: ListingMemory, dataEnvironment: 'prod' | 'dev' | undefined, signal: AbortSignal): Promise<Described> {
  const schemas = await listSchemas(connection, signal);
  const user = await whoAmI(connection, signal);
  const access = await findAccess(connection, schemas.entities, user, signal);
  const [first] = schemas.entities;
  const notes = [
    ...(schemas.note === undefined ? [] : [schemas.note]),
    ...(connection.token.style === 'api-key' ? ['The app is connected with an account API key. Base44 is replacing these keys by personal access tokens and will stop taking them.'] : []),
    ...(dataEnvironment === 'dev' ? ["These are the app's test data, not those its users see."] : []),
    ...(first === undefined ? [] : await listingNotes(connection, memory, first.name, signal)),
    ...schemas.entities.flatMap(({ name }) => access.get(name)?.note ?? []),
    ...(await historyNotes(connection, signal)),
    ...(first === undefined ? [] : await trashNotes(connection, first.name, signal)),
    ...clockNotes(connection),
  ];
  const entities = schemas.entities.map(({ name, schema }): EntityDescription => {
    const hidden = access.get(name)?.hidden;
    const unreadable = unaddressable(name);
    return {
      name,
      key: recordKeyRule,
      identity: recordIdentity,
      changedAt: 'updated_date',
      schema,
      ...(unreadable === undefined ? {} : { unreadable }),
      ...(hidden === undefined ? {} : { hiddenRows: hidden }),
    };
  });
  const title = await titleOf(connection, signal);
  return { description: { appId: connection.appId, title, entities, coverage: alwaysMissing, notes }, access, user };
}

/** The token's user, whom row rules compare with; undefined when Base44 does not say. @throws what ends the whole source. */
export async function whoAmI(connection: Connection, signal: AbortSignal): Promise<RawRecord | undefined> {
  const { value } = await optional(connection, 'entities/User/me', {}, signal);
  return isRecord(value) && typeof value['email'] === 'string' ? value : undefined;
}

async function titleOf(connection: Connection, signal: AbortSignal): Promise<string | undefined> {
  const { value } = await optional(connection, '', { fields: 'id,name' }, signal);
  return isRecord(value) && typeof value['name'] === 'string' && value['name'] !== '' ? value['name'] : undefined;
}

/** Finds out, and says, when there is no cursor listing. */
async function listingNotes(connection: Connection, memory: ListingMemory, entity: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    await askCursorPage(connection, { entity, fields: 'id' }, { cursor: undefined, limit: 1 }, signal);
    memory.cursorListing = 'there';
  } catch (error) {
    if (endsTheSource(error) || !(error instanceof HoldfastError)) throw error;
    // Only an endpoint that is missing tells; the reading itself reports anything else.
    if (error.code === 'not-found') return ['Base44 has no listing by cursor here; records are read with the older listing, piece by piece.'];
  }
  return [];
}

/** What the plan's own version history keeps, for a founder to know what else there is. */
async function historyNotes(connection: Connection, signal: AbortSignal): Promise<readonly string[]> {
  const { value, error } = await optional(connection, 'entities/versions/info', {}, signal);
  const days = isRecord(value) ? value['retention_days'] : undefined;
  if (typeof days === 'number' && days > 0) return [`Base44 itself keeps a version history of the data for ${days} days on the app's plan.`];
  if (value !== undefined) return ["Base44 keeps no version history of the data on the app's plan; these backups are the only one."];
  if (error?.code === 'permission-denied') return ['Whether Base44 keeps a version history of the data cannot be seen with this token.'];
  return [];
}

async function trashNotes(connection: Connection, entity: string, signal: AbortSignal): Promise<readonly string[]> {
  if ((await trashOf(connection, entity, signal)) !== 'refused') return [];
  return ['The trash cannot be looked into with this token. Backups are whole all the same; a restore will need a token that may also write.'];
}

function clockNotes(connection: Connection): readonly string[] {
  const skew = Math.abs(connection.clockSkewMs() ?? 0);
  return skew > 5 * 60_000 ? ["This computer's clock and Base44's differ by more than five minutes; set the clock, so that the times of backups are right."] : [];
}

/** An answer one can do without. @throws what ends the whole source. */
async function optional(
  connection: Connection,
  path: string,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ readonly value?: unknown; readonly error?: HoldfastError }> {
  try {
    return { value: (await connection.request({ path, query, purpose: 'read what the app is' }, signal)).value };
  } catch (error) {
    if (endsTheSource(error) || !(error instanceof HoldfastError)) throw error;
    return { error };
  }
}

function unaddressable(name: string): HoldfastError | undefined {
  try {
    entityPath(name);
    return undefined;
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
}
