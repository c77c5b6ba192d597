import type { EntityDescription } from '../../../shared/model/app.ts';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { readIndex } from '../vault/entity-reader.ts';
import type { IndexEntry } from '../vault/format/index-line.ts';
import type { WrittenRecords } from '../vault/records-writer.ts';
import { applyChanges } from './apply-changes.ts';
import { isBetween } from './counts.ts';
import { entityWriter } from './read-all.ts';
import type { Run } from './run.ts';
import { changedSince, countRecords, liveKeys } from '../streams/source-calls.ts';

/** What is known of an entity from an earlier backup, or from a run that was killed: where reading only the changes starts from. */
export interface EntityBase {
  readonly readStartedAt: Date;
  readonly schemaHash: string;
  readonly written: WrittenRecords;
}

export interface Settled {
  readonly written: WrittenRecords;
  readonly sourceRecords: number | undefined;
  /** Every record the platform lists is there with its content, and the platform's count agrees. */
  readonly agreed: boolean;
}

// Changed records are held in memory while they are merged; past this, reading everything costs less than it saves.
const changedLimit = 32 * 1024 * 1024;
const passes = 3;

/**
 * Brings an entity that was read at `base.readStartedAt` up to now: records changed since then are read, the platform's list of
 * keys shows what was deleted, and both are merged into the base. Repeated while changes keep coming in, a few times.
 *
 * This is the whole of an incremental backup (`list-keys`), and the settle pass after a full reading (`only-if-changed`: when
 * nothing changed and the platform counts as many, the list of keys is not needed). Undefined when it cannot be done this way.
 */
export async function settle(run: Run, entity: EntityDescription, base: EntityBase, listing: 'list-keys' | 'only-if-changed'): Promise<Settled | undefined> {
  let written = base.written;
  let since = base.readStartedAt;
  let sourceRecords: number | undefined;
  let mustList = listing === 'list-keys';
  for (let pass = 0; pass < passes; pass++) {
    const passStarted = run.clock.now();
    const before = await countRecords(run, entity);
    sourceRecords = before;
    const changed = await changedSince(run, entity, since, changedLimit);
    if (changed === undefined) return undefined;
    if (!mustList && changed.size === 0 && before === written.records) return { written, sourceRecords, agreed: true };
    run.progress({ phase: 'settle', subject: entity.name, done: changed.size, unit: 'records' });
    const merged = await merge(run, entity, written, changed);
    if (merged === undefined) return undefined;
    await run.writer.flush();
    const after = await countRecords(run, entity);
    sourceRecords = after ?? before;
    written = merged.written;
    if (merged.missing === 0 && isBetween(written.records, before, after)) return { written, sourceRecords, agreed: true };
    // Something came or went between the questions: ask again from here. What this pass read is kept.
    since = merged.missing === 0 ? passStarted : since;
    mustList = true;
  }
  return { written, sourceRecords, agreed: false };
}

/** Undefined when the base or the list of keys could not be read to its end. */
async function merge(run: Run, entity: EntityDescription, base: WrittenRecords, changed: ReadonlyMap<string, string>): Promise<{ written: WrittenRecords; missing: number } | undefined> {
  const writer = entityWriter(run, entity);
  const keys = liveKeys(run, entity);
  const readChunk = (id: string): Promise<Uint8Array> => run.reader.read(id, run.signal);
  try {
    const missing = await applyChanges({ key: entity.key, index: baseIndex(run, base), readChunk }, { changed, liveKeys: keys.pages }, writer, run.keys.chunkKey);
    // A list of keys that broke off would look like deletions.
    return keys.failed() ? undefined : { written: await writer.end(), missing: missing.length };
  } catch (error) {
    // The base is damaged in the place: everything is read again, and what is damaged is not counted on any more.
    if (!isHoldfastError(error, 'corrupt')) throw error;
    run.damage.add(error);
    run.reader.locations.keepOnly((segment) => !run.damage.has(segment));
    run.warn(`A part of an earlier backup is damaged, so “${entity.name}” was read again in full.`);
    return undefined;
  }
}

/** @throws corrupt when the base needs a chunk that is not in the place. */
async function* baseIndex(run: Run, base: WrittenRecords): AsyncGenerator<IndexEntry> {
  for await (const entry of readIndex(run.reader, base, run.signal)) {
    if (!run.reader.locations.has(entry.chunk)) throw new HoldfastError('corrupt', 'A part of an earlier backup is missing in this place.');
    yield entry;
  }
}
