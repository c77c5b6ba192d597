import { createHash } from 'node:crypto';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { readIndex } from '../vault/entity-reader.ts';
import type { IndexEntry } from '../vault/format/index-line.ts';
import type { KeyRange, Marks, TablePlan } from './database/plan.ts';

/** How a table is taken over from a backup: what must be read, and what is known without reading. */
export interface TableReading {
  readonly plan: TablePlan;
  /** Chunks to read, in order. */
  readonly chunks: readonly ContentId[];
  /** Absent where the neighbour's hold. */
  readonly marks: Marks | undefined;
}

/** Equal for tables that consist of the same chunks in the same order. */
export function layoutOf({ index, key, identity }: ManifestEntity): string {
  return createHash('sha256').update(JSON.stringify([index, key, identity])).digest('hex');
}

/** What differs between a table and the same one in the backup beside it, by their indexes alone. */
export async function readingOf(reader: ChunkReader, table: ManifestEntity, neighbour: ManifestEntity | undefined, signal: AbortSignal): Promise<TableReading> {
  if (neighbour !== undefined && layoutOf(table) === layoutOf(neighbour)) return { plan: { kind: 'same' }, chunks: [], marks: undefined };
  const entries = await entriesOf(reader, table, signal);
  if (entries.reduce((sum, { records }) => sum + records, 0) !== table.records) throw new HoldfastError('corrupt', 'The index of a table in this vault is damaged.');
  const marks = marksOf(entries);
  if (neighbour === undefined || !sameOrder(table, neighbour)) return { plan: { kind: 'whole' }, chunks: entries.map(({ chunk }) => chunk), marks };
  const others = await entriesOf(reader, neighbour, signal);
  const ours = new Set(entries.map(({ chunk }) => chunk));
  const theirs = new Set(others.map(({ chunk }) => chunk));
  const differing = entries.filter(({ chunk }) => !theirs.has(chunk));
  const empty = others.filter(({ chunk }) => !ours.has(chunk)).flatMap((entry) => without(entry, differing));
  return { plan: { kind: 'changes', empty }, chunks: differing.map(({ chunk }) => chunk), marks };
}

function sameOrder(a: ManifestEntity, b: ManifestEntity): boolean {
  return JSON.stringify([a.key, a.identity]) === JSON.stringify([b.key, b.identity]);
}

type Range = Pick<IndexEntry, 'first' | 'last'>;

async function entriesOf(reader: ChunkReader, table: ManifestEntity, signal: AbortSignal): Promise<Pick<IndexEntry, 'chunk' | 'first' | 'last' | 'records'>[]> {
  const entries: Pick<IndexEntry, 'chunk' | 'first' | 'last' | 'records'>[] = [];
  for await (const { chunk, first, last, records } of readIndex(reader, table, signal)) entries.push({ chunk, first, last, records });
  return entries;
}

/** The parts of a range that none of the others covers. @param others ascending, not overlapping */
function without({ first, last }: Range, others: readonly Range[]): KeyRange[] {
  const parts: KeyRange[] = [];
  let low = first;
  let lowOpen = false;
  for (let at = firstReaching(others, first); at < others.length; at++) {
    const other = others[at];
    if (other === undefined || other.first > last) break;
    if (other.first > low) parts.push({ low, lowOpen, high: other.first, highOpen: true });
    low = other.last;
    lowOpen = true;
  }
  if (low < last || (low === last && !lowOpen)) parts.push({ low, lowOpen, high: last, highOpen: false });
  return parts;
}

/** Place of the first range that ends at or behind the key. */
function firstReaching(ranges: readonly Range[], key: string): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.last ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A window begins at a mark and steps over what lies between: so far apart is quick to step over. */
const markEvery = 2000;

function marksOf(entries: readonly Pick<IndexEntry, 'first' | 'records'>[]): Marks {
  const marks: [number, string][] = [];
  let records = 0;
  for (const entry of entries) {
    if (records - (marks.at(-1)?.[0] ?? 0) >= markEvery) marks.push([records, entry.first]);
    records += entry.records;
  }
  return marks;
}
