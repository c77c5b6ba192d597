import type { EntityDescription } from '../../../../shared/model/app.ts';
import { toHoldfastError } from '../../../../shared/model/errors.ts';
import type { JsonObject } from '../../../../shared/model/record.ts';
import type { RecordChange } from '../../ports/app-writer.ts';
import { hashOfValues, sameValue } from '../hash-of-values.ts';
import type { Outcome } from '../journal/entries.ts';
import type { Intent } from '../journal/state.ts';
import { sendable } from '../plan/make-plan.ts';
import type { PlannedRecord, PlanStep } from '../plan/plan.ts';
import type { Fields } from '../restore-parts.ts';
import { type Applying, inBatches } from './applying.ts';

/**
 * The steps that may be made again and come to the same. Each batch is looked at in the app just before it is written: what is not as it was when
 * the plan was made is left alone.
 */

/** Out of the trash. */
export async function untrash(work: Applying, step: PlanStep): Promise<void> {
  const { writer } = work.parts.into;
  const entity = work.entity(step.entity);
  for (const batch of inBatches(work.pending(step), writer.capabilities.batch.untrash)) {
    const byAt = new Map(batch.map((record) => [work.at(step.entity, record), record]));
    const present = await work.readNow(entity, [...byAt.keys()]);
    const trashed = await writer.trashed(entity, [...byAt.keys()].filter((at) => !present.has(at)), work.options);
    await work.settle(step, {
      already: [...byAt].filter(([at]) => present.has(at)).map(([at, { id }]) => [id, at]),
      left: [...byAt].filter(([at]) => !present.has(at) && !trashed.has(at)).map(([, { id }]) => [id, 'gone-meanwhile']),
    });
    const wanted = [...byAt].filter(([at]) => trashed.has(at));
    if (wanted.length === 0) continue;
    const intent = await work.intend(step.kind, step.entity, wanted.map(([, { id }]) => id));
    await writer.untrash(entity, wanted.map(([at]) => at), work.options);
    await work.settle(step, { of: intent.n, done: wanted.map(([at, { id }]) => [id, at]) });
  }
}

/** Into the trash, unless somebody changed it since. */
export async function remove(work: Applying, step: PlanStep): Promise<void> {
  const { writer } = work.parts.into;
  const entity = work.entity(step.entity);
  for (const batch of inBatches(work.pending(step), writer.capabilities.batch.remove)) {
    const byAt = new Map(batch.map((record) => [work.at(step.entity, record), record]));
    const present = await work.readNow(entity, [...byAt.keys()]);
    const isChanged = ([at, { seen }]: readonly [string, PlannedRecord]): boolean => {
      const now = present.get(at);
      return now !== undefined && seen !== undefined && hashOfValues(work.parts.key, now) !== seen;
    };
    await work.settle(step, {
      already: [...byAt].filter(([at]) => !present.has(at)).map(([at, { id }]) => [id, at]),
      left: [...byAt].filter(isChanged).map(([, { id }]) => [id, 'edited-meanwhile']),
    });
    const wanted = [...byAt].filter((each) => present.has(each[0]) && !isChanged(each));
    if (wanted.length === 0) continue;
    const intent = await work.intend(step.kind, step.entity, wanted.map(([, { id }]) => id));
    await writer.remove(entity, wanted.map(([at]) => at), work.options);
    await work.settle(step, { of: intent.n, done: wanted.map(([at, { id }]) => [id, at]) });
  }
}

/** The fields that were planned, with the values of the backup. */
export async function update(work: Applying, step: PlanStep): Promise<void> {
  const { writer } = work.parts.into;
  const entity = work.entity(step.entity);
  const pending = work.pending(step);
  for await (const batch of work.fromBackup(step.entity, pending, writer.capabilities.batch.update)) {
    const wanted = new Map(batch.map(({ planned, record }) => [work.at(step.entity, planned), { planned, fields: plannedFields(work, step.entity, planned, record) }]));
    const present = await work.readNow(entity, [...wanted.keys()]);
    const passed: Pick<Outcome, 'already' | 'left'> = { already: [], left: [] };
    const changes: (RecordChange & { readonly planned: PlannedRecord })[] = [];
    for (const [at, { planned, fields }] of wanted) {
      const now = present.get(at);
      if (now === undefined) passed.left.push([planned.id, 'gone-meanwhile']);
      else if (holds(now, fields)) passed.already.push([planned.id, at]);
      else if (planned.seen !== undefined && hashOfValues(work.parts.key, now, planned.seenOf ?? planned.fields) !== planned.seen) passed.left.push([planned.id, 'edited-meanwhile']);
      else changes.push({ id: at, fields, planned });
    }
    await work.settle(step, passed);
    await write(work, step, entity, changes);
  }
  await work.leave(step, work.pending(step).map(({ id }) => id), 'damaged');
}

