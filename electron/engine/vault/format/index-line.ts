import { z } from 'zod';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { SourceRecord } from '../../ports/source.ts';
import type { ContentId } from '../crypto/content-id.ts';

/** One line of an entity's index: a chunk and what it covers. */
export interface IndexEntry {
  readonly chunk: ContentId;
  readonly records: number;
  readonly bytes: number;
  /** Sort key of its first and last record. */
  readonly first: string;
  readonly last: string;
  /** keysHash over all its sort keys. */
  readonly keys: string;
  /** Smallest and largest id in it, where the sort key does not begin with the id: lets a record be found by id alone. */
  readonly ids?: readonly [string, string];
  /** Addresses of uploaded files its records mention, ascending, each once; absent when there are none. */
  readonly files?: readonly string[];
}

const entrySchema = z.object({
  chunk: z.string().regex(/^[0-9a-f]{64}$/),
  records: z.int().positive(),
  bytes: z.int().positive(),
  first: z.string(),
  last: z.string(),
  keys: z.string().regex(/^[0-9a-f]{32}$/),
  ids: z.tuple([z.string(), z.string()]).optional(),
  files: z.array(z.string()).optional(),
});

/** The line as a record, so that an index is chunked and stored like any entity. */
export function encodeIndexEntry(entry: IndexEntry): SourceRecord {
  const { chunk, records, bytes, first, last, keys, ids, files } = entry;
  return { key: first, json: JSON.stringify({ chunk, records, bytes, first, last, keys, ids, files }) };
}

/** @throws corrupt. */
export function decodeIndexEntry(line: string): IndexEntry {
  try {
    const { ids, files, ...rest } = entrySchema.parse(JSON.parse(line));
    return { ...rest, ...(ids === undefined ? {} : { ids }), ...(files === undefined ? {} : { files }) };
  } catch (cause) {
    throw new HoldfastError('corrupt', 'The index of a table in this vault is damaged.', { cause });
  }
}
