import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { Manifest, ManifestEntity, SnapshotKind } from '../../../shared/model/snapshot.ts';
import type { BackupReport, PlaceOutcome, Progress } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { AppDescription, Source } from '../ports/source.ts';
import { ChunkReader } from '../vault/chunk-reader.ts';
import { sealFile } from '../vault/crypto/age-file.ts';
import { type DirectoryEntry, encodeDirectory } from '../vault/format/directory.ts';
import { directoryKey, makeSnapshotName } from '../vault/format/names.ts';
import { compress } from '../vault/format/zstd.ts';
import { knownDirectories } from '../vault/known-directories.ts';
import { SegmentPool } from '../vault/segments/pool.ts';
import { SegmentWriter } from '../vault/segment-writer.ts';
import { writeStatus } from '../vault/status.ts';
import type { NewVault } from '../vault/vault.ts';
import { chooseBases, loadPrevious, type Previous } from './bases.ts';
import { Damage } from './damage.ts';
import { clearCheckpoint, type CheckpointEntity, saveCheckpoint } from './checkpoint.ts';
import { mapLimited } from '../streams/concurrency.ts';
import { storeParts } from './parts.ts';
import { type Place, Places } from './places.ts';
import { findMissing, type MissingRecords } from './missing-records.ts';
import { publish } from './publish.ts';
import { proveCopies } from './prove-copies.ts';
import { readBack } from './read-back.ts';
import { type EntityResult, readEntity } from './read-entity.ts';
import type { Run } from './run.ts';
import type { EntityBase } from './settle.ts';
import { takeStock } from './stock.ts';
import { storeUploadedFiles } from './uploaded-files.ts';

/** What one backup needs to be told. */
export interface BackupTask {
  readonly app: { readonly slug: string; readonly name: string; readonly platform: string };
  readonly source: Source;
  readonly vault: NewVault;
  readonly places: readonly Place[];
  readonly kind: SnapshotKind;
  readonly label?: string | undefined;
  readonly full: boolean;
  /** Hours after which there should be a newer backup, where a schedule or an objective says so. */
  readonly everyHours?: number | undefined;
  readonly program: { readonly name: string; readonly version: string };
  readonly home: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Threads that compress and encrypt; absent = by the computer's cores; 0 = none. */
  readonly threads?: number | undefined;
  /** As in `findMissing`. */
  readonly settledAt?: ReadonlyMap<string, string> | undefined;
}

/**
 * One backup: describe → read each entity → settle → chunks and files → directory → manifest → read back (docs/design.md, "Write
 * order of a backup"). Resolves also when the backup is incomplete or a place failed: see the report.
 * @throws when nothing could be published anywhere, or the source as a whole could not be read. What was stored until then is
 *   found and used by the next run.
 */
export async function runBackup(task: BackupTask): Promise<BackupReport> {
  const began = task.clock.monotonic();
  const places = await Places.open(task.places, task.vault, knownDirectories(task.home, task.vault.vaultId), task.signal);
  const damage = await Damage.load(task.home, task.vault.vaultId);
  const scratch = join(task.home, 'scratch', task.vault.vaultId);
  const warnings: string[] = [];
  for (;;) {
    const pool = new SegmentPool(task.vault.keys, task.threads);
    try {
      // What a run that was killed left here is of no use to anybody.
      await rm(scratch, { recursive: true, force: true });
      return await backUp({ task, places, pool, scratch, damage, began, warnings: [...places.notes, ...warnings] });
    } catch (error) {
      // Once more without what was just found damaged, as often as something new is found. What was stored is found again.
      if (!damage.add(error)) throw error;
      warnings[0] = 'A part of an earlier backup is damaged in this place; it was stored anew from the app. Run a check of every byte to see what else is affected.';
    } finally {
      await damage.save();
      await pool.close();
      await rm(scratch, { recursive: true, force: true });
    }
  }
}

/** What one try of a backup works with. */
interface Attempt {
  readonly task: BackupTask;
  readonly places: Places;
  readonly pool: SegmentPool;
  readonly scratch: string;
  readonly damage: Damage;
  /** When the backup began, by the monotonic clock. */
  readonly began: number;
  readonly warnings: string[];
}

