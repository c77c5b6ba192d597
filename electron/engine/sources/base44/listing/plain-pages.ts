import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { JsonObject } from '../../../../../shared/model/record.ts';
import type { Connection } from '../connection/connection.ts';
import { utcMicroseconds } from '../records/dates.ts';
import type { RawRecord } from '../records/write-record.ts';
import { askFitting, askPlainPage, brokenListing } from './ask.ts';
import type { Listing, RawPage } from './ask.ts';
import { createPageSize } from './page-size.ts';

/** What the platform cuts a plain listing off at, without saying so. */
const silentCap = 5000;

/**
 * Lists an entity where there is no cursor listing: plain pages ascending by creation, each beginning at the last date
 * of the one before. So a page is never long enough for the silent cap, and deletes between pages do not shift it.
 *
 * A short page proves nothing (the cap may be lower than documented): the end is reached only when a page brings
 * nothing new. More records of one date than fit in a page are reached with `skip`. Where the filter by date is not
 * understood, `skip` alone has to do, each page overlapping the one before to notice when records shift.
 *
 * @throws what ends the whole source; not-found when there is no such entity.
 */
export async function* plainPages(connection: Connection, listing: Listing, signal: AbortSignal): AsyncGenerator<RawPage> {
  const size = createPageSize(1000, silentCap - 1);
  /** Last date as the platform wrote it, and the ids seen with it. */
  let at: string | undefined;
  let idsAt = new Set<unknown>();
  let skip = 0;

  for (;;) {
    const asked: Listing = at === undefined ? listing : { ...listing, where: both(listing.where, { created_date: { $gte: at } }) };
    const page = await askFitting(size, (limit, maxBytes) => askPlainPage(connection, asked, { limit, skip, maxBytes }, signal));
    if (page instanceof HoldfastError) {
      // A filter that is refused is a filter that is not understood; anything else is lost from here on.
      if (at !== undefined && page.code === 'invalid-input') yield* skippedPages(connection, listing, signal);
      else yield { kind: 'unreadable', error: page };
      return;
    }
    const from = at;
    const hasNoDates = from === undefined && page.records.length > 0 && typeof page.records.at(-1)?.['created_date'] !== 'string';
    if (hasNoDates || (from !== undefined && !honours(page.records, from, skip))) {
      yield* skippedPages(connection, listing, signal);
      return;
    }
    const fresh = page.records.filter((record) => record['created_date'] !== from || !idsAt.has(record['id']));
    if (fresh.length > 0) yield { kind: 'records', records: fresh };
    const last = page.records.at(-1)?.['created_date'];
    if (typeof last === 'string' && last !== from) {
      at = last;
      idsAt = new Set(page.records.filter((record) => record['created_date'] === last).map((record) => record['id']));
      skip = 0;
    } else if (page.records.length === 0 || (fresh.length === 0 && skip > 0)) {
      return;
    } else {
      // Only records of the one date: on to those behind them.
      for (const record of fresh) idsAt.add(record['id']);
      skip = idsAt.size;
    }
  }
}

/** Did the filter `created_date >= from` work? Then the record it was taken from is there and nothing older is. */
function honours(records: readonly RawRecord[], from: string, skip: number): boolean {
  if (records.length === 0) return skip > 0;
  const lowest = utcMicroseconds(from);
  return records.every((record) => typeof record['created_date'] === 'string' && utcMicroseconds(record['created_date']) >= lowest);
}

function both(first: JsonObject | undefined, second: JsonObject): JsonObject {
  return first === undefined ? second : { $and: [first, second] };
}

/** How far a page reaches back into the one before. */
const overlap = 20;

/** Lists by `skip` alone, from the start. Begins again before the overlap when something shifted; the reader drops what comes twice. */
async function* skippedPages(connection: Connection, listing: Listing, signal: AbortSignal): AsyncGenerator<RawPage> {
  const size = createPageSize(1000, silentCap - 1);
  let before: ReadonlySet<unknown> = new Set();
  let skip = 0;
  for (let setBack = overlap; ; ) {
    let from = 0;
    const page = await askFitting(size, (limit, maxBytes) => {
      const back = setBack === overlap ? Math.min(overlap, limit) : setBack;
      from = Math.max(0, skip - back);
      return askPlainPage(connection, listing, { limit: limit + Math.min(overlap, limit), skip: from, maxBytes }, signal);
    });
    if (page instanceof HoldfastError) {
      yield { kind: 'unreadable', error: page };
      return;
    }
    if (skip > 0 && !page.records.some((record) => before.has(record['id']))) {
      if (from === 0 || setBack > 10 * silentCap) {
        yield { kind: 'unreadable', error: brokenListing(listing.entity, 'records were deleted faster than they could be read') };
        return;
      }
      setBack *= 4;
      continue;
    }
    setBack = overlap;
    const fresh = page.records.filter((record) => !before.has(record['id']));
    if (fresh.length === 0) return;
    yield { kind: 'records', records: fresh };
    before = new Set(page.records.map((record) => record['id']));
    skip = from + page.records.length;
  }
}
