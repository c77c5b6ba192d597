import { isUnopenable } from '../crypto/age-file.ts';
import type { ContentId } from '../crypto/content-id.ts';
import { fileKey, segmentKey } from '../format/names.ts';
import { verifySegment } from '../segments/verify.ts';
import type { Vault } from '../vault.ts';
import type { Holdings } from './holdings.ts';
import type { Ledger } from './ledger.ts';
import type { Reach } from './reach.ts';

/** How long what no backup needs is left where it is: a backup that runs beside may be about to need it. */
export const graceMs = 24 * 60 * 60 * 1000;

/** Objects that no backup needs: key → bytes, in the order in which they are to be deleted (what names others first). */
export function unreachedObjects({ stock, locations, directories, chunks }: Holdings, reach: Reach): ReadonlyMap<string, number> {
  const needed = new Set<ContentId>();
  for (const chunk of reach.chunks) {
    const place = locations.get(chunk);
    if (place !== undefined) needed.add(place.segment);
  }
  // A damaged segment may be all that is left of what it holds.
  for (const [segment, held] of chunks) if ([...held.keys()].some((chunk) => reach.chunks.has(chunk) && !locations.has(chunk))) needed.add(segment);
  const segments = [...stock.segments].filter(([id]) => !needed.has(id));
  const going = new Set(segments.map(([id]) => id));
  const useless = [...directories].filter(([, named]) => [...named].every((id) => going.has(id) || !stock.segments.has(id)));
  return new Map([
    ...useless.map(([key]) => [key, stock.directories.get(key) ?? 0] as const),
    ...segments.map(([id, size]) => [segmentKey(id), size] as const),
    ...[...stock.files].filter(([id]) => !reach.files.has(id)).map(([id, size]) => [fileKey(id), size] as const),
  ]);
}

/** Since when each has been unreached, as far as anybody looked. */
export function since(unreached: Iterable<string>, { unreached: earlier }: Ledger, now: Date): Ledger['unreached'] {
  const known = new Map(earlier.map((each) => [each.key, each]));
  // What is noted in the future was noted by a clock that was wrong.
  const noted = (key: string): Ledger['unreached'][number] | undefined => {
    const each = known.get(key);
    return each !== undefined && Date.parse(each.since) <= now.getTime() ? each : undefined;
  };
  return [...unreached].map((key) => noted(key) ?? { key, since: now.toISOString() });
}

/**
 * Segments of which a chunk is needed and lies elsewhere too stay as long as that other copy does not open: a copy goes only after
 * the one that stays was read.
 */
export async function onlyGoodCopies(vault: Vault, { locations, chunks, stock }: Holdings, reach: Reach, deleting: ReadonlySet<string>, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const sound = new Map<ContentId, boolean>();
  const opens = async (id: ContentId): Promise<boolean> => {
    const known = sound.get(id);
    if (known !== undefined) return known;
    const found = await isSound(vault, id, signal);
    sound.set(id, found);
    return found;
  };
  const stay = new Set<string>();
  for (const id of stock.segments.keys()) {
    if (!deleting.has(segmentKey(id))) continue;
    const others = new Set([...(chunks.get(id)?.keys() ?? [])].filter((chunk) => reach.chunks.has(chunk)).flatMap((chunk) => locations.get(chunk)?.segment ?? []));
    for (const other of others) if (other !== id && !(await opens(other))) stay.add(segmentKey(id));
  }
  return stay;
}

async function isSound(vault: Vault, id: ContentId, signal: AbortSignal): Promise<boolean> {
  try {
    await verifySegment(await vault.store.get(segmentKey(id), { signal }), id, vault.keys);
    return true;
  } catch (error) {
    if (isUnopenable(error)) return false;
    throw error;
  }
}
