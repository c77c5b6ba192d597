import type { ManifestEntity } from '../../../shared/model/snapshot.ts';
import { idAtKeyEnd } from '../../../shared/model/record.ts';
import { mapOrdered } from '../streams/concurrency.ts';
import { KeyCursor } from '../streams/key-cursor.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { type ContentId, encodeKeys, keysHash } from '../vault/crypto/content-id.ts';
import { readIndex } from '../vault/entity-reader.ts';
import { linesOf } from '../vault/format/lines.ts';
import type { EntityTally } from './entity-tally.ts';
import { makeRow, type Row } from './merge-rows.ts';

export interface LiveChanges {
  /** Records created or changed since the backup: sort key → line. May hold some that did not change. */
  readonly changed: ReadonlyMap<string, string>;
  /** Sort keys of every record there is now, ascending. */
  readonly liveKeys: AsyncIterable<readonly string[]>;
}

/** The keys there are now in the range of a stored chunk (`stored`) or after the last one. */
interface Range {
  readonly keys: readonly string[];
  readonly stored: ContentId | undefined;
}

/**
 * Compares a backed up entity with the app by what the app says has changed. The hash over a chunk's keys tells whether any of
 * its records came or went, so a chunk is read only when it lost or gained some, or when one of its records may have changed.
 * Returns the chunks that were read.
 */
export async function compareWithChanges(reader: ChunkReader, stored: ManifestEntity, changes: LiveChanges, tally: EntityTally, signal: AbortSignal): Promise<Set<ContentId>> {
  const opened = new Set<ContentId>();
  const load = async ({ keys, stored: chunk }: Range): Promise<{ keys: readonly string[]; lines: readonly string[] }> => {
    if (chunk === undefined) return { keys, lines: [] };
    opened.add(chunk);
    return { keys, lines: linesOf(await reader.read(chunk, signal)) };
  };
  const ranges = touchedRanges(reader, stored, changes, signal);
  for await (const { keys, lines } of mapOrdered(ranges, reader.vault.store.capabilities.maxConcurrency, load)) {
    compareRange(stored, keys, lines, changes.changed, tally);
  }
  return opened;
}

async function* touchedRanges(reader: ChunkReader, stored: ManifestEntity, { changed, liveKeys }: LiveChanges, signal: AbortSignal): AsyncGenerator<Range> {
  const live = new KeyCursor(liveKeys);
  const changedKeys = [...changed.keys()].toSorted(byCodeUnit);
  let at = 0;
  for await (const entry of readIndex(reader, stored, signal)) {
    const keys = await live.through(entry.last);
    const before = at;
    while (at < changedKeys.length && (changedKeys[at] ?? '') <= entry.last) at += 1;
    if (at === before && keysHash(reader.vault.keys.chunkKey, encodeKeys(keys)) === entry.keys) continue;
    yield { keys, stored: entry.chunk };
  }
  for (let keys = await live.nextPage(); keys !== undefined; keys = await live.nextPage()) yield { keys, stored: undefined };
}

/** Both lists are ascending: a record that is only in the chunk is gone, a key that is only in the list is new. */
function compareRange(stored: ManifestEntity, keys: readonly string[], lines: readonly string[], changed: ReadonlyMap<string, string>, tally: EntityTally): void {
  const older = lines.map((line) => makeRow(line, stored.key));
  let at = 0;
  for (const key of keys) {
    for (let row = older[at]; row !== undefined && row.key < key; row = older[at]) {
      tally.deleted(row);
      at += 1;
    }
    const json = changed.get(key);
    const newer = json === undefined ? undefined : makeRow(json, stored.key, key);
    const row = older[at]?.key === key ? older[at] : undefined;
    if (row === undefined) {
      if (newer === undefined) tally.createdUnseen(idOfKey(stored, key));
      else tally.created(newer);
      continue;
    }
    at += 1;
    if (newer === undefined || newer.json === row.json) tally.see(row.json);
    else tally.changed(row, newer);
  }
  for (const row of older.slice(at)) tally.deleted(row satisfies Row);
}

/** Created between the two questions: the platform lists it, but its content was not asked for. */
function idOfKey(stored: ManifestEntity, key: string): string {
  return idAtKeyEnd(stored.key, stored.identity)?.(key) ?? key;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
