import { HoldfastError } from '../../../shared/model/errors.ts';
import { fieldsOf, keyOfId, type KeyField, parseJson, recordId } from '../../../shared/model/record.ts';
import type { ChunkReader } from './chunk-reader.ts';
import type { ContentId } from './crypto/content-id.ts';
import { decodeIndexEntry, type IndexEntry } from './format/index-line.ts';
import { linesOf } from './format/lines.ts';

/** Anything kept as sorted records in chunks: an entity, or a snapshot's schema, config and files. */
export interface StoredRecords {
  readonly index: readonly ContentId[];
}

/** The chunks of an entity, in order. */
export async function* readIndex(reader: ChunkReader, stored: StoredRecords, signal: AbortSignal): AsyncGenerator<IndexEntry> {
  for await (const { bytes } of reader.readAll(stored.index, signal)) {
    for (const line of linesOf(bytes)) yield decodeIndexEntry(line);
  }
}

/** All records, in order, as lines of JSON, a chunk at a time. */
export async function* readRecords(reader: ChunkReader, stored: StoredRecords, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  for await (const { bytes } of reader.readAll(chunkIds(reader, stored, signal), signal)) yield linesOf(bytes);
}

async function* chunkIds(reader: ChunkReader, stored: StoredRecords, signal: AbortSignal): AsyncGenerator<ContentId> {
  for await (const entry of readIndex(reader, stored, signal)) yield entry.chunk;
}

/** What finding a record needs to know of its entity. */
export interface FindableEntity extends StoredRecords {
  readonly key: readonly KeyField[];
  readonly identity: readonly string[];
}

/**
 * The line of the record with this id, or undefined. Where the id gives the sort key: a bisection of the index and one
 * chunk. Where not (Base44), the index is walked and only chunks whose range of ids covers it are opened: one, as long as ids
 * grow with time, as the platform's do.
 */
export async function findById(reader: ChunkReader, entity: FindableEntity, id: string, signal: AbortSignal): Promise<string | undefined> {
  const key = keyOfId(entity.key, entity.identity, id);
  if (key !== undefined) {
    const entry = await findChunk(reader, entity.index, key, signal);
    return entry === undefined ? undefined : findInChunk(reader, entity, entry, id, signal);
  }
  for await (const entry of readIndex(reader, entity, signal)) {
    if (entry.ids !== undefined && (id < entry.ids[0] || id > entry.ids[1])) continue;
    const line = await findInChunk(reader, entity, entry, id, signal);
    if (line !== undefined) return line;
  }
  return undefined;
}

async function findInChunk(reader: ChunkReader, entity: FindableEntity, entry: IndexEntry, id: string, signal: AbortSignal): Promise<string | undefined> {
  const lines = linesOf(await reader.read(entry.chunk, signal));
  return lines.find((line) => mayHold(line, id) && recordId(entity.identity, parseObject(line)) === id);
}

/** Cheap test before parsing; an id with several parts or escaped characters is always parsed. */
function mayHold(line: string, id: string): boolean {
  return !/^[\w-]+$/.test(id) || line.includes(id);
}

async function findChunk(reader: ChunkReader, index: readonly ContentId[], key: string, signal: AbortSignal): Promise<IndexEntry | undefined> {
  let low = 0;
  let high = index.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const id = index[middle];
    if (id === undefined) return undefined;
    const entries = linesOf(await reader.read(id, signal)).map(decodeIndexEntry);
    const first = entries[0];
    const last = entries.at(-1);
    if (first === undefined || last === undefined) throw new HoldfastError('corrupt', 'The index of a table in this vault is damaged.');
    if (key < first.first) high = middle - 1;
    else if (key > last.last) low = middle + 1;
    else return entries.find((entry) => entry.first <= key && key <= entry.last);
  }
  return undefined;
}

export function parseObject(line: string): Readonly<Record<string, unknown>> {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HoldfastError('corrupt', 'A record in this vault is damaged.');
  }
  return fieldsOf(value);
}
