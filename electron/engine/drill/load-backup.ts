import { isHoldfastError } from '../../../shared/model/errors.ts';
import { type FileRecord, fileRecordSchema, type Manifest, type ManifestPart } from '../../../shared/model/snapshot.ts';
import type { ParsedRecord } from '../export/records.ts';
import { throwIfCancelled } from '../ports/cancel.ts';
import { mapLimited } from '../streams/concurrency.ts';
import { type CheckedPlaces, loadPlaces } from '../vault/check/check-places.ts';
import { damageOf, nowhere, sideBySide } from '../vault/check/check-run.ts';
import { Problems } from '../vault/check/problems.ts';
import { ChunkReader } from '../vault/chunk-reader.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { parseObject } from '../vault/entity-reader.ts';
import type { ChunkLocation } from '../vault/format/directory.ts';
import { decodeIndexEntry } from '../vault/format/index-line.ts';
import { linesOf } from '../vault/format/lines.ts';
import { segmentKey } from '../vault/format/names.ts';
import { ScratchSqlite } from './scratch-sqlite.ts';
import type { Damage, DrillWork } from './work.ts';

/** A backup that was fetched, opened and loaded, as far as that went. */
export interface LoadedBackup {
  /** Close it: nothing is left then. */
  readonly database: ScratchSqlite;
  readonly reader: ChunkReader;
  /** Table → its schema, where the backup has one. */
  readonly schemas: ReadonlyMap<string, unknown>;
  readonly uploads: readonly FileRecord[];
  readonly damage: readonly Damage[];
  /** Lists of where things lie that cannot be read; what they said was found in the segments. */
  readonly damagedLists: ReadonlyMap<string, string>;
  /** Segments, lists and their like that were read. */
  readonly objects: number;
  /** Bytes of those. */
  readonly bytes: number;
}

/** Hears of what comes in. */
export interface Looker {
  /** Table → its schema, before any record. */
  begin(schemas: ReadonlyMap<string, unknown>): void;
  /** @param table its number in the manifest */
  look(table: number, records: readonly ParsedRecord[]): void;
}

/** Whom a chunk belongs to: a table by its number, or the settings or the list of files. */
type Owner = number | 'config' | 'files';

interface Wanted {
  readonly chunk: ContentId;
  readonly place: ChunkLocation;
  readonly records: number;
  readonly owners: Owner[];
}

/** Opened at once: so many bytes of records. */
const roundBytes = 24 * 1024 * 1024;

/**
 * Fetches everything that the backup is made of but the uploaded files, opens it, computes every id anew and loads the records. Damage is a result: what can be had is loaded.
 * @throws what the place cannot be read for, quota-exceeded (this computer's disk), cancelled.
 */
