import type { Manifest, ManifestEntity } from '../../../shared/model/snapshot.ts';
import type { DiffReport, EntityDiff } from '../engine.ts';
import type { ChunkReader } from '../vault/chunk-reader.ts';
import { readRecords } from '../vault/entity-reader.ts';
import { type CompareOptions, CompareProgress } from './compare-options.ts';
import { findDifferingChunks } from './differing-chunks.ts';
import { EntityTally } from './entity-tally.ts';
import { takeAll } from './take-all.ts';
import { findFieldsGone, readSchema, undeclaredFields } from './fields-gone.ts';
import { type ComparedTable, findIncidents } from './incidents/find-incidents.ts';
import { TableChanges } from './incidents/table-changes.ts';
import { type Lines, mergeRows } from './merge-rows.ts';
import { backupNames, type SideState, wholenessNote } from './notes.ts';
import { linesInOrder, openLines, sameOrder } from './stored-lines.ts';

/** An entity in two backups; absent where a backup does not have it. */
interface Pair {
  readonly name: string;
  readonly from: ManifestEntity | undefined;
  readonly to: ManifestEntity | undefined;
}

/**
 * What changed from one backup to another, entity by entity: those of the newer backup in its order, then those it has no more.
 * Costs what changed, not what exists: entities with equal indexes are done at once, of the others only chunks that differ are opened.
 *
 * A record is known by its sort key. Equal lines are equal records, since a line is canonical.
 * @throws corrupt (`details.object`) when a chunk that must be opened is damaged or missing.
 */
export async function diffSnapshots(reader: ChunkReader, from: Manifest, to: Manifest, options: CompareOptions): Promise<DiffReport> {
  const pairs = pairEntities(from, to);
  const size = ({ from: older, to: newer }: Pair): number => Math.max(older?.records ?? 0, newer?.records ?? 0);
  const progress = new CompareProgress(options, pairs.filter(differs).reduce((sum, pair) => sum + size(pair), 0));
  const entities: EntityDiff[] = [];
  const compared: ComparedTable[] = [];
  for (const pair of pairs) {
    const steps = differs(pair) ? progress.entity(pair.name, size(pair)) : undefined;
    entities.push(await diffPair({ reader, from, to, options, at: steps?.at ?? (() => undefined), compared }, pair));
    steps?.end();
  }
  const sides = { snapshot: from.id, from: from.readStartedAt, to: to.readFinishedAt, withIds: options.records === true };
  options.onCompared?.(compared);
  return { from: from.id, to: to.id, entities, incidents: findIncidents(compared, sides) };
}

/** Names of the entities in which two backups differ, by their manifests alone. */
export function changedEntities(from: Manifest, to: Manifest): string[] {
  return pairEntities(from, to).filter(differs).map(({ name }) => name);
}

function pairEntities(from: Manifest, to: Manifest): Pair[] {
  const older = new Map(from.entities.map((entity) => [entity.name, entity]));
  const newer = new Set(to.entities.map(({ name }) => name));
  const pairs: Pair[] = to.entities.map((entity) => ({ name: entity.name, from: older.get(entity.name), to: entity }));
  for (const entity of from.entities) if (!newer.has(entity.name)) pairs.push({ name: entity.name, from: entity, to: undefined });
  return pairs;
}

function differs({ from, to }: Pair): boolean {
  if (from === undefined || to === undefined || from.schemaHash !== to.schemaHash) return true;
  return !sameOrder(from, to) || from.index.length !== to.index.length || from.index.some((id, i) => id !== to.index[i]);
}

interface Comparison {
  readonly reader: ChunkReader;
  readonly from: Manifest;
  readonly to: Manifest;
  readonly options: CompareOptions;
  readonly at: (records: number) => void;
  /** Tables that are done, for what happened to them. */
  readonly compared: ComparedTable[];
}

async function diffPair(comparison: Comparison, pair: Pair): Promise<EntityDiff> {
  const { from, to } = pair;
  if (from !== undefined && to !== undefined) return diffEntity(comparison, from, to, differs(pair));
  if (from !== undefined) return oneSided(comparison, from, 'deleted');
  if (to !== undefined) return oneSided(comparison, to, 'created');
  throw new TypeError('an entity is in one of the backups');
}

