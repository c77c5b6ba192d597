import { isHoldfastError } from '../../../../../shared/model/errors.ts';
import type { SourcePage } from '../../../ports/source.ts';
import type { Connection } from '../connection/connection.ts';
import { endsTheSource } from '../connection/failures.ts';
import { platformMoment, platformText } from '../records/dates.ts';
import type { RawRecord } from '../records/write-record.ts';
import { askCursorPage, askPlainPage } from './ask.ts';
import type { Listing } from './ask.ts';
import { orderedRecords, unorderedRecords } from './records.ts';
import type { ListingMemory } from './records.ts';

/** What was learnt of the filter by date, by kind of entity (users are served by code of their own) and field. */
export interface ChangesMemory extends ListingMemory {
  /** How the server writes dates, when its filter was seen to work; false when it does not. */
  readonly dateFilter: Map<string, string | false>;
}

/** Clocks differ, and a record is dated before it can be seen. */
const marginMs = 5 * 60_000;
/** A difference of clocks beyond this is not made up for; it is no clock any more. */
const mostSkewMs = 24 * 3_600_000;

/**
 * Records created or changed since a moment, and some from before it: the platform's clock dates them, and ours said
 * when. Where the platform's filter by date does not work, all records come.
 * @throws what ends the whole source.
 */
export async function* changedRecords(
  connection: Connection,
  memory: ChangesMemory,
  listing: Listing,
  since: Date,
  signal: AbortSignal,
): AsyncGenerator<SourcePage> {
  const skew = Math.min(Math.abs(connection.clockSkewMs() ?? 0), mostSkewMs);
  yield* recordsSince(connection, memory, listing, 'updated_date', new Date(since.getTime() - marginMs - skew), signal);
}

/**
 * Records that the platform dated at that moment of its own clock or later. Where its filter by date does not work, all
 * records come. @throws what ends the whole source.
 */
export async function* recordsSince(
  connection: Connection,
  memory: ChangesMemory,
  listing: Listing,
  field: 'created_date' | 'updated_date',
  from: Date,
  signal: AbortSignal,
): AsyncGenerator<SourcePage> {
  const kind = `${listing.entity === 'User' ? 'users' : 'records'} ${field}`;
  const like = memory.dateFilter.get(kind) ?? (await learnDateFilter(connection, memory, listing, field, signal));
  if (like !== undefined) memory.dateFilter.set(kind, like);
  if (like === undefined || like === false) yield* orderedRecords(connection, memory, listing, signal);
  else yield* unorderedRecords(connection, memory, { ...listing, where: { [field]: { $gte: platformText(from, like) } } }, signal);
}

/**
 * Tries the filter on a record that is known to be there. A filter that is not understood may leave out everything
 * without an error, and then no change would ever be seen. Undefined when there is no record to try it on, or none can be had.
 */
async function learnDateFilter(
  connection: Connection,
  memory: ListingMemory,
  listing: Listing,
  field: 'created_date' | 'updated_date',
  signal: AbortSignal,
): Promise<string | false | undefined> {
  try {
    const [newest] = await askFew(connection, memory, listing, field, signal);
    if (newest === undefined) return undefined;
    const like = newest[field];
    const moment = platformMoment(like);
    if (typeof like !== 'string' || moment === undefined) return false;
    const from = new Date(moment - 1);
    const found = await askFew(connection, memory, { ...listing, where: { [field]: { $gte: platformText(from, like) } } }, field, signal);
    const works = found.length > 0 && found.every((record) => (platformMoment(record[field]) ?? 0) >= from.getTime());
    connection.log('The filter by date was tried.', { entity: listing.entity, works });
    return works ? like : false;
  } catch (error) {
    if (endsTheSource(error)) throw error;
    return isHoldfastError(error, 'invalid-input') ? false : undefined;
  }
}

/** A record or none: the newest by that date, where sorting by it works. */
async function askFew(connection: Connection, memory: ListingMemory, listing: Listing, field: string, signal: AbortSignal): Promise<readonly RawRecord[]> {
  const page = { limit: 1, sort: `-${field}` };
  if (memory.cursorListing !== 'missing') {
    try {
      return (await askCursorPage(connection, listing, { ...page, cursor: undefined }, signal)).records;
    } catch (error) {
      if (!isHoldfastError(error, 'not-found')) throw error;
    }
  }
  return (await askPlainPage(connection, listing, page, signal)).records;
}