export async function loadBackup(work: DrillWork, manifest: Manifest, looker: Looker): Promise<LoadedBackup> {
  const { vault, stock, pool, watch, call } = work;
  const damage: Damage[] = [];
  const places = await watch.during('fetch', () => loadPlaces({ vault, stock, pool, signal: call.signal, readData: false, problems: new Problems(), looked: () => undefined }));
  const reader = new ChunkReader(vault, places.locations, pool);
  const schemas = await watch.during('fetch', () => readSchemas(work, reader, places, manifest, damage));
  looker.begin(schemas);
  const database = watch.at('load', () => new ScratchSqlite(manifest.entities.map(({ name, identity }) => ({ name, identity, schema: schemas.get(name) }))));
  const uploads: FileRecord[] = [];
  try {
    const wanted = await watch.during('fetch', () => findChunks(work, reader, places, manifest, damage));
    const total = manifest.entities.reduce((sum, { records }) => sum + records, 0);
    let done = 0;
    let bytes = 0;
    const take = ({ owners }: Wanted, plain: Uint8Array): void => {
      const lines = watch.at('decrypt', () => linesOf(plain));
      for (const owner of owners) {
        if (owner === 'files') for (const line of lines) uploads.push(fileRecordSchema.parse(parseObject(line)));
        else if (owner !== 'config') {
          const records = watch.at('load', () => database.load(owner, lines));
          watch.at('check', () => looker.look(owner, records));
          done += lines.length;
        }
      }
    };
    for (const round of roundsOf(wanted)) {
      throwIfCancelled(call.signal);
      call.onProgress?.({ phase: 'fetch', done: bytes, unit: 'bytes' });
      const fetched = await watch.during('fetch', () => mapLimited(round, vault.store.capabilities.maxConcurrency, (segment) => fetchSegment(work, segment)));
      for (const object of fetched) bytes += object.bytes;
      const opened = await watch.during('decrypt', () => mapLimited(fetched, pool.parallelism, (segment) => openSegment(work, segment)));
      for (const segment of opened) {
        for (const { wanted: chunk, plain } of segment.chunks) {
          const found = plain ?? (await watch.during('decrypt', () => elsewhere(work, reader, chunk)));
          if (found === undefined) damage.push(...lost(chunk, segment.problem ?? nowhere, manifest));
          else {
            try {
              take(chunk, found);
            } catch (error) {
              if (!isHoldfastError(error, 'corrupt')) throw error;
              damage.push(...lost(chunk, error.message, manifest));
            }
          }
          // Loading is done at once; whoever else needs this thread has a turn in between.
          await new Promise((resolve) => setImmediate(resolve));
          throwIfCancelled(call.signal);
        }
        call.onProgress?.({ phase: 'load', done, total, unit: 'records' });
      }
    }
    watch.at('load', () => database.seal());
    return { database, reader, schemas, uploads, damage, damagedLists: places.damaged, objects: new Set(wanted.map(({ place }) => place.segment)).size + stock.directories.size + 1, bytes };
  } catch (error) {
    database.close();
    throw error;
  }
}

async function readSchemas({ call }: DrillWork, reader: ChunkReader, places: CheckedPlaces, manifest: Manifest, damage: Damage[]): Promise<ReadonlyMap<string, unknown>> {
  const schemas = new Map<string, unknown>();
  for (const entry of await entriesOf(reader, places, manifest.schema, null, damage, call.signal)) {
    const read = await readOrDamage(reader, places, entry.chunk, call.signal);
    if (!(read instanceof Uint8Array)) {
      damage.push({ ...read, table: null, records: 0 });
      continue;
    }
    for (const line of linesOf(read)) {
      const { name, value } = parseObject(line);
      if (typeof name === 'string') schemas.set(name, value);
    }
  }
  return schemas;
}

/** Every chunk that the backup's indexes lead to, by where it lies. */
async function findChunks({ call }: DrillWork, reader: ChunkReader, places: CheckedPlaces, manifest: Manifest, damage: Damage[]): Promise<readonly Wanted[]> {
  const found = new Map<ContentId, Wanted>();
  const parts: readonly (readonly [Owner, string | null, ManifestPart])[] = [...manifest.entities.map((entity, at) => [at, entity.name, entity] as const), ['config', null, manifest.config], ['files', null, manifest.files]];
  const read = await mapLimited(parts, sideBySide, async ([owner, table, part]) => ({ owner, table, entries: await entriesOf(reader, places, part, table, damage, call.signal) }));
  for (const { owner, table, entries } of read) {
    for (const { chunk, records } of entries) {
      const known = found.get(chunk);
      const place = places.locations.get(chunk);
      if (known !== undefined) known.owners.push(owner);
      else if (place === undefined) damage.push({ ...whereabouts(places, chunk), table, records: typeof owner === 'number' ? records : 0 });
      else found.set(chunk, { chunk, place, records, owners: [owner] });
    }
  }
  return [...found.values()];
}

/** The chunks of a part of the backup. Where its index cannot be read, what it would have led to is damage. */
async function entriesOf(reader: ChunkReader, places: CheckedPlaces, part: ManifestPart, table: string | null, damage: Damage[], signal: AbortSignal): Promise<readonly { readonly chunk: ContentId; readonly records: number }[]> {
  const entries: { readonly chunk: ContentId; readonly records: number }[] = [];
  let broken: Omit<Damage, 'table' | 'records'> | undefined;
  for (const index of part.index) {
    const read = await readOrDamage(reader, places, index, signal);
    if (read instanceof Uint8Array) entries.push(...linesOf(read).map(decodeIndexEntry));
    else broken ??= read;
  }
  if (broken !== undefined) damage.push({ ...broken, table, records: table === null ? 0 : Math.max(0, part.records - entries.reduce((sum, { records }) => sum + records, 0)) });
  return entries;
}

