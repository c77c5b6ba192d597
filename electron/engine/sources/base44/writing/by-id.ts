import type { EntityDescription } from '../../../../../shared/model/app.ts';
import { HoldfastError, isHoldfastError } from '../../../../../shared/model/errors.ts';
import { parseJson } from '../../../../../shared/model/record.ts';
import type { SourceRecord } from '../../../ports/source.ts';
import type { TrashedRecord } from '../../../ports/app-writer.ts';
import type { Connection } from '../connection/connection.ts';
import { notUnderstoodFailure } from '../connection/failures.ts';
import { entityPath, purposeOf } from '../listing/ask.ts';
import type { Listing } from '../listing/ask.ts';
import { orderedRecords, unorderedRecords } from '../listing/records.ts';
import type { ListingMemory } from '../listing/records.ts';
import { createRecordWriter, isRecord } from '../records/write-record.ts';

/**
 * Whether the filter by id was seen to work: for records, users (served by code of their own) and the trash. A filter that
 * is not understood may leave out everything without an error, and records that are there would be taken for lost.
 */
export interface FilterMemory {
  readonly idFilter: Map<'records' | 'users' | 'trash', boolean>;
}

/** So many ids make an address of about 5,000 characters; servers take 8,000. */
export const idsPerRequest = 150;
const idCharacters = 5500;

/** The ids in pieces that fit in an address. */
export function idBatches(ids: readonly string[], count = idsPerRequest, characters = idCharacters): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let room = 0;
  let last: string[] = [];
  for (const id of ids) {
    const size = encodeURIComponent(id.toWellFormed()).length + 9;
    if (last.length === 0 || last.length >= count || size > room) {
      last = [];
      batches.push(last);
      room = characters;
    }
    last.push(id);
    room -= size;
  }
  return batches;
}

export function whereIds(ids: readonly string[]): { readonly id: { readonly $in: readonly string[] } } {
  return { id: { $in: ids } };
}

