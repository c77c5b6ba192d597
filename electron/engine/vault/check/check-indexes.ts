import type { Manifest, ManifestPart } from '../../../../shared/model/snapshot.ts';
import { mapLimited } from '../../streams/concurrency.ts';
import { ChunkReader } from '../chunk-reader.ts';
import type { ContentId } from '../crypto/content-id.ts';
import { decodeIndexEntry, type IndexEntry } from '../format/index-line.ts';
import { linesOf } from '../format/lines.ts';
import { directoriesPrefix, segmentKey, snapshotKey } from '../format/names.ts';
import type { CheckedPlaces } from './check-places.ts';
import { type CheckRun, damageOf, nowhere, sideBySide } from './check-run.ts';
import { type Needs, partsOf } from './needs.ts';
import type { Needer } from './problems.ts';

interface Sum {
  readonly records: number;
  readonly bytes: number;
}

/**
 * Follows every snapshot to the chunks it is made of: each index chunk is read, and each chunk that one names must lie in a segment
 * that is there. An index chunk that many snapshots share is read once.
 */
export async function checkIndexes(run: CheckRun, places: CheckedPlaces, manifests: readonly Manifest[], needs: Needs): Promise<void> {
  const reader = new ChunkReader(run.vault, places.locations, run.pool);
  const parts = manifests.flatMap(partsOf);
  for (const { needer, part } of parts) needs.add(needer, part);
  const sums = new Map<ContentId, Sum>();
  const distinct = [...new Set(parts.flatMap(({ part }) => part.index))];
  await mapLimited(distinct, sideBySide, async (index) => {
    if (!lies(run, places, needs, index, index)) return;
    const entries = await readIndexChunk(run, reader, needs, index);
    if (entries === undefined) return;
    for (const { chunk } of entries) lies(run, places, needs, index, chunk);
    sums.set(index, { records: sum(entries, 'records'), bytes: sum(entries, 'bytes') });
  });
  for (const { needer, part } of parts) checkSum(run, needer, part, sums);
}

/** Is the chunk where it should be? Notes that `index` leads there. */
function lies(run: CheckRun, places: CheckedPlaces, needs: Needs, index: ContentId, chunk: ContentId): boolean {
  const place = places.locations.get(chunk);
  if (place !== undefined) {
    needs.lead(index, segmentKey(place.segment));
    return true;
  }
  const needers = needs.ofIndex(index);
  const lost = places.lost.get(chunk);
  if (lost === undefined) {
    run.problems.add(directoriesPrefix, nowhere, needers);
    return false;
  }
  const size = run.stock.segments.get(lost.segment);
  run.problems.add(segmentKey(lost.segment), size === undefined ? 'It is missing.' : `It has ${size} bytes where it should have ${lost.objectSize}.`, needers);
  return false;
}

async function readIndexChunk(run: CheckRun, reader: ChunkReader, needs: Needs, index: ContentId): Promise<IndexEntry[] | undefined> {
  try {
    return linesOf(await reader.read(index, run.signal)).map(decodeIndexEntry);
  } catch (error) {
    const place = reader.locations.get(index);
    if (place === undefined) throw error;
    run.problems.add(segmentKey(place.segment), damageOf(error), needs.ofIndex(index));
    return undefined;
  }
}

/** The manifest says how much its index should lead to. */
function checkSum(run: CheckRun, needer: Needer, part: ManifestPart, sums: ReadonlyMap<ContentId, Sum>): void {
  const found = part.index.map((id) => sums.get(id));
  // An index chunk that could not be read has its own problem.
  if (found.includes(undefined)) return;
  const records = found.reduce((total, each) => total + (each?.records ?? 0), 0);
  const bytes = found.reduce((total, each) => total + (each?.bytes ?? 0), 0);
  if (records === part.records && bytes === part.bytes) return;
  run.problems.add(snapshotKey(needer.snapshot), `It says there are ${part.records} records, but leads to ${records}.`, [needer]);
}

function sum(entries: readonly IndexEntry[], field: 'records' | 'bytes'): number {
  return entries.reduce((total, entry) => total + entry[field], 0);
}
