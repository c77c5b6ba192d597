import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { readIndex } from '../vault/entity-reader.ts';
import { linesOf } from '../vault/format/lines.ts';

interface PlacedChunk {
  readonly chunk: ContentId;
  /** Number of its first record in the table. */
  readonly start: number;
  readonly records: number;
}

/** Which chunk holds the how manieth record of a table. Some 100 bytes for each 64 KiB of records. */
export interface TableLayout {
  readonly chunks: readonly PlacedChunk[];
  readonly records: number;
}

/** Reads a table's index, and no record. @throws corrupt. */
export async function readLayout(reader: ChunkReader, table: ManifestEntity, signal: AbortSignal): Promise<TableLayout> {
  const chunks: PlacedChunk[] = [];
  let records = 0;
  for await (const entry of readIndex(reader, table, signal)) {
    chunks.push({ chunk: entry.chunk, start: records, records: entry.records });
    records += entry.records;
  }
  return { chunks, records };
}

/** Gives the lines of a chunk; keeps some for the next window. */
export type OpenChunk = (chunk: ContentId, signal: AbortSignal) => Promise<readonly string[]>;

/** Lines of the records from `offset` on, opening only the chunks that hold them. @throws corrupt. */
export async function readWindow(layout: TableLayout, open: OpenChunk, { offset, limit }: { readonly offset: number; readonly limit: number }, signal: AbortSignal): Promise<string[]> {
  const end = Math.min(offset + limit, layout.records);
  const lines: string[] = [];
  for (let at = chunkAt(layout, offset); at < layout.chunks.length; at++) {
    const placed = layout.chunks[at];
    if (placed === undefined || placed.start >= end) break;
    const all = await open(placed.chunk, signal);
    if (all.length !== placed.records) throw new HoldfastError('corrupt', 'The index of a table in this vault is damaged.');
    lines.push(...all.slice(Math.max(0, offset - placed.start), end - placed.start));
  }
  return lines;
}

/** The place in the list of the chunk that holds the record with this number. */
function chunkAt({ chunks }: TableLayout, record: number): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const placed = chunks[middle];
    if (placed !== undefined && placed.start + placed.records <= record) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lines of chunks that were opened lately. Windows of one table follow each other, so most are opened once. */
export function keepChunks(reader: ChunkReader, most: number): OpenChunk {
  const kept = new Map<ContentId, readonly string[]>();
  return async (chunk, signal) => {
    const lines = kept.get(chunk) ?? linesOf(await reader.read(chunk, signal));
    kept.delete(chunk);
    kept.set(chunk, lines);
    const oldest = kept.keys().next().value;
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return lines;
  };
}