/** The records with these ids, in the form in which the source gives them. @throws what any part of the reading failed with: a record that is not seen would be taken for lost. */
export async function readByIds(connection: Connection, memory: ListingMemory & FilterMemory, listing: Listing, ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceRecord>> {
  const kind = listing.entity === 'User' ? 'users' : 'records';
  const found = new Map<string, SourceRecord>();
  for (const batch of idBatches(ids)) {
    if (memory.idFilter.get(kind) !== false) {
      const wanted = new Set(batch);
      const seen = await pick(unorderedRecords(connection, memory, { ...listing, where: whereIds(batch) }, signal), wanted);
      const works = seen.others ? false : seen.records.size > 0 || (memory.idFilter.get(kind) ?? (await filterWorks(connection, memory, listing, signal)));
      // Undefined: there is no record to try it on, so there is none to be found either.
      if (works !== undefined) memory.idFilter.set(kind, works);
      for (const [id, record] of seen.records) found.set(id, record);
      if (works !== false) continue;
    }
    for (const [id, record] of await readOneByOne(connection, listing, batch, signal)) found.set(id, record);
  }
  return found;
}

type Pages = ReturnType<typeof unorderedRecords>;

async function pick(pages: Pages, wanted: ReadonlySet<string>): Promise<{ readonly records: ReadonlyMap<string, SourceRecord>; readonly others: boolean }> {
  const records = new Map<string, SourceRecord>();
  for await (const page of pages) {
    if (page.kind === 'unreadable') throw page.error;
    for (const record of page.records) {
      const id = idOf(record);
      if (!wanted.has(id)) return { records, others: true };
      records.set(id, record);
    }
  }
  return { records, others: false };
}

/** Tries the filter on a record that is there. Undefined when there is none. */
async function filterWorks(connection: Connection, memory: ListingMemory, listing: Listing, signal: AbortSignal): Promise<boolean | undefined> {
  for await (const page of orderedRecords(connection, memory, { ...listing, fields: 'id,created_date' }, signal)) {
    if (page.kind === 'unreadable') throw page.error;
    const [first] = page.records;
    if (first === undefined) continue;
    const id = idOf(first);
    const { records, others } = await pick(unorderedRecords(connection, memory, { ...listing, where: whereIds([id]) }, signal), new Set([id]));
    const works = records.size > 0 && !others;
    connection.log('The filter by id was tried.', { entity: listing.entity, works });
    return works;
  }
  return undefined;
}

async function readOneByOne(connection: Connection, { entity, privileged }: Listing, ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceRecord>> {
  const write = createRecordWriter();
  const found = new Map<string, SourceRecord>();
  for (const id of ids) {
    if (!isPathPart(id)) continue;
    try {
      const { value } = await connection.request({ path: `${entityPath(entity)}/${encodeURIComponent(id)}`, purpose: purposeOf(entity), privileged: privileged === true }, signal);
      const record = write(value);
      if (record === undefined || idOf(record) !== id) throw notUnderstoodFailure({ purpose: purposeOf(entity), host: new URL(connection.origin).host }, false);
      found.set(id, record);
    } catch (error) {
      if (!isHoldfastError(error, 'not-found')) throw error;
    }
  }
  return found;
}

/** An id that can be part of a path; no other can be that of a record of Base44's. */
function isPathPart(id: string): boolean {
  return id.isWellFormed() && id !== '' && id !== '.' && id !== '..';
}

const trashPage = 1000;

/** Those of the ids that lie in the trash. @throws what ends the whole source, permission-denied when the token may not look. */
export async function trashedByIds(connection: Connection, memory: FilterMemory, entity: EntityDescription, ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, TrashedRecord>> {
  const found = new Map<string, TrashedRecord>();
  if (entity.name === 'User') return found;
  for (const batch of idBatches(ids)) {
    const wanted = new Set(batch);
    const seen = memory.idFilter.get('trash') === false ? undefined : await askTrash(connection, entity.name, { q: JSON.stringify(whereIds(batch)), limit: String(trashPage) }, signal);
    if (seen !== undefined) {
      const others = seen.some(({ id }) => !wanted.has(id));
      const works = others ? false : seen.length > 0 || (memory.idFilter.get('trash') ?? (await trashFilterWorks(connection, entity.name, signal)));
      if (works !== undefined) memory.idFilter.set('trash', works);
      if (works !== false) {
        for (const { id, record } of seen) found.set(id, record);
        continue;
      }
    }
    const all = new Set(ids);
    for await (const { id, record } of wholeTrash(connection, entity.name, signal)) if (all.has(id)) found.set(id, record);
    return found;
  }
  return found;
}

interface InTrash {
  readonly id: string;
  readonly record: TrashedRecord;
}

async function trashFilterWorks(connection: Connection, entity: string, signal: AbortSignal): Promise<boolean | undefined> {
  const [any] = await askTrash(connection, entity, { limit: '1' }, signal);
  if (any === undefined) return undefined;
  const found = await askTrash(connection, entity, { q: JSON.stringify(whereIds([any.id])), limit: '2' }, signal);
  return found.length === 1 && found[0]?.id === any.id;
}

async function* wholeTrash(connection: Connection, entity: string, signal: AbortSignal): AsyncGenerator<InTrash> {
  for (let skip = 0; ; ) {
    const page = await askTrash(connection, entity, { sort: 'created_date', limit: String(trashPage), skip: String(skip) }, signal);
    yield* page;
    if (page.length === 0) return;
    skip += page.length;
  }
}

/** A page of the trash; empty where the server has none. */
async function askTrash(connection: Connection, entity: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly InTrash[]> {
  const purpose = `look into the trash of ${entity.slice(0, 60)}`;
  try {
    const { value } = await connection.request({ path: `${entityPath(entity)}/trash`, query, purpose }, signal);
    if (!Array.isArray(value)) throw notUnderstoodFailure({ purpose, host: new URL(connection.origin).host }, false);
    return value.flatMap(inTrash);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'not-found') return [];
    throw error;
  }
}

const writeTrashed = createRecordWriter();

/** A record in the trash is the record with two more fields, which are not its own. */
function inTrash(item: unknown): readonly InTrash[] {
  if (!isRecord(item)) return [];
  const { is_deleted: _deleted, deleted_date: removedAt, ...record } = item;
  const written = writeTrashed(record);
  if (written === undefined) return [];
  return [{ id: idOf(written), record: { ...written, removedAt: typeof removedAt === 'string' ? removedAt : undefined } }];
}

/** The id of a written record. Nearly every key ends with it (records/write-record.ts). */
export function idOf(record: SourceRecord): string {
  const at = record.key.indexOf('\u0001');
  if (at !== -1) return record.key.slice(at + 1);
  const fields = parseJson(record.json);
  return isRecord(fields) && typeof fields['id'] === 'string' ? fields['id'] : '';
}
