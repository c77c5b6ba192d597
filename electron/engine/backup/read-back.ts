import { HoldfastError } from '../../../shared/model/errors.ts';
import { canonicalJson } from '../../../shared/model/record.ts';
import { fileRecordSchema, type Manifest } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import { ChunkReader } from '../vault/chunk-reader.ts';
import { leastSealedSize } from '../vault/crypto/age-file.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { parseObject, readIndex, readRecords, type StoredRecords } from '../vault/entity-reader.ts';
import type { IndexEntry } from '../vault/format/index-line.ts';
import { linesOf } from '../vault/format/lines.ts';
import { directoryKey, fileKey, filesPrefix, idInKey, segmentKey, snapshotKey } from '../vault/format/names.ts';
import { listSegments, loadLocations } from '../vault/locations.ts';
import { beingDeleted } from '../vault/retention/ledger.ts';
import { mapLimited } from '../streams/concurrency.ts';
import type { SegmentPool } from '../vault/segments/pool.ts';
import { readManifest, type Vault } from '../vault/vault.ts';

export interface ReadBack {
  /** Bytes of all objects this snapshot refers to. */
  readonly storedBytes: number;
  /** Bytes of the chunks (as JSON) that were there before this run. */
  readonly reusedBytes: number;
}

export interface ReadBackOptions {
  readonly pool: SegmentPool;
  readonly random: () => number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Was this chunk stored by this very run? */
  readonly isNew: (chunk: ContentId) => boolean;
}

/** Most tables cost a few small requests, and the wait for a far place's answers is most of it. */
const sideBySide = 4;

/**
 * Reads a snapshot back from the place it was just written to (I5), with nothing remembered from the writing: its directory and
 * the manifest are fetched again, every object the snapshot refers to must be listed with the size it was sent with, every index is
 * read, and of each entity one chunk, chosen by chance, is fetched, decrypted and counted.
 *
 * @param written the manifest as it was meant to be
 * @throws corrupt with the object's name; conflict when something it needs is just being removed with old backups; or what the place throws:
 *   then the snapshot is not verified there.
 */
export async function readBack(vault: Vault, written: Manifest, run: string, options: ReadBackOptions): Promise<ReadBack> {
  const { signal } = options;
  // After the manifest was put and before anything is listed: whoever removes old backups meanwhile has either seen the manifest, or is
  // seen here, or was done before the listing.
  const goingAway = await beingDeleted(vault, options.clock.now(), signal);
  const manifest = await readManifest(vault, written.id, signal);
  if (canonicalJson(manifest) !== canonicalJson(written)) throw notAsWritten(snapshotKey(written.id));
  const segments = await listSegments(vault, signal);
  const { locations, damaged } = await loadLocations(vault, signal, { segments, fresh: new Set([directoryKey(run)]) });
  const own = damaged.find(({ key }) => key === directoryKey(run));
  if (own !== undefined) throw own.error;
  const reader = new ChunkReader(vault, locations, options.pool);
  const used = new Map<ContentId, number>();
  let reusedBytes = 0;

  const use = (id: ContentId): void => {
    const copies = locations.all(id);
    // Of a chunk that was stored twice, one copy may be lost: whoever reads takes the other, and so does a backup that builds on it.
    const place = copies.find(({ segment, objectSize }) => segments.get(segment) === objectSize);
    if (place === undefined) throw notAsWritten(copies[0] === undefined ? `chunk ${id}` : segmentKey(copies[0].segment));
    if (goingAway.has(segmentKey(place.segment))) throw goesAway(segmentKey(place.segment));
    used.set(place.segment, place.objectSize);
    if (!options.isNew(id)) reusedBytes += place.bytes;
  };

  await mapLimited([...manifest.entities, manifest.schema, manifest.config, manifest.files], sideBySide, async (stored) => {
    for (const id of stored.index) use(id);
    const chosen = await chooseChunk(reader, stored, use, options);
    if (chosen === undefined) return;
    if (linesOf(await reader.read(chosen.chunk, signal)).length !== chosen.records) throw notAsWritten(`chunk ${chosen.chunk}`);
  });
  const files = await readBackFiles(vault, reader, manifest, { signal, goingAway });
  // Once more: to whoever announced it since then, a listing may not have shown this backup yet (Google Drive's lag by seconds).
  for (const key of await beingDeleted(vault, options.clock.now(), signal)) {
    const id = idInKey(key) ?? '';
    if (key.startsWith(filesPrefix) ? files.ids.has(id) : used.has(id)) throw goesAway(key);
  }
  const manifestSize = (await vault.store.stat(snapshotKey(manifest.id), { signal }))?.size ?? 0;
  return { storedBytes: manifestSize + files.bytes + [...used.values()].reduce((sum, size) => sum + size, 0), reusedBytes };
}

/** One chunk by chance (reservoir sampling, so that an index of any length is walked once), with every chunk's place checked on the way. */
async function chooseChunk(reader: ChunkReader, stored: StoredRecords, use: (id: ContentId) => void, options: ReadBackOptions): Promise<IndexEntry | undefined> {
  let chosen: IndexEntry | undefined;
  let seen = 0;
  for await (const entry of readIndex(reader, stored, options.signal)) {
    use(entry.chunk);
    seen += 1;
    if (options.random() * seen < 1) chosen = entry;
  }
  return chosen;
}

/** Every uploaded file must be listed with no fewer bytes than its content takes. Returns their bytes and their ids. */
async function readBackFiles(vault: Vault, reader: ChunkReader, manifest: Manifest, { signal, goingAway }: { readonly signal: AbortSignal; readonly goingAway: ReadonlySet<string> }): Promise<{ readonly bytes: number; readonly ids: ReadonlySet<ContentId> }> {
  const ids = new Set<ContentId>();
  if (manifest.files.records === 0) return { bytes: 0, ids };
  const listed = new Map<ContentId, number>();
  for await (const { key, size } of vault.store.list(filesPrefix, { signal })) {
    const id = idInKey(key);
    if (id !== undefined) listed.set(id, size);
  }
  let bytes = 0;
  for await (const lines of readRecords(reader, manifest.files, signal)) {
    for (const line of lines) {
      const { file, size } = fileRecordSchema.parse(parseObject(line));
      const objectSize = listed.get(file);
      if (objectSize === undefined || objectSize < leastSealedSize(size)) throw notAsWritten(`files/${file.slice(0, 2)}/${file}.age`);
      if (goingAway.has(fileKey(file))) throw goesAway(fileKey(file));
      bytes += objectSize;
      ids.add(file);
    }
  }
  return { bytes, ids };
}

function notAsWritten(object: string): HoldfastError {
  return new HoldfastError('corrupt', 'The backup was sent, but reading it back from this place did not give what was written.', {
    nextStep: 'Back up again. If it happens again, this place cannot be trusted: choose another.',
    details: { object },
  });
}

function goesAway(object: string): HoldfastError {
  return new HoldfastError('conflict', 'Old backups are being removed from this place just now, and something that this backup needs with them.', {
    nextStep: 'Back up again: what is missing is stored anew.',
    details: { object, reason: 'going-away' },
  });
}
