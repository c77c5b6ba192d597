import type { EntityDescription } from '../../../../../shared/model/app.ts';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../../../shared/model/errors.ts';
import { canonicalJson } from '../../../../../shared/model/record.ts';
import type { JsonObject } from '../../../../../shared/model/record.ts';
import type { Created, RecordChange, RefusedRecord } from '../../../ports/app-writer.ts';
import type { Connection } from '../connection/connection.ts';
import { failure, hasReason, notUnderstoodFailure, outcomeUnknownFailure } from '../connection/failures.ts';
import type { RequestContext } from '../connection/failures.ts';
import { entityPath } from '../listing/ask.ts';
import type { Listing } from '../listing/ask.ts';
import { isRecord } from '../records/write-record.ts';
import { fieldsToSend } from './abilities.ts';
import { whereIds } from './by-id.ts';
import { inBatches, sendInParts } from './split.ts';
import type { Outgoing } from './split.ts';

/** What Base44 takes in one `PUT …/bulk`; where nothing is documented, what keeps a failure small. */
export const batches = { update: 500, create: 200, untrash: 500, remove: 500 } as const;

/**
 * Changes records with `PUT …/bulk`: merges, fires no webhooks, may be made again.
 * @param gone of these ids, those that are not there (any more)
 * @throws what ends the call.
 */
export async function updateRecords(
  connection: Connection,
  listing: Listing,
  entity: EntityDescription,
  changes: readonly RecordChange[],
  gone: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  signal: AbortSignal,
): Promise<readonly RefusedRecord[]> {
  const refused: RefusedRecord[] = [];
  const purpose = `change records of ${shown(entity.name)}`;
  const send = async (part: readonly Outgoing<string>[]): Promise<void> => {
    const path = `${entityPath(entity.name)}/bulk`;
    try {
      await connection.request({ path, purpose, send: { method: 'PUT', json: arrayOf(part) }, writes: true, privileged: listing.privileged === true }, signal);
    } catch (error) {
      // It answers whole records, also to small changes: an answer that is too large is that of a request that was carried out.
      if (!hasReason(error, 'too-large') || error.details['status'] !== undefined) throw error;
    }
  };
  const outgoing = changes.map(({ id, fields }) => ({ item: id, json: canonicalJson({ ...fieldsToSend(entity, fields, 'update'), id }) }));
  for (const batch of inBatches(outgoing, batches.update)) {
    for (const part of await sendInParts(batch, { send: sendPresent, isRepeatable: true })) {
      if (part.kind === 'refused') for (const { item } of part.items) refused.push({ id: item, error: part.error });
    }
  }
  return refused;

  /** One that was deleted meanwhile makes Base44 refuse them all; which one is quicker asked than tried out. */
  async function sendPresent(part: readonly Outgoing<string>[]): Promise<void> {
    try {
      await send(part);
    } catch (error) {
      if (!isHoldfastError(error, 'not-found') || error.details['reason'] !== undefined || part.length === 1) throw error;
      const missing = await gone(part.map(({ item }) => item));
      if (missing.size === 0) throw noBulkUpdate(error);
      for (const { item } of part) if (missing.has(item)) refused.push({ id: item, error: goneMeanwhile() });
      const present = part.filter(({ item }) => !missing.has(item));
      if (present.length > 0) await send(present);
    }
  }
}

function goneMeanwhile(): HoldfastError {
  return new HoldfastError('not-found', 'The record is not there any more.', { nextStep: 'Restore it as a deleted record.' });
}

/** All records are there, so it is the address that is not. */
function noBulkUpdate({ details }: HoldfastError): HoldfastError {
  return failure('not-found', 'no-endpoint', 'This server cannot change several records at once, and one at a time would set off webhooks.', {
    nextStep: 'Nothing was changed. Please report this: Base44 may have changed.',
    details,
  });
}

function arrayOf(records: readonly Outgoing<unknown>[]): string {
  return `[${records.map(({ json }) => json).join(',')}]`;
}

/**
 * Creates records with `POST …/bulk`, which is checked as a whole first and is not to be made twice.
 * @throws outcome-unknown when some of them may have been created, also when a later part failed for another reason.
 */
