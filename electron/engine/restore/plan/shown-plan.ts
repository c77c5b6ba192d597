import type { AppWriter, WriterCall } from '../../ports/app-writer.ts';
import type { Remapping } from '../remapping.ts';
import type { PlannedStep, PlannedUploads, RestorePlan, StepKind } from '../restore-desk.ts';
import { type PlanStep, shownIds, type StoredPlan } from './plan.ts';

/** The plan as it is shown: what will be done, in numbers, and how long that takes by the platform's limits. */
export function shownPlan(plan: StoredPlan, { capabilities }: AppWriter, remapping: Remapping): RestorePlan {
  const steps = plan.steps.map((step) => shownStep(step, capabilities));
  const tables = tablesOf(plan);
  const uploads = uploadsOf(plan, capabilities);
  const created = new Set(plan.steps.filter(({ kind }) => kind === 'create').map(({ entity }) => entity));
  return {
    id: plan.id,
    app: plan.app,
    into: plan.into,
    snapshot: plan.snapshot,
    steps,
    leftAlone: plan.leftAlone,
    cannot: plan.cannot,
    references: created.size === 0 ? [] : remapping.shown(created),
    notes: plan.notes,
    tables,
    records: new Set(plan.steps.flatMap(({ entity, records }) => records.map(({ id }) => `${entity} ${id}`))).size,
    ...(uploads === undefined ? {} : { uploads }),
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0) + (uploads?.seconds ?? 0),
  };
}

function uploadsOf({ uploads, uploadBytes }: StoredPlan, { perMinute }: AppWriter['capabilities']): PlannedUploads | undefined {
  if (uploads.length === 0) return undefined;
  return { files: uploads.length, bytes: uploadBytes, effects: { webhooks: 'no', automations: 'no' }, requests: uploads.length, seconds: Math.ceil((uploads.length / perMinute.upload) * 60) };
}

/** How many records of each table come back or are changed, in the order of the plan: one that is in several steps is one, and pointing at a new id brings nothing back. */
function tablesOf({ steps }: StoredPlan): RestorePlan['tables'] {
  const ids = new Map<string, Set<string>>();
  for (const { kind, entity, records } of steps) {
    const known = ids.get(entity) ?? new Set<string>();
    ids.set(entity, known);
    if (kind !== 'mend') for (const { id } of records) known.add(id);
  }
  return [...ids].map(([entity, { size }]) => ({ entity, records: size }));
}

/** What a batch of each step asks of the platform, reading it back included. */
const calls: Record<StepKind, readonly Exclude<WriterCall, 'upload'>[]> = {
  untrash: ['read', 'trashed', 'untrash', 'read'],
  remove: ['read', 'remove', 'read'],
  update: ['read', 'update', 'read'],
  create: ['read', 'create', 'read'],
  mend: ['read', 'update', 'read'],
};
const effectOf: Record<StepKind, 'untrash' | 'remove' | 'update' | 'create'> = { untrash: 'untrash', remove: 'remove', update: 'update', create: 'create', mend: 'update' };

function shownStep({ kind, entity, records }: PlanStep, { batch, perMinute, effects }: AppWriter['capabilities']): PlannedStep {
  let requests = 0;
  let minutes = 0;
  for (const call of calls[kind]) {
    const times = Math.ceil(records.length / Math.max(1, batch[call]));
    requests += times;
    minutes += times / perMinute[call];
  }
  const fields = new Map<string, number>();
  for (const record of records) for (const field of record.fields ?? []) fields.set(field, (fields.get(field) ?? 0) + 1);
  return {
    kind,
    entity,
    records: records.length,
    ids: records.slice(0, shownIds).map(({ id }) => id),
    fields: [...fields].map(([field, count]) => ({ field, records: count })).toSorted((a, b) => b.records - a.records),
    effects: effects[effectOf[kind]],
    requests,
    seconds: Math.ceil(minutes * 60),
  };
}
