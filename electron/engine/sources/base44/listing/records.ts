import { isHoldfastError } from '../../../../../shared/model/errors.ts';
import type { SourcePage, SourceRecord } from '../../../ports/source.ts';
import type { Connection } from '../connection/connection.ts';
import { createRecordWriter } from '../records/write-record.ts';
import { brokenListing } from './ask.ts';
import type { Listing, RawPage } from './ask.ts';
import { cursorPages } from './cursor-pages.ts';
import { createInOrder } from './in-order.ts';
import { plainPages } from './plain-pages.ts';

/** Whether this server has the cursor listing: found out with the first entity that can be listed, then kept. */
export interface ListingMemory {
  cursorListing: 'unknown' | 'there' | 'missing';
}

/** A page handed on holds no more than this, whatever came in. */
const pageRecords = 5_000;
const pageCharacters = 8 * 1024 * 1024;

/**
 * All records of a listing ascending by key, each once (as far as the platform keeps to the order of creation, see
 * in-order.ts). What may be missing shows as an `unreadable` page.
 * @throws what ends the whole source.
 */
export async function* orderedRecords(connection: Connection, memory: ListingMemory, listing: Listing, signal: AbortSignal): AsyncGenerator<SourcePage> {
  const inOrder = createInOrder();
  for await (const page of writtenPages(rawPages(connection, memory, listing, signal), listing.entity)) {
    if (page.kind === 'unreadable') yield page;
    else yield* inPages(inOrder.push(page.records));
  }
  yield* inPages(inOrder.end());
}

/** Records of a listing in the order in which they come; perhaps one of them twice. */
export async function* unorderedRecords(connection: Connection, memory: ListingMemory, listing: Listing, signal: AbortSignal): AsyncGenerator<SourcePage> {
  for await (const page of writtenPages(rawPages(connection, memory, listing, signal), listing.entity)) {
    if (page.kind === 'unreadable') yield page;
    else yield* inPages(page.records);
  }
}

/** The cursor listing, or where there is none the plain one. @throws what ends the whole source. */
async function* rawPages(connection: Connection, memory: ListingMemory, listing: Listing, signal: AbortSignal): AsyncGenerator<RawPage> {
  let gotAny = false;
  if (memory.cursorListing !== 'missing') {
    try {
      for await (const page of cursorPages(connection, listing, signal)) {
        gotAny = true;
        yield page;
      }
      memory.cursorListing = 'there';
      return;
    } catch (error) {
      if (!isHoldfastError(error, 'not-found')) throw error;
      if (gotAny) {
        yield { kind: 'unreadable', error };
        return;
      }
    }
  }
  try {
    for await (const page of plainPages(connection, listing, signal)) {
      gotAny = true;
      yield page;
    }
    if (memory.cursorListing === 'unknown') memory.cursorListing = 'missing';
  } catch (error) {
    if (!isHoldfastError(error, 'not-found')) throw error;
    yield { kind: 'unreadable', error };
  }
}

async function* writtenPages(pages: AsyncIterable<RawPage>, entity: string): AsyncGenerator<SourcePage> {
  const write = createRecordWriter();
  for await (const page of pages) {
    if (page.kind === 'unreadable') {
      yield page;
      continue;
    }
    const records: SourceRecord[] = [];
    for (const raw of page.records) {
      const record = write(raw);
      if (record !== undefined) records.push(record);
    }
    yield { kind: 'records', records };
    const without = page.records.length - records.length;
    if (without > 0) yield { kind: 'unreadable', error: brokenListing(entity, `Base44 gave ${without} ${without === 1 ? 'record' : 'records'} without an id`) };
  }
}

function* inPages(records: readonly SourceRecord[]): Generator<SourcePage> {
  let from = 0;
  let characters = 0;
  for (let at = 0; at < records.length; at += 1) {
    const size = records[at]?.json.length ?? 0;
    if (at > from && (at - from >= pageRecords || characters + size > pageCharacters)) {
      yield { kind: 'records', records: records.slice(from, at) };
      from = at;
      characters = 0;
    }
    characters += size;
  }
  if (from < records.length) yield { kind: 'records', records: from === 0 ? records : records.slice(from) };
}

/** Keys of all records, ascending, each once. @throws what ends the whole source, and an incomplete listing: half a list of keys would look like deletes. */
export async function* orderedKeys(connection: Connection, memory: ListingMemory, listing: Listing, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  for await (const page of orderedRecords(connection, memory, { ...listing, fields: 'id,created_date' }, signal)) {
    if (page.kind === 'unreadable') throw page.error;
    yield page.records.map((record) => record.key);
  }
}