const there: SideState = { status: 'complete' };

async function oneSided(comparison: Comparison, entity: ManifestEntity, kind: 'created' | 'deleted'): Promise<EntityDiff> {
  const isNew = kind === 'created';
  const changes = new TableChanges(entity);
  const tally = new EntityTally(entity.identity, { from: true, to: true }, comparison.options.records === true, changes, comparison.options.observe?.(entity));
  await takeAll(comparison.reader, entity, tally, kind, comparison.options.signal);
  if (!isNew) comparison.compared.push({ changes, fieldsGone: [], isGone: true, isWhole: true });
  const note = isNew ? 'The older backup does not have this table.' : 'The newer backup does not have this table.';
  const caveat = wholenessNote(isNew ? there : entity, isNew ? entity : there, tally.unsure, backupNames);
  return tally.result(entity.name, [], caveat === undefined ? note : `${note} ${caveat}`);
}

async function diffEntity(comparison: Comparison, from: ManifestEntity, to: ManifestEntity, isDifferent: boolean): Promise<EntityDiff> {
  const { reader, options } = comparison;
  const whole = { from: from.status === 'complete', to: to.status === 'complete' };
  const changes = new TableChanges({ name: to.name, identity: to.identity, changedAt: to.changedAt, records: from.records });
  const tally = new EntityTally(to.identity, whole, options.records === true, changes, isDifferent ? options.observe?.(to) : undefined);
  let fieldsGone: string[] = [];
  if (isDifferent) {
    const opened = sameOrder(from, to) ? await compareChunks(comparison, tally, from, to) : await compareReordered(comparison, tally, from, to);
    fieldsGone = await findFieldsGone({
      undeclared: await undeclared(comparison, from, to),
      lost: tally.lostFields,
      seen: tally.newerFields,
      sawAll: tally.newerSeen === to.records,
      isWhole: whole.to,
      rest: () => readRecords(reader, to, options.signal),
      opened,
    });
    comparison.compared.push({ changes, fieldsGone, isGone: false, isWhole: whole.to });
  }
  return tally.result(to.name, fieldsGone, wholenessNote(from, to, tally.unsure, backupNames));
}

async function undeclared({ reader, from, to, options }: Comparison, older: ManifestEntity, newer: ManifestEntity): Promise<Set<string>> {
  if (older.schemaHash === newer.schemaHash) return new Set();
  const [before, after] = await Promise.all([readSchema(reader, from.schema, older, options.signal), readSchema(reader, to.schema, newer, options.signal)]);
  return undeclaredFields(before, after);
}

/** Opens the chunks that differ. Returns how many of the newer side were opened. */
async function compareChunks({ reader, options, at }: Comparison, tally: EntityTally, from: ManifestEntity, to: ManifestEntity): Promise<number> {
  if (from.index.length === 0 || to.index.length === 0) {
    await takeAll(reader, from, tally, 'deleted', options.signal);
    await takeAll(reader, to, tally, 'created', options.signal);
    return 0;
  }
  const openAnyway = { from: tally.wantsRows('deleted'), to: tally.wantsRows('created') };
  const found = await findDifferingChunks(reader, from, to, openAnyway, options.signal);
  tally.count('deleted', found.onlyFrom);
  tally.count('created', found.onlyTo);
  let done = 0;
  await mergeRows(openLines(reader, found.from, options.signal), openLines(reader, found.to, options.signal, (count) => at((done += count))), to.key, tally);
  return found.to.length;
}

/** The two are sorted by different keys, so nothing lines up: both are read, and the older one is put in the newer one's order. */
async function compareReordered({ reader, options, at }: Comparison, tally: EntityTally, from: ManifestEntity, to: ManifestEntity): Promise<number> {
  let done = 0;
  let opened = 0;
  async function* newer(): AsyncGenerator<Lines> {
    for await (const lines of readRecords(reader, to, options.signal)) {
      opened += 1;
      yield { lines };
      at((done += lines.length));
    }
  }
  await mergeRows(linesInOrder(reader, from, to.key, options), newer(), to.key, tally);
  return opened;
}