/** Points records at the new ids of what they refer to. */
export async function mend(work: Applying, step: PlanStep): Promise<void> {
  const { writer } = work.parts.into;
  const entity = work.entity(step.entity);
  for (const batch of inBatches(work.pending(step), Math.min(writer.capabilities.batch.update, writer.capabilities.batch.read))) {
    const byAt = new Map(batch.map((record) => [work.at(step.entity, record), record]));
    const present = await work.readNow(entity, [...byAt.keys()]);
    const passed: Pick<Outcome, 'already' | 'left'> = { already: [], left: [] };
    const changes: (RecordChange & { readonly planned: PlannedRecord })[] = [];
    for (const [at, planned] of byAt) {
      const now = present.get(at);
      if (now === undefined) {
        passed.left.push([planned.id, 'gone-meanwhile']);
        continue;
      }
      const fields = changedFields(now, work.remap(step.entity, now));
      if (fields === undefined) passed.already.push([planned.id, at]);
      else changes.push({ id: at, fields, planned });
    }
    await work.settle(step, passed);
    if (changes.length > 0) await work.note({ kind: 'mending', entity: step.entity, records: changes.map(({ id, fields }) => [id, Object.keys(fields)]) });
    await write(work, step, entity, changes);
  }
}

async function write(work: Applying, step: PlanStep, entity: EntityDescription, changes: readonly (RecordChange & { readonly planned: PlannedRecord })[]): Promise<void> {
  if (changes.length === 0) return;
  const intent = await work.intend(step.kind, step.entity, changes.map(({ planned }) => planned.id));
  const { refused } = await work.parts.into.writer.update(entity, changes.map(({ id, fields }) => ({ id, fields })), work.options);
  const why = new Map(refused.map(({ id, error }) => [id, toHoldfastError(error)]));
  const outcome: Pick<Outcome, 'done' | 'failed' | 'left'> = { done: [], failed: [], left: [] };
  for (const { id: at, planned } of changes) {
    const error = why.get(at);
    if (error === undefined) outcome.done.push([planned.id, at]);
    else if (error.code === 'not-found') outcome.left.push([planned.id, 'gone-meanwhile']);
    else outcome.failed.push([planned.id, error.code, error.message]);
  }
  await work.settle(step, { of: intent.n, ...outcome });
}

/** What came of a request whose answer nobody saw: what is as it should be was done. The rest is still to do. */
export async function settleOpen(work: Applying, intent: Intent, step: PlanStep): Promise<void> {
  const entity = work.entity(step.entity);
  const asked = new Set(intent.ids);
  const records = step.records.filter(({ id }) => asked.has(id));
  const done: Outcome['done'] = [];
  if (step.kind === 'update') {
    for await (const batch of work.fromBackup(step.entity, records, work.parts.into.writer.capabilities.batch.read)) {
      const present = await work.readNow(entity, batch.map(({ planned }) => work.at(step.entity, planned)));
      for (const { planned, record } of batch) {
        const at = work.at(step.entity, planned);
        const now = present.get(at);
        if (now !== undefined && holds(now, plannedFields(work, step.entity, planned, record))) done.push([planned.id, at]);
      }
    }
  } else {
    const present = await work.readNow(entity, records.map((record) => work.at(step.entity, record)));
    for (const record of records) {
      const at = work.at(step.entity, record);
      const now = present.get(at);
      const isDone = step.kind === 'remove' ? now === undefined : now !== undefined && (step.kind !== 'mend' || work.remap(step.entity, now) === now);
      if (isDone) done.push([record.id, at]);
    }
  }
  await work.settle(step, { of: intent.n, done });
}

/** The values to write: those of the backup, pointing at what the app calls the records they refer to. */
export function plannedFields(work: Applying, entity: string, { fields = [] }: PlannedRecord, record: Fields): JsonObject {
  const wanted = work.remap(entity, record);
  return sendable(Object.fromEntries(fields.map((field) => [field, Object.hasOwn(wanted, field) ? wanted[field] : null])));
}

/** Does the record have these values? */
export function holds(now: Fields, fields: Fields): boolean {
  return Object.entries(fields).every(([field, value]) => sameValue(value, Object.hasOwn(now, field) ? now[field] : undefined));
}

function changedFields(before: Fields, after: Fields): JsonObject | undefined {
  if (before === after) return undefined;
  const changed = Object.entries(after).filter(([field, value]) => !sameValue(value, before[field]));
  return changed.length === 0 ? undefined : sendable(Object.fromEntries(changed));
}
