import type { EntityDescription } from '../../../shared/model/app.ts';
import { recordId } from '../../../shared/model/record.ts';
import { type Applying, inBatches } from './apply/applying.ts';
import { creatable } from './apply/create.ts';
import { holds, plannedFields } from './apply/idempotent-steps.ts';
import { hashOfValues } from './hash-of-values.ts';
import type { StepKind } from './restore-desk.ts';
import type { PlannedRecord } from './plan/plan.ts';
import type { Fields } from './restore-parts.ts';

/** What was done to a record that the app has under one id. */
interface Written {
  readonly at: string;
  readonly planned: PlannedRecord;
  readonly kinds: Set<StepKind>;
  /** Of the update, where there was one. */
  update?: PlannedRecord;
}

/**
 * Reads everything that was written back from the app, record by record, and compares it with what it should be by the backup; what was verified
 * before the restore went on is not read again. @returns nothing: the journal has it.
 */
export async function verify(work: Applying, onRecords: (done: number, total: number, entity: string) => void): Promise<void> {
  const byEntity = writtenRecords(work);
  const total = [...byEntity.values()].reduce((sum, records) => sum + records.size, 0);
  let done = 0;
  for (const [name, records] of byEntity) {
    const entity = work.entity(name);
    const known = work.state.verified.get(name);
    const open = [...records.values()].filter(({ at }) => known?.has(at) !== true);
    done += records.size - open.length;
    for (const batch of inBatches(open, work.parts.into.writer.capabilities.batch.read)) {
      await verifyBatch(work, entity, batch);
      onRecords((done += batch.length), total, name);
    }
  }
}

function writtenRecords(work: Applying): ReadonlyMap<string, ReadonlyMap<string, Written>> {
  const byEntity = new Map<string, Map<string, Written>>();
  for (const step of work.parts.plan.steps) {
    const settled = work.settled(step);
    for (const planned of step.records) {
      const outcome = settled.get(planned.id);
      if (outcome?.kind !== 'done') continue;
      const records = byEntity.get(step.entity) ?? new Map<string, Written>();
      byEntity.set(step.entity, records);
      const known = records.get(outcome.at) ?? { at: outcome.at, planned, kinds: new Set<StepKind>() };
      records.set(outcome.at, known);
      known.kinds.add(step.kind);
      if (step.kind === 'update') known.update = planned;
    }
  }
  return byEntity;
}

async function verifyBatch(work: Applying, entity: EntityDescription, batch: readonly Written[]): Promise<void> {
  const now = await work.readNow(entity, batch.map(({ at }) => at));
  const backup = await backupOf(work, entity, batch.filter(({ kinds }) => kinds.has('create') || kinds.has('update')));
  const good: [string, string, string][] = [];
  const bad: [string, string][] = [];
  for (const written of batch) {
    const record = now.get(written.at);
    const why = problemOf(work, entity, written, record, backup.get(written.planned.id));
    if (why !== undefined) bad.push([written.at, why]);
    else good.push(record === undefined ? [written.at, '', ''] : [written.at, hashOfValues(work.parts.key, record), fieldsHash(work, entity.name, written, record)]);
  }
  if (good.length > 0) await work.note({ kind: 'verified', entity: entity.name, records: good });
  if (bad.length > 0) await work.note({ kind: 'unverified', entity: entity.name, records: bad });
}

function fieldsHash(work: Applying, entity: string, { at, update }: Written, record: Fields): string {
  const fields = [...new Set([...(update?.fields ?? []), ...(work.state.mended.get(entity)?.get(at) ?? [])])];
  return fields.length === 0 ? '' : hashOfValues(work.parts.key, record, fields);
}

async function backupOf(work: Applying, entity: EntityDescription, batch: readonly Written[]): Promise<ReadonlyMap<string, Fields>> {
  const found = new Map<string, Fields>();
  for await (const records of work.fromBackup(entity.name, batch.map(({ planned }) => planned), Math.max(1, batch.length))) {
    for (const { record } of records) found.set(recordId(entity.identity, record), record);
  }
  return found;
}

function problemOf(work: Applying, entity: EntityDescription, { planned, kinds, update }: Written, now: Fields | undefined, backup: Fields | undefined): string | undefined {
  if (kinds.has('remove')) return now === undefined ? undefined : 'It was removed, and the app still has it.';
  if (now === undefined) return 'The app took it, and does not have it now.';
  const different = 'It reads back otherwise than it was written: somebody may have changed it just now.';
  if (kinds.has('create') && (backup === undefined || !holds(now, creatable(work, entity, backup)))) return different;
  if (update !== undefined && (backup === undefined || !holds(now, plannedFields(work, entity.name, update, backup)))) return different;
  const onlyUntrashed = kinds.has('untrash') && kinds.size === 1;
  if (onlyUntrashed && planned.seen !== undefined && hashOfValues(work.parts.key, now) !== planned.seen) return different;
  if (work.remap(entity.name, now) !== now) return 'It still points at a record that has another id now.';
  return undefined;
}
