import type { EntityDescription } from '../../../shared/model/app.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { DiffReport, EntityDiff } from '../engine.ts';
import type { Source } from '../ports/source.ts';
import { changedSince, liveKeys, type SourceCall } from '../streams/source-calls.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import type { ContentId } from '../vault/crypto/content-id.ts';
import { readIndex } from '../vault/entity-reader.ts';
import { linesOf } from '../vault/format/lines.ts';
import { schemaHash } from '../vault/format/schema-hash.ts';
import { type CompareOptions, CompareProgress } from './compare-options.ts';
import { EntityTally, type Wholeness } from './entity-tally.ts';
import { type FieldsQuestion, findFieldsGone, readSchema, undeclaredFields } from './fields-gone.ts';
import { type ComparedTable, findIncidents } from './incidents/find-incidents.ts';
import { TableChanges } from './incidents/table-changes.ts';
import { compareWithChanges } from './live-changes.ts';
import { readLive } from './live-records.ts';
import { type Lines, mergeRows } from './merge-rows.ts';
import { liveNames, type SideState, wholenessNote } from './notes.ts';
import { linesInOrder, sameOrder } from './stored-lines.ts';
import { takeAll } from './take-all.ts';

export interface LiveCompareOptions extends CompareOptions {
  /** The time, for when the app was read. */
  readonly now: () => Date;
}

/**
 * What changed in the app since a backup. Where the platform can be asked what changed and which records there are, only that
 * is read, and of the backup only the chunks it touches; otherwise both are read whole, side by side.
 *
 * A platform that forgets to mark a record as changed makes the first way miss that change, as an incremental backup would.
 * @throws what ends the reading of the whole app (auth-*, network …); corrupt when a chunk that must be opened is damaged.
 */
export async function diffLive(reader: ChunkReader, from: Manifest, source: Source, options: LiveCompareOptions): Promise<DiffReport> {
  const description = await source.describe({ signal: options.signal });
  const stored = new Map(from.entities.map((entity) => [entity.name, entity]));
  const progress = new CompareProgress(options, from.entities.reduce((sum, { records }) => sum + records, 0));
  const entities: EntityDiff[] = [];
  const compared: ComparedTable[] = [];
  for (const entity of description.entities) {
    const older = stored.get(entity.name);
    stored.delete(entity.name);
    const steps = progress.entity(entity.name, older?.records ?? 0);
    const comparison = { reader, from, options, call: { source, signal: options.signal }, at: steps.at, compared };
    entities.push(older === undefined ? await diffNew(comparison, entity) : await diffEntity(comparison, older, entity));
    steps.end();
  }
  for (const older of stored.values()) {
    const changes = new TableChanges(older);
    entities.push(await diffGone(reader, older, changes, options));
    compared.push({ changes, fieldsGone: [], isGone: true, isWhole: true });
  }
  const sides = { snapshot: from.id, from: from.readStartedAt, to: options.now().toISOString(), withIds: options.records === true };
  options.onCompared?.(compared);
  return { from: from.id, to: 'live', entities, incidents: findIncidents(compared, sides) };
}

interface Comparison {
  readonly reader: ChunkReader;
  readonly from: Manifest;
  readonly options: CompareOptions;
  readonly call: SourceCall;
  readonly at: (records: number) => void;
  /** Tables that are done, for what happened to them. */
  readonly compared: ComparedTable[];
}

// Changed records are held in memory while the keys are walked; past this, reading everything costs less than it saves.
const changedLimit = 32 * 1024 * 1024;

async function diffEntity(comparison: Comparison, older: ManifestEntity, entity: EntityDescription): Promise<EntityDiff> {
  if (entity.unreadable !== undefined) return unreadable(comparison.options, older, entity);
  const isSame = schemaHash(entity.schema) === older.schemaHash && sameOrder(older, entity);
  const { changedSince: asksChanged, listsKeys, consistent } = comparison.call.source.capabilities;
  if (isSame && asksChanged && listsKeys && !consistent && older.status !== 'failed') {
    const compared = await compareChanged(comparison, older, entity);
    if (compared !== undefined) return compared;
  }
  return inAnyOrder(comparison, entity, (sort) => compareAll(comparison, older, entity, sort));
}

/** Reads in the source's own order where it has one, and sorted where it has none or does not keep to it. */
async function inAnyOrder({ call }: Comparison, entity: EntityDescription, read: (sort: boolean) => Promise<EntityDiff | undefined>): Promise<EntityDiff> {
  const compared = (call.source.capabilities.ordered ? await read(false) : undefined) ?? (await read(true));
  if (compared === undefined) throw new HoldfastError('bug', 'Something went wrong inside Holdfast while comparing.', { details: { entity: entity.name } });
  return compared;
}

/** Undefined when the changes or the keys could not all be had. */
async function compareChanged(comparison: Comparison, older: ManifestEntity, entity: EntityDescription): Promise<EntityDiff | undefined> {
  const { call, reader, options } = comparison;
  const changed = await changedSince(call, entity, new Date(older.readStartedAt), changedLimit);
  if (changed === undefined) return undefined;
  const keys = liveKeys(call, entity);
  const whole: Wholeness = { from: older.status === 'complete', to: entity.hiddenRows === undefined };
  const changes = watch(older, entity);
  const tally = new EntityTally(entity.identity, whole, options.records === true, changes, options.observe?.(entity));
  const opened = await compareWithChanges(reader, older, { changed, liveKeys: keys.pages }, tally, options.signal);
  // A list of keys that broke off would look like deletions.
  if (keys.failed()) return undefined;
  const rest = (): AsyncGenerator<readonly string[]> => unopened(reader, older, opened, options.signal);
  return conclude(comparison, older, entity, { tally, changes }, { sawAll: false, isWhole: whole.to, opened: opened.size, rest });
}

