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

/** The line as a record, so that an index is chunked and stored like any entity. */
export function encodeIndexEntry(entry: IndexEntry): SourceRecord {
  const { chunk, records, bytes, first, last, keys, ids, files } = entry;
  return { key: first, json: JSON.stringify({ chunk, records, bytes, first, last, keys, ids, files }) };
}

/** @throws corrupt. */
export function decodeIndexEntry(line: string): IndexEntry {
  try {
    const value: unknown = JSON.parse(line);
    if (isIndexEntry(value)) return value;
  } catch (cause) {
    throw damagedIndex(cause);
  }
  throw damagedIndex();
}

/** By hand: there is one for each 64 KiB of JSON, all are read to compare two backups, and a schema takes five times as long as parsing. */
function isIndexEntry(value: unknown): value is IndexEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: { readonly [K in keyof IndexEntry]?: unknown } = value;
  return (
    isHex(entry.chunk, 64) &&
    isHex(entry.keys, 32) &&
    isCount(entry.records) &&
    isCount(entry.bytes) &&
    typeof entry.first === 'string' &&
    typeof entry.last === 'string' &&
    (entry.ids === undefined || (isTexts(entry.ids) && entry.ids.length === 2)) &&
    (entry.files === undefined || isTexts(entry.files))
  );
}

function isHex(value: unknown, length: number): boolean {
  return typeof value === 'string' && value.length === length && !/[^0-9a-f]/.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function damagedIndex(cause?: unknown): HoldfastError {
  return new HoldfastError('corrupt', 'The index of a table in this vault is damaged.', { cause });
}