async function readOrDamage(reader: ChunkReader, places: CheckedPlaces, chunk: ContentId, signal: AbortSignal): Promise<Uint8Array | Omit<Damage, 'table' | 'records'>> {
  const place = places.locations.get(chunk);
  if (place === undefined) return whereabouts(places, chunk);
  try {
    return await reader.read(chunk, signal);
  } catch (error) {
    return { object: segmentKey(place.segment), problem: damageOf(error) };
  }
}

/** Of a chunk that lies nowhere: where it should. */
function whereabouts(places: CheckedPlaces, chunk: ContentId): Omit<Damage, 'table' | 'records'> {
  const named = places.lost.get(chunk);
  if (named === undefined) return { object: 'segments/', problem: nowhere };
  return { object: segmentKey(named.segment), problem: 'It is missing, or has another size than it should have.' };
}

interface SegmentChunks {
  readonly segment: ContentId;
  readonly chunks: readonly Wanted[];
}

/** Segments in turns, each of about as many bytes as are opened at once. */
function* roundsOf(wanted: readonly Wanted[]): Generator<readonly SegmentChunks[]> {
  const bySegment = new Map<ContentId, Wanted[]>();
  for (const chunk of wanted) {
    const known = bySegment.get(chunk.place.segment);
    if (known === undefined) bySegment.set(chunk.place.segment, [chunk]);
    else known.push(chunk);
  }
  let round: SegmentChunks[] = [];
  let bytes = 0;
  for (const [segment, chunks] of bySegment) {
    const size = chunks.reduce((sum, { place }) => sum + place.bytes, 0);
    if (round.length > 0 && bytes + size > roundBytes) {
      yield round;
      round = [];
      bytes = 0;
    }
    round.push({ segment, chunks });
    bytes += size;
  }
  if (round.length > 0) yield round;
}

interface FetchedSegment extends SegmentChunks {
  readonly object: Uint8Array | undefined;
  readonly bytes: number;
  readonly problem?: string;
}

async function fetchSegment({ vault, call }: DrillWork, wanted: SegmentChunks): Promise<FetchedSegment> {
  try {
    const object = await vault.store.get(segmentKey(wanted.segment), { signal: call.signal });
    return { ...wanted, object, bytes: object.length };
  } catch (error) {
    return { ...wanted, object: undefined, bytes: 0, problem: damageOf(error) };
  }
}

interface OpenedSegment {
  /** `plain` is undefined where the segment is damaged. */
  readonly chunks: readonly { readonly wanted: Wanted; readonly plain: Uint8Array | undefined }[];
  readonly problem?: string | undefined;
}

/** Every chunk is held against its id as it is opened. */
async function openSegment({ pool }: DrillWork, { object, chunks, problem }: FetchedSegment): Promise<OpenedSegment> {
  const none = chunks.map((wanted) => ({ wanted, plain: undefined }));
  if (object === undefined) return { chunks: none, problem };
  try {
    const plain = await pool.unpack(new Uint8Array(object), chunks.map(({ chunk, place }) => ({ chunk, offset: place.offset, length: place.length, bytes: place.bytes })));
    let used = 0;
    return {
      chunks: chunks.map((wanted) => {
        used += wanted.place.bytes;
        return { wanted, plain: plain.subarray(used - wanted.place.bytes, used) };
      }),
    };
  } catch (error) {
    return { chunks: none, problem: damageOf(error) };
  }
}

/** A part of the segment may be sound, and what is not may lie somewhere else too: a restore would find it. */
async function elsewhere({ call }: DrillWork, reader: ChunkReader, { chunk }: Wanted): Promise<Uint8Array | undefined> {
  try {
    return await reader.read(chunk, call.signal);
  } catch (error) {
    damageOf(error);
    return undefined;
  }
}

function lost({ place, records, owners }: Wanted, problem: string, manifest: Manifest): readonly Damage[] {
  return owners.map((owner) => ({
    object: segmentKey(place.segment),
    table: typeof owner === 'number' ? (manifest.entities[owner]?.name ?? null) : null,
    problem,
    records: typeof owner === 'number' ? records : 0,
  }));
}
