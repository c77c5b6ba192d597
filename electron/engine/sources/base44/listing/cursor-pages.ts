import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { JsonObject } from '../../../../../shared/model/record.ts';
import type { Connection } from '../connection/connection.ts';
import { endsTheSource, hasReason } from '../connection/failures.ts';
import { platformMoment, platformText } from '../records/dates.ts';
import type { RawRecord } from '../records/write-record.ts';
import { askCursorPage, askFitting, askPlainPage, brokenListing } from './ask.ts';
import type { CursorPage, Listing, RawPage } from './ask.ts';
import { createPageSize } from './page-size.ts';

/** How often a page that repeats another is asked for again before it is given up. */
const repeatTries = 2;
/** Pages without a record that may follow each other. */
const maxEmptyPages = 20;
/** How often one listing may step over what cannot be read. */
const maxSteps = 20;
/** How many records to step over, more when fewer did not help; then how much time, in milliseconds. */
const recordsOver = [1, 2, 8, 64] as const;
const timeOver = [60_000, 3_600_000, 86_400_000, 30 * 86_400_000] as const;

type Page = CursorPage & { readonly isFull: boolean };

/**
 * Lists an entity with `v2/list`, ascending by creation: deletes between pages do not shift it, and nothing caps it.
 * The next page is fetched while the last one is worked on.
 *
 * The platform is not trusted to end properly. A page that repeats the one before, a cursor that was there already, and
 * "more" without a cursor are asked for again, then the listing is taken up anew from the last date reached. A page that
 * cannot be read even record by record is stepped over; behind a last page that is full, it looks for more. Whatever may be missing shows as an `unreadable` page.
 *
 * @throws what ends the whole source; not-found when there is no such listing or no such entity.
 */
export async function* cursorPages(connection: Connection, listing: Listing, signal: AbortSignal): AsyncGenerator<RawPage> {
  const stop = new AbortController();
  const inner = AbortSignal.any([signal, stop.signal]);
  const size = createPageSize();
  const seen = new Set<string>();
  let where = listing.where;
  let previous: readonly RawRecord[] = [];
  /** Where the listing got to, as the platform wrote it. */
  let reached: string | undefined;
  let takenUpAt: string | undefined;
  let empty = 0;
  let stepped = 0;

  const fetchPage = async (cursor: string | undefined): Promise<Page | HoldfastError> => {
    const asked = { ...listing, ...(where === undefined ? {} : { where }) };
    const ask = (at: string | undefined) => askFitting(size, (limit, maxBytes) => askCursorPage(connection, asked, { cursor: at, limit, maxBytes }, inner));
    for (let tries = 0; ; tries += 1) {
      const page = await ask(cursor);
      if (page instanceof HoldfastError || !repeats(page.records, previous)) return page;
      if (tries >= repeatTries) return brokenListing(listing.entity, 'Base44 gave the same page again and again');
    }
  };

  /** Takes the listing up anew, in another chain of cursors, at or after a date. */
  const takeUp = async (from: JsonObject): Promise<Page | HoldfastError> => {
    where = listing.where === undefined ? from : { $and: [listing.where, from] };
    previous = [];
    return fetchPage(undefined);
  };

  /** Takes it up at the last date reached, if it got on since the last time; what comes twice is sorted out by the reader. */
  const takeUpAgain = async (): Promise<Page | undefined> => {
    if (reached === undefined || reached === takenUpAt) return undefined;
    takenUpAt = reached;
    const page = await takeUp({ created_date: { $gte: reached } });
    connection.log('A listing was taken up anew.', { entity: listing.entity, worked: !(page instanceof HoldfastError) });
    // The record at that date is still there, so an empty answer only shows that the filter is not understood.
    return page instanceof HoldfastError || page.records.length === 0 ? undefined : page;
  };

  /** A last page that is full to the brim may have lost its cursor. Undefined when nothing follows it. */
  const lookBeyond = async (last: Page): Promise<Page | undefined> => {
    const page = await takeUpAgain();
    return page === undefined || repeats(page.records, last.records) ? undefined : page;
  };

  /** Goes on behind what cannot be read: one record where that is enough. Undefined when nothing behind it can be had. */
  const stepOver = async (): Promise<Page | undefined> => {
    const at = reached;
    const from = platformMoment(at);
    if (from === undefined || at === undefined || stepped >= maxSteps) return undefined;
    stepped += 1;
    const read = previous.filter((record) => record['created_date'] === at).length;
    for (const bad of recordsOver) {
      const date = await dateBehind(connection, listing, at, read + bad, inner);
      if (date === null) return undefined;
      if (date === undefined || date === at) continue;
      const page = await takeUp({ created_date: { $gte: date } });
      if (!(page instanceof HoldfastError)) return page;
    }
    for (const step of timeOver) {
      const page = await takeUp({ created_date: { $gte: platformText(new Date(from + step), at) } });
      if (!(page instanceof HoldfastError)) return page;
    }
    return undefined;
  };

  try {
    let pending: Promise<Page | HoldfastError> = fetchPage(undefined);
    for (;;) {
      const answer = await pending;
      if (answer instanceof HoldfastError) {
        let beyond = isAboutTheCursor(answer) ? await takeUpAgain() : undefined;
        if (beyond === undefined) {
          yield { kind: 'unreadable', error: answer };
          if (mayBeOneRecord(answer)) beyond = await stepOver();
        }
        if (beyond === undefined) return;
        pending = Promise.resolve(beyond);
        continue;
      }
      reached = lastDate(answer.records) ?? reached;
      empty = answer.records.length === 0 ? empty + 1 : 0;
      const isOver = answer.next === undefined && answer.hasMore !== true;
      const isBroken = !isOver && (answer.next === undefined || seen.has(answer.next) || empty > maxEmptyPages);
      if (answer.next !== undefined) seen.add(answer.next);
      if (answer.records.length > 0) previous = answer.records;
      if (!isOver && !isBroken) {
        pending = fetchPage(answer.next);
        // It may fail while nobody waits for it yet; whoever waits gets the error all the same.
        pending.catch(() => undefined);
      }
      if (answer.records.length > 0) yield { kind: 'records', records: answer.records };
      if (isOver) {
        const more = answer.isFull ? await lookBeyond(answer) : undefined;
        if (more === undefined) return;
        pending = Promise.resolve(more);
      }
      if (isBroken) {
        const beyond = await takeUpAgain();
        if (beyond === undefined) {
          yield { kind: 'unreadable', error: brokenListing(listing.entity, 'Base44 said there was more and did not give it') };
          return;
        }
        pending = Promise.resolve(beyond);
      }
    }
  } finally {
    stop.abort();
  }
}

