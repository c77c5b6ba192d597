import type { ContentId } from '../vault/crypto/content-id.ts';
import { type ChunkKey, encodeKeys, keysHash } from '../vault/crypto/content-id.ts';
import { parseObject } from '../vault/entity-reader.ts';
import type { IndexEntry } from '../vault/format/index-line.ts';
import { KeyCursor } from '../streams/key-cursor.ts';
import { linesOf } from '../vault/format/lines.ts';
import type { RecordsWriter } from '../vault/records-writer.ts';
import { type KeyField, recordKey } from '../../../shared/model/record.ts';

export interface Changes {
  /** Records that are new or may have changed: sort key → line. */
  readonly changed: ReadonlyMap<string, string>;
  /** Sort keys of every record there is now, ascending. */
  readonly liveKeys: AsyncIterable<readonly string[]>;
}

export interface BaseRecords {
  readonly key: readonly KeyField[];
  readonly index: AsyncIterable<IndexEntry>;
  readonly readChunk: (id: ContentId) => Promise<Uint8Array>;
}

/**
 * Writes what an entity holds now, given what it held before and what changed: chunks in which nothing happened are taken over
 * unread, the others are read, merged and cut anew. The result has the same chunks as a full reading would (I7), because a
 * chunk's end depends only on the records inside it.
 *
 * Returns the live keys whose record is in neither the base nor the changes; when there are any, what was written is not whole.
 */
export async function applyChanges(base: BaseRecords, changes: Changes, writer: RecordsWriter, chunkKey: ChunkKey): Promise<readonly string[]> {
  const live = new KeyCursor(changes.liveKeys);
  const changedKeys = [...changes.changed.keys()].toSorted(byCodeUnit);
  const missing: string[] = [];
  let nextChanged = 0;

  const merge = async (keys: readonly string[], old: ReadonlyMap<string, string>): Promise<void> => {
    for (const key of keys) {
      const json = changes.changed.get(key) ?? old.get(key);
      if (json === undefined) missing.push(key);
      else await writer.add({ key, json });
    }
  };

  for await (const { entry, isLast } of withLast(base.index)) {
    const keys = await live.through(entry.last);
    const from = nextChanged;
    while (nextChanged < changedKeys.length && (changedKeys[nextChanged] ?? '') <= entry.last) nextChanged += 1;
    // The last chunk may have ended only because the records did: with more to come it may have to go on.
    const mayGrow = isLast && !(await live.atEnd());
    const untouched = writer.atBoundary && nextChanged === from && !mayGrow && keysHash(chunkKey, encodeKeys(keys)) === entry.keys;
    if (untouched) await writer.reuse(entry);
    else await merge(keys, linesByKey(base.key, await base.readChunk(entry.chunk)));
  }
  for (let keys = await live.nextPage(); keys !== undefined; keys = await live.nextPage()) await merge(keys, new Map());
  return missing;
}

function linesByKey(rule: readonly KeyField[], chunk: Uint8Array): Map<string, string> {
  return new Map(linesOf(chunk).map((line) => [recordKey(rule, parseObject(line)), line]));
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function* withLast(index: AsyncIterable<IndexEntry>): AsyncGenerator<{ entry: IndexEntry; isLast: boolean }> {
  let held: IndexEntry | undefined;
  for await (const entry of index) {
    if (held !== undefined) yield { entry: held, isLast: false };
    held = entry;
  }
  if (held !== undefined) yield { entry: held, isLast: true };
}
