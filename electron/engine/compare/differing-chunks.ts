import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { readIndex, type StoredRecords } from '../vault/entity-reader.ts';
import type { IndexEntry } from '../vault/format/index-line.ts';

/** What two indexes of an entity do not share. All lists are in ascending order of key; they grow with what differs. */
export interface DifferingChunks {
  /** Chunks that must be opened and compared with the other side's. */
  readonly from: readonly ContentId[];
  readonly to: readonly ContentId[];
  /** Records in chunks that need not be opened: in their range of keys the other side has nothing. */
  readonly onlyFrom: number;
  readonly onlyTo: number;
}

/** Which chunks are to be opened even though all their records are on one side only. */
export interface OpenAnyway {
  readonly from: boolean;
  readonly to: boolean;
}

/**
 * Finds the chunks in which two stored entities differ, by their indexes alone. An index chunk that both have is not read: it
 * names the same chunks on both sides. A chunk that both have is met by both walks at the same time, since its range of keys is the same.
 */
export async function findDifferingChunks(reader: ChunkReader, from: StoredRecords, to: StoredRecords, openAnyway: OpenAnyway, signal: AbortSignal): Promise<DifferingChunks> {
  const older = readIndex(reader, notIn(from, to), signal);
  const newer = readIndex(reader, notIn(to, from), signal);
  const found = { from: new Side(openAnyway.from), to: new Side(openAnyway.to) };
  try {
    let [a, b] = await Promise.all([next(older), next(newer)]);
    while (a !== undefined || b !== undefined) {
      if (a !== undefined && a.chunk === b?.chunk) {
        [a, b] = await Promise.all([next(older), next(newer)]);
      } else if (a !== undefined && (b === undefined || a.first <= b.first)) {
        found.from.take(a, found.to.last, b);
        a = await next(older);
      } else if (b !== undefined) {
        found.to.take(b, found.from.last, a);
        b = await next(newer);
      }
    }
  } finally {
    await Promise.all([older.return(undefined), newer.return(undefined)]);
  }
  return { from: found.from.toOpen, to: found.to.toOpen, onlyFrom: found.from.alone, onlyTo: found.to.alone };
}

/** The index chunks that the other side does not have. */
function notIn(stored: StoredRecords, other: StoredRecords): StoredRecords {
  const others = new Set(other.index);
  return { index: stored.index.filter((id) => !others.has(id)) };
}

async function next(entries: AsyncGenerator<IndexEntry>): Promise<IndexEntry | undefined> {
  const result = await entries.next();
  return result.done === true ? undefined : result.value;
}

/** The differing chunks of one side so far. */
class Side {
  readonly #openAnyway: boolean;
  readonly toOpen: ContentId[] = [];
  /** Records in chunks that need not be opened. */
  alone = 0;
  /** Last key of the last differing chunk. */
  last: string | undefined;

  constructor(openAnyway: boolean) {
    this.#openAnyway = openAnyway;
  }

  /** @param behind how far the other side's differing chunks reach @param ahead the other side's next chunk */
  take(entry: IndexEntry, behind: string | undefined, ahead: IndexEntry | undefined): void {
    this.last = entry.last;
    const overlaps = (behind !== undefined && behind >= entry.first) || (ahead !== undefined && ahead.first <= entry.last);
    if (overlaps || this.#openAnyway) this.toOpen.push(entry.chunk);
    else this.alone += entry.records;
  }
}
