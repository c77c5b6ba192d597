import { mapLimited } from '../../streams/concurrency.ts';
import { isSealedTo, isUnopenable, openFile, recipientsMark, sealFile } from '../crypto/age-file.ts';
import { contentId, type ContentId } from '../crypto/content-id.ts';
import { type DirectoryEntry, encodeDirectory } from '../format/directory.ts';
import { directoryKey, segmentKey } from '../format/names.ts';
import { compress } from '../format/zstd.ts';
import type { Holdings } from '../retention/holdings.ts';
import { directoryNameAfter } from '../retention/rewrite.ts';
import { decodeDirectoryFrame } from '../segments/directory-frame.ts';
import { sealSegment } from '../segments/seal.ts';
import { damagedSegment, type EncodedSegment, reeditSegment } from '../segments/segment.ts';
import { verifySegment } from '../segments/verify.ts';
import type { Vault } from '../vault.ts';
import type { Attempts, Rewritten } from './attempts.ts';

export interface SegmentRewriting {
  readonly attempts: Attempts;
  readonly now: Date;
  readonly signal: AbortSignal;
}

const headBytes = 1024;
/** Segments after which a directory says where their chunks lie now: so much is lost at most when it is stopped. */
const inOneDirectory = 64;

/**
 * Segments are never changed in place: directories in every place tell the sizes of their objects. So each becomes another one with the same frames, under a name that depends on whom it is for,
 * which is the same when it is done again; and a directory with a name after all others leads to the new ones. The old ones stay.
 */
export async function rewriteSegments(vault: Vault, holdings: Holdings, needed: readonly ContentId[], { attempts, now, signal }: SegmentRewriting): Promise<void> {
  const { store, keys } = vault;
  const ordered = needed.toSorted();
  for (let at = 0; at < ordered.length; at += inOneDirectory) {
    const entries: DirectoryEntry[] = [];
    await mapLimited(ordered.slice(at, at + inOneDirectory), Math.min(4, store.capabilities.maxConcurrency), (id) =>
      attempts.of(segmentKey(id), async () => {
        const rewritten = await rewriteSegment(vault, holdings, id, signal);
        if (rewritten === 'already') return rewritten;
        entries.push(...rewritten.entries);
        return rewritten;
      }),
    );
    if (entries.length === 0) continue;
    const directory = await sealFile(keys.recipients, compress(encodeDirectory(entries)));
    await store.put(directoryKey(directoryNameAfter(holdings, now, 'rekey')), directory, { signal });
  }
}

async function rewriteSegment({ store, keys }: Vault, { stock }: Holdings, id: ContentId, signal: AbortSignal): Promise<'already' | (Exclude<Rewritten, string> & { readonly entries: readonly DirectoryEntry[] })> {
  if (isSealedTo(keys.recipients, await store.get(segmentKey(id), { signal, range: { start: 0, end: headBytes } }))) return 'already';
  const plain = await openFile(keys.identity, await store.get(segmentKey(id), { signal }));
  if (contentId(keys.chunkKey, plain) !== id) throw damagedSegment();
  const { kind, frames } = decodeDirectoryFrame(plain);
  const fresh = reeditSegment(kind, frames, plain, recipientsMark(keys.recipients), keys.chunkKey);
  const left = stock.segments.get(id) ?? 0;
  const there = stock.segments.has(fresh.id) ? await sizeIfSound({ store, keys }, fresh.id, signal) : undefined;
  const objectSize = there ?? (await put({ store, keys }, fresh, signal));
  return { bytes: there === undefined ? objectSize : 0, left, entries: fresh.frames.map((frame) => ({ ...frame, segment: fresh.id, objectSize })) };
}

async function put({ store, keys }: Pick<Vault, 'store' | 'keys'>, fresh: EncodedSegment, signal: AbortSignal): Promise<number> {
  const { id, object } = await sealSegment(fresh, keys);
  await store.put(segmentKey(id), object, { signal });
  // Read back before a directory leads to it: from then on the old one counts as needed by nobody.
  await verifySegment(await store.get(segmentKey(id), { signal }), id, keys);
  return object.length;
}

/** What an earlier try left, where it opens whole and is for these recipients. */
async function sizeIfSound({ store, keys }: Pick<Vault, 'store' | 'keys'>, id: ContentId, signal: AbortSignal): Promise<number | undefined> {
  try {
    const object = await store.get(segmentKey(id), { signal });
    if (!isSealedTo(keys.recipients, object)) return undefined;
    await verifySegment(object, id, keys);
    return object.length;
  } catch (error) {
    if (isUnopenable(error)) return undefined;
    throw error;
  }
}