async function backUp(attempt: Attempt): Promise<BackupReport> {
  const { task, places, pool, scratch, damage, began, warnings } = attempt;
  const { clock, signal, source } = task;
  const startedAt = clock.now();
  const progress = task.onProgress ?? (() => undefined);

  progress({ phase: 'connect', done: 0, unit: 'objects' });
  const description = await source.describe({ signal });
  const { locations, adopted } = await takeStock(places, { damage, random: task.random, signal });
  const readFrom = places.first.name;
  const writer = new SegmentWriter({ pool, locations, put: (key, object) => places.put(key, object) });
  const reader = new ChunkReader(places.reading, locations, pool);
  const run: Run = { source, clock, random: task.random, signal, keys: task.vault.keys, writer, reader, scratch, damage, progress, warn: (text) => void warnings.push(text) };

  const previous = await loadPrevious(places.reading, run);
  const bases = await chooseBases({ previous, description, home: task.home, vaultId: task.vault.vaultId, full: task.full, now: startedAt });
  const readStartedAt = clock.now();
  const read = await readEntities(run, task, description, bases.entities);
  // What was read is opened again to be compared with the last backup.
  await writer.flush();
  const missing = await findMissing(run, places.reading, previous?.manifest, read, task.settledAt ?? new Map());
  const results = read.map((result) => withMissing(result, missing));
  const files = await storeUploadedFiles(run, places, results, previous?.manifest.files);
  const parts = await storeParts(run, description);
  const readFinishedAt = clock.now();
  await writer.flush();

  const snapshotName = makeSnapshotName(startedAt, task.app.slug, task.kind, task.label);
  // Two computers may back up in the same second; their directories must not meet.
  const runName = `${snapshotName}_${randomUUID().slice(0, 8)}`;
  const directory = await putDirectory(task, places, runName, [...adopted, ...writer.written]);
  const coverage = [...description.coverage, ...parts.coverage, ...files.coverage];
  warnings.push(...description.notes, ...goneSince(previous, description));
  if (files.failed > 0) warnings.push(`${files.failed} uploaded ${files.failed === 1 ? 'file' : 'files'} could not be read this time.`);
  const whole = results.every(({ status }) => status === 'complete') && files.failed === 0 && parts.whole;
  const readInFull = results.every(({ mode }) => mode === 'full');
  const manifest: Manifest = {
    format: 'holdfast-snapshot/1',
    id: snapshotName,
    vaultId: task.vault.vaultId,
    app: { id: description.appId, name: task.app.name, platform: task.app.platform },
    kind: task.kind,
    ...(task.label === undefined ? {} : { label: task.label }),
    program: { ...task.program },
    startedAt: startedAt.toISOString(),
    readStartedAt: readStartedAt.toISOString(),
    readFinishedAt: readFinishedAt.toISOString(),
    finishedAt: clock.now().toISOString(),
    reading: readingOf(readInFull, readStartedAt, previous, bases.lastFullAt),
    outcome: whole ? 'complete' : 'incomplete',
    entities: results.map(manifestEntity),
    schema: parts.schema,
    config: parts.config,
    files: files.part,
    coverage,
    warnings,
  };
  const published = await publish(places, manifest, { keys: task.vault.keys, appSlug: task.app.slug, newest: previous?.manifest.id, signal });
  await clearCheckpoint(task.home, task.vault.vaultId);
  progress({ phase: 'read-back', done: 0, unit: 'objects' });
  damage.forget(writer.written.map(({ segment }) => segment));
  const outcomes = await verifyEverywhere(attempt, published.manifest, runName, writer);
  return {
    snapshot: published.manifest.id,
    outcome: published.manifest.outcome,
    entities: results.map(({ entity, written, status, reason }) => ({ name: entity.name, records: written.records, status, ...(reason === undefined ? {} : { reason }) })),
    places: outcomes.places,
    uploadedBytes: writer.stats.uploadedBytes + files.uploadedBytes + directory + published.bytes,
    storedBytes: outcomes.storedBytes,
    reusedBytes: outcomes.reusedBytes + files.reusedBytes,
    durationMs: Math.round(clock.monotonic() - began),
    warnings,
    coverage,
    ...(missing.length === 0 ? {} : { missing: missing.map(({ table, records, of }) => ({ table, records, of })) }),
    ...(places.behind.length === 0 ? {} : { caughtUp: { from: readFrom, places: places.behind } }),
  };
}

/** A table that lacks what it had is not whole, whatever the platform's count says. */
function withMissing(result: EntityResult, missing: readonly MissingRecords[]): EntityResult {
  const lacks = missing.find(({ table }) => table === result.entity.name);
  return lacks === undefined ? result : { ...result, status: 'incomplete', reason: [...(result.reason === undefined ? [] : [result.reason]), lacks.reason].join(' ') };
}

/** Tables are dropped on purpose and by accident; either way somebody should hear of it. */
function goneSince(previous: Previous | undefined, description: AppDescription): string[] {
  const present = new Set(description.entities.map(({ name }) => name));
  const gone = previous?.manifest.entities.filter(({ name }) => !present.has(name)) ?? [];
  return gone.map(({ name, records }) => `“${name}” (${records} ${records === 1 ? 'record' : 'records'} in the last backup) is no longer in the app.`);
}

