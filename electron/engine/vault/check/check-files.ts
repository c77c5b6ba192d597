import { createHash } from 'node:crypto';
import { type FileRecord, fileRecordSchema, type Manifest } from '../../../../shared/model/snapshot.ts';
import { mapLimited } from '../../streams/concurrency.ts';
import { ChunkReader } from '../chunk-reader.ts';
import { openFile, openRanged, type OpenedFile } from '../crypto/age-file.ts';
import { contentIdOf, type ContentId } from '../crypto/content-id.ts';
import { parseObject } from '../entity-reader.ts';
import { decodeIndexEntry } from '../format/index-line.ts';
import { linesOf } from '../format/lines.ts';
import { fileKey, segmentKey } from '../format/names.ts';
import type { CheckedPlaces } from './check-places.ts';
import { type CheckRun, damageOf, sideBySide } from './check-run.ts';
import type { Needs } from './needs.ts';
import type { Needer } from './problems.ts';

/** An uploaded file that some snapshot needs. */
export interface NeededFile {
  readonly size: number;
  readonly sha256: string;
  readonly needers: Needer[];
}

/** Reads the lists of uploaded files and finds each file in the place, with the size its content gives. */
export async function checkFileLists(run: CheckRun, places: CheckedPlaces, manifests: readonly Manifest[], needs: Needs): Promise<ReadonlyMap<ContentId, NeededFile>> {
  const reader = new ChunkReader(run.vault, places.locations, run.pool);
  const needed = new Map<ContentId, NeededFile>();
  const indexes = [...new Set(manifests.flatMap(({ files }) => files.index))];
  await mapLimited(indexes, sideBySide, async (index) => {
    const snapshots = needs.ofIndex(index).map(({ snapshot }) => snapshot);
    for await (const record of fileRecords(run, reader, needs, index)) {
      const file = needed.get(record.file) ?? { size: record.size, sha256: record.sha256, needers: [] };
      needed.set(record.file, file);
      file.needers.push(...snapshots.flatMap((snapshot) => referrers(record).map((entity) => ({ snapshot, entity }))));
    }
  });
  await mapLimited([...needed], sideBySide, ([id, file]) => checkSize(run, id, file));
  return needed;
}

function referrers({ referencedBy }: FileRecord): readonly (string | null)[] {
  return referencedBy.length === 0 ? [null] : referencedBy;
}

/** What cannot be read was reported when the indexes were, or is when its segment is. */
async function* fileRecords(run: CheckRun, reader: ChunkReader, needs: Needs, index: ContentId): AsyncGenerator<FileRecord> {
  const read = async (chunk: ContentId): Promise<readonly string[]> => {
    const place = reader.locations.get(chunk);
    if (place === undefined) return [];
    try {
      return linesOf(await reader.read(chunk, run.signal));
    } catch (error) {
      run.problems.add(segmentKey(place.segment), damageOf(error), needs.ofIndex(index));
      return [];
    }
  };
  for (const line of await read(index)) {
    for (const file of await read(decodeIndexEntry(line).chunk)) yield fileRecordSchema.parse(parseObject(file));
  }
}

/** The size of the object must be what encrypting so many bytes gives; its header tells how long itself is. */
async function checkSize(run: CheckRun, id: ContentId, { size, needers }: NeededFile): Promise<void> {
  const objectSize = run.stock.files.get(id);
  if (objectSize === undefined) {
    run.problems.add(fileKey(id), 'It is missing.', needers);
    return;
  }
  try {
    const file = await openStored(run, id, objectSize);
    if (file.plainSize !== size) run.problems.add(fileKey(id), `It holds ${file.plainSize} bytes where it should hold ${size}.`, needers);
  } catch (error) {
    run.problems.add(fileKey(id), damageOf(error), needers);
  }
}

/** Reads every byte of every uploaded file there is. */
export async function verifyFiles(run: CheckRun, needed: ReadonlyMap<ContentId, NeededFile>): Promise<void> {
  await mapLimited([...run.stock.files], sideBySide, async ([id, objectSize]) => {
    const file = needed.get(id);
    const problem = await problemOf(run, id, objectSize, file?.sha256);
    if (problem !== undefined) run.problems.add(fileKey(id), problem, file?.needers ?? []);
    run.looked(objectSize);
  });
}

const part = 1024 * 1024;

async function problemOf(run: CheckRun, id: ContentId, objectSize: number, expected: string | undefined): Promise<string | undefined> {
  const content = contentIdOf(run.vault.keys.chunkKey);
  const sha256 = createHash('sha256');
  try {
    for await (const bytes of contentOf(run, id, objectSize)) {
      content.add(bytes);
      sha256.update(bytes);
    }
  } catch (error) {
    return damageOf(error);
  }
  if (content.id() !== id) return 'It holds something else than its name says.';
  return expected === undefined || sha256.digest('hex') === expected ? undefined : 'Its content is not the one that was noted for it.';
}

async function* contentOf(run: CheckRun, id: ContentId, objectSize: number): AsyncGenerator<Uint8Array> {
  if (objectSize <= part) {
    yield await openFile(run.vault.keys.identity, await run.vault.store.get(fileKey(id), { signal: run.signal }));
    return;
  }
  const file = await openStored(run, id, objectSize);
  for (let start = 0; start < file.plainSize; start += part) yield await file.read({ start, end: start + part });
}

function openStored(run: CheckRun, id: ContentId, size: number): Promise<OpenedFile> {
  return openRanged(run.vault.keys.identity, { size, read: (range) => run.vault.store.get(fileKey(id), { signal: run.signal, range }) });
}
