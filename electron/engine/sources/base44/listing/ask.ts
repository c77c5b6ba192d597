import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { JsonObject } from '../../../../../shared/model/record.ts';
import type { Connection } from '../connection/connection.ts';
import { endsTheSource, failure, hasReason, notUnderstoodFailure } from '../connection/failures.ts';
import { isRecord } from '../records/write-record.ts';
import type { RawRecord } from '../records/write-record.ts';
import type { PageSize } from './page-size.ts';

/** Which records of an entity to list, and how. */
export interface Listing {
  readonly entity: string;
  /** Only those that match; the operators are MongoDB's. */
  readonly where?: JsonObject;
  /** Only these fields, comma-separated. */
  readonly fields?: string;
  /** See past row rules. */
  readonly privileged?: boolean;
}

/** Records as the platform sent them, in its order, or what stands in their place. */
export type RawPage =
  | { readonly kind: 'records'; readonly records: readonly RawRecord[] }
  | { readonly kind: 'unreadable'; readonly error: HoldfastError };

/**
 * `entities/{name}` as part of a path. @throws invalid-input for the few names no address can hold: `.` and `..` mean
 * something else in a path, and half a surrogate pair is no text.
 */
export function entityPath(entity: string): string {
  const encoded = entity.isWellFormed() ? encodeURIComponent(entity) : '';
  if (encoded === '' || encoded === '.' || encoded === '..') {
    throw new HoldfastError('invalid-input', `The table called ${JSON.stringify(entity)} cannot be asked for: its name cannot be part of an address.`, {
      nextStep: 'Rename the table in Base44.',
      details: { entity },
    });
  }
  return `entities/${encoded}`;
}

export function purposeOf(entity: string): string {
  return `read the records of ${entity.length > 60 ? `${entity.slice(0, 60)}…` : entity}`;
}

/** One page of `v2/list`. */
export interface CursorPage {
  readonly records: readonly RawRecord[];
  readonly next: string | undefined;
  /** What the server says, where it does. */
  readonly hasMore: boolean | undefined;
}

/** Asks for one page of the cursor listing, ascending by creation. @throws as Connection.request; server when it has another shape. */
export async function askCursorPage(
  connection: Connection,
  listing: Listing,
  page: { readonly cursor: string | undefined; readonly limit: number; readonly maxBytes?: number; readonly sort?: string },
  signal: AbortSignal,
): Promise<CursorPage & { readonly bytes: number }> {
  const purpose = purposeOf(listing.entity);
  const answer = await connection.request(
    {
      path: `${entityPath(listing.entity)}/v2/list`,
      query: {
        limit: String(page.limit),
        sort: page.sort ?? 'created_date',
        ...commonQuery(listing),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
      },
      purpose,
      ...(listing.privileged === true ? { privileged: true } : {}),
      ...(page.maxBytes === undefined ? {} : { maxBytes: page.maxBytes }),
    },
    signal,
  );
  const body = answer.value;
  if (!isRecord(body) || !Array.isArray(body['items'])) throw notUnderstoodFailure({ purpose, host: new URL(connection.origin).host }, false);
  const next = body['next_cursor'];
  const hasMore = body['has_more'];
  return {
    records: rawRecords(body['items']),
    next: typeof next === 'string' && next !== '' ? next : undefined,
    hasMore: typeof hasMore === 'boolean' ? hasMore : undefined,
    bytes: answer.bytes,
  };
}

/** Asks for one page of the plain listing, ascending by creation. @throws as Connection.request; server when it has another shape. */
export async function askPlainPage(
  connection: Connection,
  listing: Listing,
  page: { readonly limit: number; readonly skip?: number; readonly maxBytes?: number; readonly sort?: string },
  signal: AbortSignal,
): Promise<{ readonly records: readonly RawRecord[]; readonly bytes: number }> {
  const purpose = purposeOf(listing.entity);
  const answer = await connection.request(
    {
      path: entityPath(listing.entity),
      query: {
        limit: String(page.limit),
        sort: page.sort ?? 'created_date',
        ...(page.skip === undefined || page.skip === 0 ? {} : { skip: String(page.skip) }),
        ...commonQuery(listing),
      },
      purpose,
      ...(listing.privileged === true ? { privileged: true } : {}),
      ...(page.maxBytes === undefined ? {} : { maxBytes: page.maxBytes }),
    },
    signal,
  );
  if (!Array.isArray(answer.value)) throw notUnderstoodFailure({ purpose, host: new URL(connection.origin).host }, false);
  return { records: rawRecords(answer.value), bytes: answer.bytes };
}

/** What is no record at all stands as an empty one, which has no id and is counted as lost. */
function rawRecords(items: readonly unknown[]): readonly RawRecord[] {
  return items.map((item) => (isRecord(item) ? item : {}));
}

function commonQuery(listing: Listing): Readonly<Record<string, string>> {
  return {
    ...(listing.where === undefined ? {} : { q: JSON.stringify(listing.where) }),
    ...(listing.fields === undefined ? {} : { fields: listing.fields }),
  };
}

/**
 * Asks for a page, for fewer records where it was too large or could not be read: one bad record must not take its
 * neighbours along. What cannot be read even alone comes back as the error. `isFull`: as many came as were asked for.
 * @throws what ends the whole source, and not-found: the caller knows what is missing.
 */
export async function askFitting<Page extends { readonly records: readonly unknown[]; readonly bytes: number }>(
  size: PageSize,
  ask: (limit: number, maxBytes: number) => Promise<Page>,
): Promise<(Page & { readonly isFull: boolean }) | HoldfastError> {
  for (;;) {
    try {
      const { limit } = size;
      const page = await ask(limit, size.maxBytes);
      size.arrived(page.records.length, page.bytes);
      return { ...page, isFull: page.records.length >= limit };
    } catch (error) {
      if (!(error instanceof HoldfastError) || endsTheSource(error) || error.code === 'not-found') throw error;
      if (hasReason(error, 'too-large') && size.tooLarge()) continue;
      if ((error.code === 'server' || error.code === 'network') && !hasReason(error, 'web-page') && size.failed()) continue;
      return error;
    }
  }
}

/** For a listing that the platform broke off or garbled. */
export function brokenListing(entity: string, what: string): HoldfastError {
  return failure('incomplete', 'cut-off', `${entity}: ${what}, so records may be missing.`, {
    nextStep: 'The next backup reads the table again. If this lasts, please report it: Base44 may have changed.',
    transient: true,
    details: { entity },
  });
}