async function readEntities(run: Run, task: BackupTask, description: AppDescription, bases: ReadonlyMap<string, EntityBase>): Promise<EntityResult[]> {
  const finished: CheckpointEntity[] = [];
  let savedAt = 0;
  const note = async (result: EntityResult): Promise<void> => {
    if (result.status !== 'complete') return;
    const { written, readStartedAt, schemaHash } = result;
    finished.push({ name: result.entity.name, readStartedAt: readStartedAt.toISOString(), schemaHash, records: written.records, bytes: written.bytes, index: [...written.index] });
    // Worth a note on disk only once losing it would cost real time.
    if (run.writer.stats.newBytes - savedAt < checkpointEvery) return;
    savedAt = run.writer.stats.newBytes;
    await run.writer.flush();
    await saveCheckpoint(task.home, task.vault.vaultId, finished);
  };
  try {
    return await mapLimited(description.entities, run.source.capabilities.maxConcurrency, async (entity) => {
      const result = await readEntity(run, entity, bases.get(entity.name));
      await note(result);
      return result;
    });
  } catch (error) {
    // The source broke off: what was read whole need not be read again. Where even that cannot be kept, the error counts, not this.
    await run.writer
      .flush()
      .then(() => saveCheckpoint(task.home, task.vault.vaultId, finished))
      .catch(() => undefined);
    throw error;
  }
}

const checkpointEvery = 32 * 1024 * 1024;

function manifestEntity(result: EntityResult): ManifestEntity {
  const { entity, written, status, reason } = result;
  return {
    name: entity.name,
    status,
    ...(reason === undefined ? {} : { reason }),
    records: written.records,
    sourceRecords: result.sourceRecords ?? null,
    bytes: written.bytes,
    key: entity.key.map(({ field, type }) => ({ field, type })),
    identity: [...entity.identity],
    ...(entity.changedAt === undefined ? {} : { changedAt: entity.changedAt }),
    schemaHash: result.schemaHash,
    readStartedAt: result.readStartedAt.toISOString(),
    index: [...written.index],
  };
}

function readingOf(full: boolean, readStartedAt: Date, previous: Previous | undefined, lastFullAt: Date | undefined): Manifest['reading'] {
  if (full || previous === undefined) return { mode: 'full', lastFullAt: readStartedAt.toISOString() };
  return { mode: 'incremental', base: previous.manifest.id, ...(lastFullAt === undefined ? {} : { lastFullAt: lastFullAt.toISOString() }) };
}

/** Returns the bytes sent. A run that stored no new chunk writes none. */
async function putDirectory(task: BackupTask, places: Places, name: string, entries: readonly DirectoryEntry[]): Promise<number> {
  if (entries.length === 0) return 0;
  const object = await sealFile(task.vault.keys.recipients, compress(encodeDirectory(entries)));
  await places.put(directoryKey(name), object);
  return object.length;
}

/** Reads the snapshot back from every place it went to. A place where that fails is a failed place, whatever it answered when written to. */
async function verifyEverywhere({ task, places, pool, damage }: Attempt, manifest: Manifest, run: string, writer: SegmentWriter): Promise<{ places: PlaceOutcome[]; storedBytes: number; reusedBytes: number }> {
  let storedBytes = 0;
  let reusedBytes = 0;
  const fresh = new Set(writer.written.map(({ chunk }) => chunk));
  const outcomes: PlaceOutcome[] = [];
  for (const [name, error] of places.failed) outcomes.push({ name, outcome: 'failed', error: toPlainError(error) });
  for (const { name, vault } of places.live) {
    try {
      const back = await readBack(vault, manifest, run, { pool, random: task.random, clock: task.clock, signal: task.signal, isNew: (chunk) => fresh.has(chunk) });
      storedBytes = Math.max(storedBytes, back.storedBytes);
      reusedBytes = Math.max(reusedBytes, back.reusedBytes);
      await writeStatus(vault, manifest, { at: task.clock.now(), storedBytes: back.storedBytes, everyHours: task.everyHours }, task.signal);
      const others = places.live.flatMap((other) => (other.name === name ? [] : [other.vault]));
      await proveCopies(vault, others, run, { pool, random: task.random, clock: task.clock, signal: task.signal });
      outcomes.push({ name, outcome: 'verified' });
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      damage.add(error);
      outcomes.push({ name, outcome: 'failed', error: toPlainError(error) });
    }
  }
  const order = task.places.map(({ name }) => name);
  return { places: outcomes.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)), storedBytes, reusedBytes };
}