/**
 * When the record was created that comes so many behind the first of a date: asked for without its other fields, since one
 * of those may be what cannot be read. Null when there is none, undefined when it cannot be had.
 */
async function dateBehind(connection: Connection, listing: Listing, date: string, skip: number, signal: AbortSignal): Promise<string | null | undefined> {
  const since = { created_date: { $gte: date } };
  const where = listing.where === undefined ? since : { $and: [listing.where, since] };
  try {
    const { records } = await askPlainPage(connection, { ...listing, where, fields: 'id,created_date' }, { limit: 1, skip }, signal);
    return records.length === 0 ? null : lastDate(records);
  } catch (error) {
    if (endsTheSource(error)) throw error;
    return undefined;
  }
}

/** The listing cannot go on from here, but may from elsewhere: the cursor is refused, or leads round in a circle. */
function isAboutTheCursor(error: HoldfastError): boolean {
  return error.code === 'incomplete' || error.code === 'invalid-input' || error.code === 'conflict';
}

/** Perhaps only one record cannot be read. A server that hangs is left alone: every try costs minutes. */
function mayBeOneRecord(error: HoldfastError): boolean {
  return (error.code === 'server' || error.code === 'network') && !hasReason(error, 'stuck', 'web-page');
}

/** Are all records of a page in the one before? */
function repeats(page: readonly RawRecord[], before: readonly RawRecord[]): boolean {
  const [first] = page;
  if (first === undefined || !before.some((record) => record['id'] === first['id'])) return false;
  const ids = new Set(before.map((record) => record['id']));
  return page.every((record) => ids.has(record['id']));
}

function lastDate(records: readonly RawRecord[]): string | undefined {
  const date = records.at(-1)?.['created_date'];
  return typeof date === 'string' ? date : undefined;
}