export async function createRecords(connection: Connection, listing: Listing, entity: EntityDescription, records: readonly JsonObject[], signal: AbortSignal): Promise<Created> {
  const context: RequestContext = { purpose: `create records of ${shown(entity.name)}`, host: new URL(connection.origin).host };
  const ids: (string | undefined)[] = Array.from({ length: records.length }, () => undefined);
  const refused: { readonly index: number; readonly error: HoldfastError }[] = [];
  let landed = 0;

  const send = async (part: readonly Outgoing<number>[]): Promise<readonly string[]> => {
    const path = `${entityPath(entity.name)}/bulk`;
    const { value } = await connection.request(
      { path, purpose: context.purpose, send: { method: 'POST', json: arrayOf(part) }, writes: true, once: true, privileged: listing.privileged === true },
      signal,
    );
    const made = idsIn(value);
    if (made.length !== part.length || new Set(made).size !== part.length) throw outcomeUnknownFailure(notUnderstoodFailure(context, false), context);
    landed += part.length;
    return made;
  };

  try {
    const outgoing = records.map((record, item) => ({ item, json: canonicalJson(fieldsToSend(entity, record, 'create')) }));
    for (const batch of inBatches(outgoing, batches.create)) {
      for (const part of await sendInParts(batch, { send, isRepeatable: false })) {
        for (const [n, { item: index }] of part.items.entries()) {
          if (part.kind === 'sent') ids[index] = part.answer[n];
          else refused.push({ index, error: part.error });
        }
      }
    }
  } catch (thrown) {
    const error = toHoldfastError(thrown);
    // What has its ids only here would be lost with them.
    throw landed > 0 && error.details['reason'] !== 'outcome-unknown' ? outcomeUnknownFailure(error, context) : error;
  }
  return { ids, refused };
}

function idsIn(value: unknown): readonly string[] {
  const items: unknown = isRecord(value) ? value['records'] : value;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) => (isRecord(item) && typeof item['id'] === 'string' && item['id'] !== '' ? [item['id']] : []));
}

/** Brings records back with `PUT …/trash/restore`: no webhooks, may be made again. @throws conflict when more came back than was asked for. */
export async function untrashRecords(connection: Connection, entity: EntityDescription, ids: readonly string[], signal: AbortSignal): Promise<void> {
  const path = `${entityPath(entity.name)}/trash/restore`;
  const purpose = `bring records of ${shown(entity.name)} back from the trash`;
  for (let at = 0; at < ids.length; at += batches.untrash) {
    const batch = ids.slice(at, at + batches.untrash);
    const { value } = await connection.request({ path, purpose, send: { method: 'PUT', json: canonicalJson(whereIds(batch)) }, writes: true }, signal);
    const count = countIn(value);
    if (count > batch.length) {
      throw new HoldfastError('conflict', `Base44 brought ${count} records of ${shown(entity.name)} back from the trash when asked for ${batch.length}.`, {
        nextStep: 'Look at the table in Base44 and delete what should stay deleted. Please report this: Base44 may have changed.',
        details: { entity: entity.name, asked: batch.length, count },
      });
    }
  }
}

/** Moves records to the trash with `DELETE` and a filter: no webhooks, may be made again. @throws conflict when more went than was asked for. */
export async function removeRecords(connection: Connection, listing: Listing, entity: EntityDescription, ids: readonly string[], signal: AbortSignal): Promise<void> {
  const path = entityPath(entity.name);
  const purpose = `delete records of ${shown(entity.name)}`;
  for (let at = 0; at < ids.length; at += batches.remove) {
    const batch = ids.slice(at, at + batches.remove);
    const json = canonicalJson(whereIds(batch));
    const { value } = await connection.request({ path, purpose, send: { method: 'DELETE', json }, writes: true, privileged: listing.privileged === true }, signal);
    const count = countIn(value);
    if (count > batch.length) {
      throw new HoldfastError('conflict', `Base44 deleted ${count} records of ${shown(entity.name)} when asked for ${batch.length}.`, {
        nextStep: 'They are in the trash of Base44: bring them back from there. Please report this: Base44 may have changed.',
        details: { entity: entity.name, asked: batch.length, count },
      });
    }
  }
}

/** How many records an answer speaks of, whatever it calls them. */
function countIn(value: unknown): number {
  if (!isRecord(value)) return Array.isArray(value) ? value.length : 0;
  return Math.max(0, ...['deleted', 'restored', 'count', 'updated'].map((name) => value[name]).filter((one) => typeof one === 'number'));
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
