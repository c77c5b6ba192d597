import type { WantedTable } from '../restore-desk.ts';
import type { PlanStep, StoredPlan } from './plan.ts';

/** The plan without what a person took out of it: whole tables, records, or fields of records that are there. Records of which no field is left go too. */
export function leaveOut(plan: StoredPlan, without: readonly WantedTable[]): StoredPlan {
  if (without.length === 0) return plan;
  const steps = plan.steps.flatMap((step): PlanStep[] => {
    const own = without.filter(({ entity }) => entity === step.entity);
    if (own.length === 0) return [step];
    if (own.some(({ ids, fields }) => ids === undefined && fields === undefined)) return [];
    const ids = new Set(own.flatMap((each) => each.ids ?? []));
    // Fields are those of records that are there; what comes back whole comes back with all of them.
    const fields = new Set(step.kind === 'update' ? own.flatMap((each) => each.fields ?? []) : []);
    const records = step.records.flatMap((record): PlanStep['records'] => {
      if (ids.has(record.id)) return [];
      if (record.fields === undefined || !record.fields.some((field) => fields.has(field))) return [record];
      const left = record.fields.filter((field) => !fields.has(field));
      // What the app had is known of all the planned fields together.
      return left.length === 0 ? [] : [{ ...record, fields: left, seenOf: record.seenOf ?? record.fields }];
    });
    return records.length === 0 ? [] : [{ ...step, records }];
  });
  return { ...plan, steps };
}
