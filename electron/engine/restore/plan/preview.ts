import { HoldfastError } from '../../../../shared/model/errors.ts';
import { canonicalJson } from '../../../../shared/model/record.ts';
import { parseObject } from '../../vault/entity-reader.ts';
import { findMany } from '../backup-records.ts';
import type { PreviewOptions, StepPreview } from '../restore-desk.ts';
import { entityNamed, type Fields, type RestoreParts } from '../restore-parts.ts';
import type { PlanStep, StoredPlan } from './plan.ts';

/** Steps after which the record is as the backup has it, or has fields of it. */
const fromBackup: ReadonlySet<PlanStep['kind']> = new Set(['untrash', 'create', 'update']);
/** Steps that find the record in the app. */
const inApp: ReadonlySet<PlanStep['kind']> = new Set(['update', 'mend', 'remove']);

/** Records of one step, or of something that is left alone, as the app has them now and as they would be. @throws not-found for what the plan does not have. */
export async function previewStep(parts: RestoreParts, plan: StoredPlan, { of = 'step', step: number, offset, limit }: Pick<PreviewOptions, 'of' | 'step' | 'offset' | 'limit'>): Promise<StepPreview> {
  const step = of === 'step' ? plan.steps[number] : asStep(plan, number);
  if (step === undefined) throw new HoldfastError('not-found', 'That plan has no such step.', { nextStep: 'Make the plan again.' });
  const records = step.records.slice(offset, offset + limit);
  const [stored, present] = await Promise.all([storedRecords(parts, step, records), presentRecords(parts, step, records)]);
  return {
    total: step.records.length,
    records: records.map(({ id, at, fields = [] }) => {
      const now = present.get(at ?? id);
      const after = afterwards(step.kind, { now, stored: stored.get(id), fields });
      return { id, fields, ...(now === undefined ? {} : { now: canonicalJson(now) }), ...(after === undefined ? {} : { after: canonicalJson(after) }) };
    }),
  };
}

/** What is left alone, as if it were to be written. */
function asStep({ leftAlone, known }: StoredPlan, number: number): PlanStep | undefined {
  const group = leftAlone[number];
  if (group === undefined) return undefined;
  const { entity, ids, field } = group;
  const names = new Map(known.filter(([of]) => of === entity).map(([, old, now]) => [old, now]));
  return { kind: 'update', entity, records: ids.map((id) => ({ id, ...(names.has(id) ? { at: names.get(id) } : {}), ...(field === undefined ? {} : { fields: [field] }) })) };
}

function afterwards(kind: PlanStep['kind'], { now, stored, fields }: { readonly now: Fields | undefined; readonly stored: Fields | undefined; readonly fields: readonly string[] }): Fields | undefined {
  if (kind === 'untrash' || kind === 'create') return stored;
  if (kind !== 'update' || now === undefined || stored === undefined) return undefined;
  return { ...now, ...Object.fromEntries(fields.map((field) => [field, Object.hasOwn(stored, field) ? stored[field] : null])) };
}

async function storedRecords({ from, signal }: RestoreParts, step: PlanStep, records: PlanStep['records']): Promise<ReadonlyMap<string, Fields>> {
  const entity = from.manifest.entities.find(({ name }) => name === step.entity);
  const found = new Map<string, Fields>();
  if (entity === undefined || !fromBackup.has(step.kind)) return found;
  for await (const part of findMany(from.reader, entity, new Set(records.map(({ id }) => id)), signal)) {
    if (part.kind === 'records') for (const { id, record } of part.records) found.set(id, record);
  }
  return found;
}

async function presentRecords(parts: RestoreParts, step: PlanStep, records: PlanStep['records']): Promise<ReadonlyMap<string, Fields>> {
  const entity = entityNamed(parts, step.entity);
  if (entity === undefined || records.length === 0 || !inApp.has(step.kind)) return new Map();
  const found = await parts.into.writer.read(entity, records.map(({ id, at }) => at ?? id), { signal: parts.signal });
  return new Map([...found].map(([id, { json }]) => [id, parseObject(json)]));
}
