import type { StepKind } from '../restore-desk.ts';
import type { PlannedRecord, PlanStep, StoredPlan } from './plan.ts';

/**
 * Of a plan that was made again, what a person was shown: nothing that was lost since is brought back unseen, and what was seen in the app when it
 * was shown still says whether somebody changed it after. Pointing at new ids is part of what was shown, wherever it is needed now.
 */
export function onlyShown(again: StoredPlan, shown: StoredPlan): StoredPlan {
  const known = new Map(shown.steps.flatMap(({ kind, entity, records }) => records.map((record) => [keyOf(kind, entity, record.id), record] as const)));
  const dropped = new Set<string>();
  const steps = again.steps.map((step): PlanStep => ({
    ...step,
    records: step.records.flatMap((record): PlanStep['records'] => {
      if (step.kind === 'mend') return [record];
      const before = known.get(keyOf(step.kind, step.entity, record.id));
      const kept = before === undefined ? undefined : asShown(record, before);
      if (kept === undefined && isReturn(step.kind)) dropped.add(`${step.entity} ${record.id}`);
      return kept === undefined ? [] : [kept];
    }),
  }));
  const left = steps.map((step) => (step.kind === 'mend' ? { ...step, records: step.records.filter(({ id }) => !dropped.has(`${step.entity} ${id}`)) } : step));
  return { ...again, id: shown.id, steps: left.filter(({ records }) => records.length > 0) };
}

/** What comes back does so out of the trash or anew, as it can be had. */
function keyOf(kind: StepKind, entity: string, id: string): string {
  return JSON.stringify([isReturn(kind) ? 'return' : kind, entity, id]);
}

function isReturn(kind: StepKind): boolean {
  return kind === 'untrash' || kind === 'create';
}

function asShown(record: PlannedRecord, before: PlannedRecord): PlannedRecord | undefined {
  if (record.fields === undefined) return record;
  const fields = record.fields.filter((field) => before.fields?.includes(field));
  if (fields.length === 0) return undefined;
  return { ...record, fields, seen: before.seen, seenOf: before.seenOf ?? before.fields };
}
