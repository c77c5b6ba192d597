import { mapLimited } from '../../streams/concurrency.ts';
import type { ContentId } from '../crypto/content-id.ts';
import { segmentKey } from '../format/names.ts';
import type { FramePlace } from '../segments/segment.ts';
import type { CheckedPlaces } from './check-places.ts';
import { type CheckRun, damageOf } from './check-run.ts';
import type { Needs } from './needs.ts';

/** Reads every byte of every segment there is, side by side in the pool's threads, and compares it with what the directories say of it. */
export async function verifySegments(run: CheckRun, places: CheckedPlaces, needs: Needs): Promise<void> {
  await mapLimited([...run.stock.segments], run.pool.parallelism + 1, async ([id, bytes]) => {
    const object = segmentKey(id);
    try {
      compareClaims(run, places, needs, id, await verify(run, id));
    } catch (error) {
      run.problems.add(object, damageOf(error), needs.of(object));
    }
    run.looked(bytes);
  });
}

async function verify(run: CheckRun, id: ContentId): Promise<readonly FramePlace[]> {
  const object = await run.vault.store.get(segmentKey(id), { signal: run.signal });
  return run.pool.verify(new Uint8Array(object), id);
}

/** A directory that says something else than the segment leads readers astray. */
function compareClaims(run: CheckRun, places: CheckedPlaces, needs: Needs, segment: ContentId, frames: readonly FramePlace[]): void {
  const real = new Map(frames.map((frame) => [frame.chunk, frame]));
  for (const claim of places.claims.get(segment) ?? []) {
    const frame = real.get(claim.chunk);
    if (frame !== undefined && frame.offset === claim.offset && frame.length === claim.length && frame.bytes === claim.bytes) continue;
    run.problems.add(claim.directory, 'It does not say truly what lies where.', needs.of(segmentKey(segment)));
  }
}