/** Undefined when the records did not come in order. */
async function compareAll(comparison: Comparison, older: ManifestEntity, entity: EntityDescription, sort: boolean): Promise<EntityDiff | undefined> {
  const { call, reader, options, at } = comparison;
  const live = readLive(call, entity, sort, options.scratch);
  const whole = { from: older.status === 'complete', to: entity.hiddenRows === undefined };
  const changes = watch(older, entity);
  const tally = new EntityTally(entity.identity, whole, options.records === true, changes, options.observe?.(entity));
  const visitor = { created: tally.created.bind(tally), changed: tally.changed.bind(tally), deleted: tally.deleted.bind(tally), same: tally.see.bind(tally) };
  await mergeRows(linesInOrder(reader, older, entity.key, options), counted(live.lines, at), entity.key, visitor);
  if (live.isOutOfOrder()) return undefined;
  if (live.problem() !== undefined) whole.to = false;
  return conclude(comparison, older, entity, { tally, changes }, { sawAll: true, isWhole: whole.to, opened: 0 }, live.problem());
}

async function conclude(
  comparison: Comparison,
  older: ManifestEntity,
  entity: EntityDescription,
  { tally, changes }: { readonly tally: EntityTally; readonly changes: TableChanges },
  looked: Pick<FieldsQuestion, 'sawAll' | 'isWhole' | 'opened' | 'rest'>,
  problem?: string,
): Promise<EntityDiff> {
  const { reader, from, options } = comparison;
  const changedSchema = schemaHash(entity.schema) !== older.schemaHash;
  const undeclared = changedSchema ? undeclaredFields(await readSchema(reader, from.schema, older, options.signal), entity.schema) : new Set<string>();
  const fieldsGone = await findFieldsGone({ undeclared, lost: tally.lostFields, seen: tally.newerFields, ...looked });
  comparison.compared.push({ changes, fieldsGone, isGone: false, isWhole: looked.isWhole });
  return tally.result(entity.name, fieldsGone, wholenessNote(older, liveState([problem, entity.hiddenRows?.reason]), tally.unsure, liveNames));
}

function watch(older: ManifestEntity, entity: EntityDescription): TableChanges {
  return new TableChanges({ name: entity.name, identity: entity.identity, changedAt: entity.changedAt, records: older.records });
}

/** Chunks of the backup that were not opened: none of their records changed, so they are the newer records too. */
async function* unopened(reader: ChunkReader, older: ManifestEntity, opened: ReadonlySet<ContentId>, signal: AbortSignal): AsyncGenerator<readonly string[]> {
  async function* ids(): AsyncGenerator<ContentId> {
    for await (const { chunk } of readIndex(reader, older, signal)) if (!opened.has(chunk)) yield chunk;
  }
  for await (const { bytes } of reader.readAll(ids(), signal)) yield linesOf(bytes);
}

async function* counted(lines: AsyncIterable<Lines>, at: (records: number) => void): AsyncGenerator<Lines> {
  let done = 0;
  for await (const batch of lines) {
    yield batch;
    at((done += batch.lines.length));
  }
}

async function* nothing(): AsyncGenerator<Lines> {}

const there: SideState = { status: 'complete' };

function withCaveat(note: string, caveat: string | undefined): string {
  return caveat === undefined ? note : `${note} ${caveat}`;
}

/** A table that the backup does not have. */
async function diffNew(comparison: Comparison, entity: EntityDescription): Promise<EntityDiff> {
  const note = 'The backup does not have this table.';
  if (entity.unreadable !== undefined) {
    const caveat = wholenessNote(there, { status: 'failed', reason: entity.unreadable.message }, { created: 0, deleted: 0 }, liveNames);
    return new EntityTally(entity.identity, { from: true, to: true }, comparison.options.records === true).result(entity.name, [], withCaveat(note, caveat));
  }
  // Read like any other, against nothing: only so are records that come twice counted once.
  return inAnyOrder(comparison, entity, async (sort) => {
    const tally = new EntityTally(entity.identity, { from: true, to: true }, comparison.options.records === true, undefined, comparison.options.observe?.(entity));
    const live = readLive(comparison.call, entity, sort, comparison.options.scratch);
    await mergeRows(nothing(), counted(live.lines, comparison.at), entity.key, tally);
    if (live.isOutOfOrder()) return undefined;
    const caveat = wholenessNote(there, liveState([live.problem(), entity.hiddenRows?.reason]), tally.unsure, liveNames);
    return tally.result(entity.name, [], withCaveat(note, caveat));
  });
}

/** A table that the app does not have any more. */
async function diffGone(reader: ChunkReader, older: ManifestEntity, changes: TableChanges, options: CompareOptions): Promise<EntityDiff> {
  const tally = new EntityTally(older.identity, { from: true, to: true }, options.records === true, changes);
  await takeAll(reader, older, tally, 'deleted', options.signal);
  const caveat = wholenessNote(older, there, tally.unsure, liveNames);
  return tally.result(older.name, [], withCaveat('The app does not have this table any more.', caveat));
}

function unreadable(options: CompareOptions, older: ManifestEntity, entity: EntityDescription): EntityDiff {
  const tally = new EntityTally(older.identity, { from: older.status === 'complete', to: false }, options.records === true);
  tally.count('deleted', older.records);
  return tally.result(older.name, [], wholenessNote(older, { status: 'failed', reason: entity.unreadable?.message }, tally.unsure, liveNames));
}

function liveState(reasons: readonly (string | undefined)[]): SideState {
  const reason = reasons.filter((text) => text !== undefined).join(' ');
  return reason === '' ? there : { status: 'incomplete', reason };
}
