import { isHoldfastError } from '../../../shared/model/errors.ts';
import { recordId } from '../../../shared/model/record.ts';
import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import { mapOrdered } from '../streams/concurrency.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { parseObject, readIndex } from '../vault/entity-reader.ts';
import type { IndexEntry } from '../vault/format/index-line.ts';
import { linesOf } from '../vault/format/lines.ts';

/** A record of a backup. */
export interface BackupRecord {
  readonly id: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** What of the wanted records was found in a chunk, or that the chunk is damaged. */
export type FoundInBackup = { readonly kind: 'records'; readonly records: readonly BackupRecord[] } | { readonly kind: 'damaged'; readonly records: number };

/**
 * Some records of a stored table, in its order, opening only the chunks whose range of ids may hold one. A damaged chunk is a value: the others are
 * read. @throws corrupt when an index is damaged, and what the place fails with.
 */
export async function* findMany(reader: ChunkReader, entity: ManifestEntity, ids: ReadonlySet<string>, signal: AbortSignal): AsyncGenerator<FoundInBackup> {
  if (ids.size === 0) return;
  const sorted = [...ids].toSorted();
  const open = async (entry: IndexEntry): Promise<FoundInBackup> => {
    try {
      const records: BackupRecord[] = [];
      for (const line of linesOf(await reader.read(entry.chunk, signal))) {
        const record = parseObject(line);
        const id = recordId(entity.identity, record);
        if (ids.has(id)) records.push({ id, record });
      }
      return { kind: 'records', records };
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt')) throw error;
      return { kind: 'damaged', records: entry.records };
    }
  };
  async function* touched(): AsyncGenerator<IndexEntry> {
    for await (const entry of readIndex(reader, entity, signal)) if (mayHold(entry, sorted)) yield entry;
  }
  for await (const found of mapOrdered(touched(), reader.vault.store.capabilities.maxConcurrency, open)) {
    if (found.kind === 'damaged' || found.records.length > 0) yield found;
  }
}

/** The ids of all records of a stored table that can be read, and how many cannot. @throws corrupt when an index is damaged. */
export async function readableIds(reader: ChunkReader, entity: ManifestEntity, signal: AbortSignal): Promise<{ readonly ids: ReadonlySet<string>; readonly damaged: number }> {
  const ids = new Set<string>();
  let damaged = 0;
  const open = async (entry: IndexEntry): Promise<readonly string[] | number> => {
    try {
      return linesOf(await reader.read(entry.chunk, signal)).map((line) => recordId(entity.identity, parseObject(line)));
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt')) throw error;
      return entry.records;
    }
  };
  for await (const found of mapOrdered(readIndex(reader, entity, signal), reader.vault.store.capabilities.maxConcurrency, open)) {
    if (typeof found === 'number') damaged += found;
    else for (const id of found) ids.add(id);
  }
  return { ids, damaged };
}

/** Is one of the ids (ascending) in the chunk's range? */
function mayHold({ ids: range }: IndexEntry, sorted: readonly string[]): boolean {
  if (range === undefined) return true;
  const [least, most] = range;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < least) low = middle + 1;
    else high = middle;
  }
  const next = sorted[low];
  return next !== undefined && next <= most;
}
