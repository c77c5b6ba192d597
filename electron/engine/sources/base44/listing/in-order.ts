import type { SourceRecord } from '../../../ports/source.ts';
import { byCodeUnit } from '../records/write-record.ts';

/**
 * Puts records that come sorted by creation into the exact order of their keys, and drops what comes twice.
 *
 * Records created at once come in any order among themselves, and the platform may compare dates as it stores them
 * rather than as we write them. So everything of the newest second is held back until a later second shows that it is
 * whole. If that grows too large (a bulk load), only what has exactly the newest date is held back; if even that does
 * (one write of very many records), a much larger bound holds.
 *
 * A record that comes after its turn all the same is handed on out of order: the order is then not kept, which whoever
 * reads must see, and no record is lost.
 */
export interface InOrder {
  /** Takes the next records; gives back those whose turn has come. */
  push(records: readonly SourceRecord[]): readonly SourceRecord[];
  /** What is left when no more come. */
  end(): readonly SourceRecord[];
}

interface Bounds {
  readonly records: number;
  readonly characters: number;
}

/** Up to here a whole second is held back. */
const comfortable: Bounds = { records: 50_000, characters: 24 * 1024 * 1024 };
/** Up to here the records of one date are. */
const extreme: Bounds = { records: 400_000, characters: 96 * 1024 * 1024 };

/** How many of the last records handed out are remembered to tell a repeated record from a late one. */
const remembered = 20_000;

export function createInOrder(): InOrder {
  /** In any order until some of it is handed out. */
  let held: SourceRecord[] = [];
  let heldCharacters = 0;
  let oldest = '';
  let newest = '';
  let lastKey: string | undefined;
  let recent: (readonly string[])[] = [];

  /** Keeps what has its turn still to come; gives back what is late. */
  function take(records: readonly SourceRecord[]): readonly SourceRecord[] {
    const late: SourceRecord[] = [];
    for (const record of records) {
      if (lastKey !== undefined && record.key <= lastKey) {
        if (!wasGiven(record.key)) late.push(record);
        continue;
      }
      if (held.length === 0 || record.key < oldest) oldest = record.key;
      if (held.length === 0 || record.key > newest) newest = record.key;
      held.push(record);
      heldCharacters += record.json.length;
    }
    return late;
  }

  function wasGiven(key: string): boolean {
    return recent.some((batch) => includesKey(batch, key));
  }

  /** Hands out what comes before every record whose key begins like the newest, so far in. */
  function giveBefore(length: number): readonly SourceRecord[] {
    const begin = newest.slice(0, length);
    if (held.length === 0 || oldest.slice(0, length) === begin) return [];
    sort();
    let low = 0;
    let high = held.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((held[middle]?.key.slice(0, length) ?? '') < begin) low = middle + 1;
      else high = middle;
    }
    return give(low);
  }

  function giveAll(): readonly SourceRecord[] {
    sort();
    return give(held.length);
  }

  function sort(): void {
    if (!isAscending(held)) held = sortedOnce(held);
  }

  function give(count: number): readonly SourceRecord[] {
    if (count === 0) return [];
    const ready = held.slice(0, count);
    held = held.slice(count);
    heldCharacters = held.reduce((sum, record) => sum + record.json.length, 0);
    oldest = held[0]?.key ?? '';
    lastKey = ready.at(-1)?.key ?? lastKey;
    recent = [...recent, ready.map((record) => record.key)];
    for (let total = recent.reduce((sum, batch) => sum + batch.length, 0); recent.length > 1 && total - (recent[0]?.length ?? 0) >= remembered; ) {
      total -= recent[0]?.length ?? 0;
      recent = recent.slice(1);
    }
    return ready;
  }

  function exceeds(bounds: Bounds): boolean {
    return held.length > bounds.records || heldCharacters > bounds.characters;
  }

  return {
    push(records) {
      const late = take(records);
      const ready = giveBefore('2026-06-01T09:23:41'.length);
      if (!exceeds(comfortable)) return late.length === 0 ? ready : [...late, ...ready];
      const more = giveBefore('2026-06-01T09:23:41.481000Z'.length);
      const rest = exceeds(extreme) ? giveAll() : [];
      return [...late, ...ready, ...more, ...rest];
    },
    end: giveAll,
  };
}

function isAscending(records: readonly SourceRecord[]): boolean {
  for (let at = 1; at < records.length; at += 1) if ((records[at - 1]?.key ?? '') >= (records[at]?.key ?? '')) return false;
  return true;
}

/** Sorted by key, each key once: of several the one that came last, which is the newest reading. */
function sortedOnce(records: readonly SourceRecord[]): SourceRecord[] {
  const sorted = records.toSorted((a, b) => byCodeUnit(a.key, b.key));
  return sorted.filter((record, at) => record.key !== sorted[at + 1]?.key);
}

function includesKey(sorted: readonly string[], key: string): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === key;
}
