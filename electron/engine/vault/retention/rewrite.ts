import { randomUUID } from 'node:crypto';
import { isUnopenable, openFile, sealFile } from '../crypto/age-file.ts';
import { contentId, type ContentId } from '../crypto/content-id.ts';
import { type DirectoryEntry, encodeDirectory } from '../format/directory.ts';
import { directoriesPrefix, directoryKey, segmentKey } from '../format/names.ts';
import { compress } from '../format/zstd.ts';
import { decodeDirectoryFrame } from '../segments/directory-frame.ts';
import { sealSegment } from '../segments/seal.ts';
import { damagedSegment, encodeSegment, openFrame, type PlainChunk, type SegmentKind } from '../segments/segment.ts';
import { verifySegment } from '../segments/verify.ts';
import type { Vault } from '../vault.ts';
import type { Holdings } from './holdings.ts';
import type { Reach } from './reach.ts';

// As much JSON as a backup puts into a segment.
const segmentTarget = 4 * 1024 * 1024;
/** A segment of which less than this part is needed is rewritten. */
const halfAlive = 0.5;

/** Segments that are there, are needed, and mostly hold what nobody needs any more, in the order of their names. */
function halfDead({ stock, locations, chunks }: Holdings, reach: Reach): readonly { readonly segment: ContentId; readonly live: ReadonlySet<ContentId> }[] {
  return [...stock.segments.keys()].toSorted().flatMap((segment) => {
    const live = new Set<ContentId>();
    let bytes = 0;
    let all = 0;
    for (const [chunk, length] of chunks.get(segment) ?? []) {
      all += length;
      if (locations.get(chunk)?.segment !== segment || !reach.chunks.has(chunk)) continue;
      live.add(chunk);
      bytes += length;
    }
    return live.size > 0 && bytes < all * halfAlive ? [{ segment, live }] : [];
  });
}

/**
 * Packs what is needed of half-dead segments into new ones, reads those back from the place, and then writes a directory that
 * leads to them; the old ones stay. A damaged segment is left as it is. Repeating it after a kill gives the same segments.
 * @returns where the chunks lie now, to be added to what is known; and the bytes sent.
 */
export async function rewriteSegments(vault: Vault, holdings: Holdings, reach: Reach, now: Date, signal: AbortSignal): Promise<{ readonly entries: readonly DirectoryEntry[]; readonly bytes: number }> {
  const entries: DirectoryEntry[] = [];
  let bytes = 0;
  const open = new Map<SegmentKind, PlainChunk[]>();
  const flush = async (kind: SegmentKind): Promise<void> => {
    const chunks = open.get(kind) ?? [];
    open.delete(kind);
    if (chunks.length === 0) return;
    const packed = await sealSegment(encodeSegment(kind, chunks, vault.keys.chunkKey), vault.keys);
    await vault.store.put(segmentKey(packed.id), packed.object, { signal });
    // The new copy is read back before anything is said of it, let alone the old one given up.
    await verifySegment(await vault.store.get(segmentKey(packed.id), { signal }), packed.id, vault.keys);
    bytes += packed.object.length;
    entries.push(...packed.frames.map((frame) => ({ ...frame, segment: packed.id, objectSize: packed.object.length })));
  };
  for (const { segment, live } of halfDead(holdings, reach)) {
    const opened = await openSegment(vault, segment, live, signal);
    if (opened === undefined) continue;
    const waiting = open.get(opened.kind) ?? [];
    open.set(opened.kind, [...waiting, ...opened.chunks]);
    if ((open.get(opened.kind) ?? []).reduce((sum, chunk) => sum + chunk.bytes.length, 0) >= segmentTarget) await flush(opened.kind);
  }
  for (const kind of open.keys()) await flush(kind);
  if (entries.length === 0) return { entries, bytes };
  const directory = await sealFile(vault.keys.recipients, compress(encodeDirectory(entries)));
  await vault.store.put(directoryKey(directoryNameAfter(holdings, now, 'retention')), directory, { signal });
  return { entries, bytes: bytes + directory.length };
}

async function openSegment(vault: Vault, segment: ContentId, live: ReadonlySet<ContentId>, signal: AbortSignal): Promise<{ readonly kind: SegmentKind; readonly chunks: readonly PlainChunk[] } | undefined> {
  const { identity, chunkKey } = vault.keys;
  try {
    const plain = await openFile(identity, await vault.store.get(segmentKey(segment), { signal }));
    if (contentId(chunkKey, plain) !== segment) throw damagedSegment();
    const { kind, frames } = decodeDirectoryFrame(plain);
    const wanted = frames.filter(({ chunk }) => live.has(chunk));
    return { kind, chunks: wanted.map((frame) => ({ id: frame.chunk, bytes: openFrame(plain.subarray(frame.offset, frame.offset + frame.length), frame, chunkKey) })) };
  } catch (error) {
    if (isUnopenable(error)) return undefined;
    throw error;
  }
}

/** A directory's name that comes after all there are: where two name the same chunk, the last one counts. Another computer's clock may be ahead. */
export function directoryNameAfter({ stock }: Holdings, now: Date, writtenBy: 'retention' | 'rekey'): string {
  const last = [...stock.directories.keys()].toSorted().at(-1)?.slice(directoriesPrefix.length, directoriesPrefix.length + 20) ?? '';
  const lastAt = Date.parse(last.replace(/T(\d\d)-(\d\d)-(\d\d)Z/, 'T$1:$2:$3Z'));
  const at = new Date(Math.max(now.getTime(), Number.isNaN(lastAt) ? 0 : lastAt + 1000));
  return `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z_${writtenBy}_${randomUUID().slice(0, 8)}`;
}
