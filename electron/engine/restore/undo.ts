import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseObject } from '../vault/entity-reader.ts';
import { hashOfValues } from './hash-of-values.ts';
import type { RestoreState } from './journal/state.ts';
import { stepKey } from './journal/state.ts';
import { LeftAloneTally } from './plan/left-alone.ts';
import { type MadePlan, makePlan, type PlanningParts } from './plan/make-plan.ts';
import type { PlannedRecord, PlanStep, StoredPlan } from './plan/plan.ts';
import { entityNamed } from './restore-parts.ts';
import type { SelectedTable } from './selection.ts';

export interface UndoParts extends Omit<PlanningParts, 'selection'> {
  /** What is taken back. `from` of these parts is the backup that was made before it. */
  readonly done: { readonly plan: StoredPlan; readonly state: RestoreState };
}

/** The plan that takes a restore back: what it changed gets the values of the backup made before it, what it brought is removed, what it removed comes back. */
export async function planUndo(parts: UndoParts): Promise<MadePlan> {
  const { plan, state } = parts.done;
  const left = new LeftAloneTally();
  const back: PlanStep[] = [];
  const remove: PlanStep[] = [];
  const brought = new Set<string>();
  for (const { kind, entity } of plan.steps) {
    if (kind !== 'untrash' && kind !== 'create') continue;
    const records = doneAt(state, kind, entity).flatMap((at): PlannedRecord[] => {
      brought.add(`${entity} ${at}`);
      const seen = state.verified.get(entity)?.get(at)?.whole;
      if (seen !== undefined) return [{ id: at, seen }];
      left.add(entity, 'edited-meanwhile', at);
      return [];
    });
    if (records.length > 0) remove.push({ kind: 'remove', entity, records });
  }
  for (const entity of new Set(plan.steps.map((step) => step.entity))) {
    const records = await planBack(parts, left, entity, brought);
    if (records.length > 0) back.push({ kind: 'update', entity, records });
  }
  const returned = await planReturn(parts);
  // What points at a record is put right before the record goes.
  return { ...returned, steps: [...returned.steps, ...back, ...remove.toReversed()], leftAlone: [...returned.leftAlone, ...left.list()] };
}

/** Fields of records that were there before and are still there: to the values they had, where nobody changed them since. */
async function planBack(parts: UndoParts, left: LeftAloneTally, name: string, brought: ReadonlySet<string>): Promise<PlannedRecord[]> {
  const { plan, state } = parts.done;
  const fieldsOf = new Map<string, Set<string>>();
  const add = (at: string, fields: readonly string[]): void => {
    if (brought.has(`${name} ${at}`)) return;
    fieldsOf.set(at, new Set([...(fieldsOf.get(at) ?? []), ...fields]));
  };
  for (const step of plan.steps) {
    if (step.entity !== name || (step.kind !== 'update' && step.kind !== 'mend')) continue;
    const settled = state.settled.get(stepKey(step.kind, name));
    for (const { id, fields = [] } of step.records) {
      const outcome = settled?.get(id);
      if (outcome?.kind === 'done') add(outcome.at, step.kind === 'mend' ? (state.mended.get(name)?.get(outcome.at) ?? []) : fields);
    }
  }
  if (fieldsOf.size === 0) return [];
  const entity = entityNamed(parts, name);
  if (entity === undefined) {
    left.count(name, 'table-gone', fieldsOf.size);
    return [];
  }
  const present = await parts.into.writer.read(entity, [...fieldsOf.keys()], { signal: parts.signal });
  const records: PlannedRecord[] = [];
  for (const [at, fields] of fieldsOf) {
    const line = present.get(at);
    if (line === undefined) {
      left.add(name, 'gone-meanwhile', at);
      continue;
    }
    const seen = hashOfValues(parts.key, parseObject(line.json), [...fields]);
    if (seen === state.verified.get(name)?.get(at)?.fields) records.push({ id: at, fields: [...fields], seen });
    else left.add(name, 'edited-meanwhile', at);
  }
  return records;
}

/** Records that were removed: out of the trash again, or made anew where it was emptied. */
async function planReturn(parts: UndoParts): Promise<MadePlan> {
  const { plan, state } = parts.done;
  const tables = new Map<string, SelectedTable>();
  for (const { kind, entity } of plan.steps) {
    if (kind !== 'remove') continue;
    const ids = doneAt(state, kind, entity);
    const stored = parts.from.manifest.entities.find(({ name }) => name === entity);
    if (ids.length === 0) continue;
    if (stored === undefined) throw new HoldfastError('incomplete', `The backup made before does not have the table “${entity.slice(0, 100)}”.`, { nextStep: 'Bring it back from another backup.' });
    tables.set(entity, { entity: stored, ids: new Set(ids), fields: undefined, keep: new Set(), overwrite: new Set() });
  }
  return makePlan({ ...parts, isUndo: true, selection: { tables: [...tables.values()], deleted: true, blanked: false, changed: false, overwriteNewer: false } });
}

/** Ids in the app of what a step wrote. */
function doneAt(state: RestoreState, kind: PlanStep['kind'], entity: string): readonly string[] {
  return [...(state.settled.get(stepKey(kind, entity))?.values() ?? [])].flatMap((outcome) => (outcome.kind === 'done' ? [outcome.at] : []));
}
