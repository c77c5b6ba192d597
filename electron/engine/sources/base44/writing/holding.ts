import { isHoldfastError } from '../../../../../shared/model/errors.ts';
import type { JsonObject } from '../../../../../shared/model/record.ts';
import type { TextSearch } from '../../../ports/app-writer.ts';
import type { SourceRecord } from '../../../ports/source.ts';
import type { Connection } from '../connection/connection.ts';
import type { Listing } from '../listing/ask.ts';
import { unorderedRecords } from '../listing/records.ts';
import type { ListingMemory } from '../listing/records.ts';
import { idBatches, idOf } from './by-id.ts';

/** More probes make the address longer and prove no more. */
const mostProbes = 3;

/** The port's `holding`. Each request asks for the probes too, in the same words: where one is found, the others would have been. */
export async function* recordsHolding(connection: Connection, memory: ListingMemory, listing: Listing, { place, texts, probes }: TextSearch, signal: AbortSignal): AsyncGenerator<readonly SourceRecord[] | 'not-searched'> {
  if (!isSearchable(place) || probes.length === 0) {
    yield 'not-searched';
    return;
  }
  const path = place.join('.');
  const used = probes.slice(0, mostProbes);
  const known = new Set(used.map(({ id }) => id));
  const proof = used.map(({ id, text }): JsonObject => ({ id, [path]: { $in: [text] } }));
  for (const batch of idBatches(texts)) {
    let isProven = false;
    try {
      for await (const page of unorderedRecords(connection, memory, { ...listing, where: { $or: [{ [path]: { $in: batch } }, ...proof] } }, signal)) {
        if (page.kind === 'unreadable') {
          yield 'not-searched';
          return;
        }
        isProven ||= page.records.some((record) => known.has(idOf(record)));
        yield page.records;
      }
    } catch (error) {
      // A search that the platform does not understand.
      if (!isHoldfastError(error, 'invalid-input')) throw error;
    }
    if (!isProven) {
      yield 'not-searched';
      return;
    }
  }
}

/** Can its fields be named in a query? A dot, a dollar sign or a number means something else there. */
function isSearchable(place: readonly string[]): boolean {
  return place.length > 0 && place.every((name) => name !== '' && !name.includes('.') && !name.startsWith('$') && !name.includes('\0') && !/^\d+$/.test(name)) && place[0] !== 'id';
}
