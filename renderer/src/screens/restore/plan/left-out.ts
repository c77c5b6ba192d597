import type { Run, RunResult } from '../../../app/data/use-run.ts';

export type Plan = Extract<RunResult, { kind: 'restore-plan' }>['plans'][number];
export type PlanStep = Plan['steps'][number];
type PlannedRequest = Extract<Run['request'], { kind: 'restore' }>['plans'][number];
type Without = NonNullable<PlannedRequest['without']>;

/** What a person unticked in one table. */
interface OutOfTable {
  readonly whole: boolean;
  /** Ids, with the step in which they were unticked. */
  readonly ids: ReadonlyMap<string, number>;
  readonly fields: ReadonlySet<string>;
}

/** What a person unticked, by table. */
export type LeftOut = ReadonlyMap<string, OutOfTable>;

export const nothingLeftOut: LeftOut = new Map();
const noneOfTable: OutOfTable = { whole: false, ids: new Map(), fields: new Set() };

export function outOf(left: LeftOut, table: string): OutOfTable {
  return left.get(table) ?? noneOfTable;
}

export function tickTable(left: LeftOut, table: string, ticked: boolean): LeftOut {
  // Ticked again, all of it is in again.
  return new Map(left).set(table, ticked ? noneOfTable : { ...outOf(left, table), whole: true });
}

export function tickRecord(left: LeftOut, table: string, { id, step }: { readonly id: string; readonly step: number }, ticked: boolean): LeftOut {
  const ids = new Map(outOf(left, table).ids);
  if (ticked) ids.delete(id);
  else ids.set(id, step);
  return new Map(left).set(table, { ...outOf(left, table), ids });
}

export function tickField(left: LeftOut, table: string, field: string, ticked: boolean): LeftOut {
  const fields = new Set(outOf(left, table).fields);
  if (ticked) fields.delete(field);
  else fields.add(field);
  return new Map(left).set(table, { ...outOf(left, table), fields });
}

/** As the engine is told. */
export function withoutOf(left: LeftOut): Without {
  return [...left].flatMap(([table, { whole, ids, fields }]): Without => {
    if (whole) return [{ table }];
    return [...(ids.size === 0 ? [] : [{ table, ids: [...ids.keys()] }]), ...(fields.size === 0 ? [] : [{ table, fields: [...fields] }])];
  });
}

/** How many records of a table are still to come back; at most, where fields were taken out. */
export function keptOf(left: LeftOut, { name, records }: Plan['tables'][number]): number {
  const { whole, ids } = outOf(left, name);
  return whole ? 0 : Math.max(0, records - ids.size);
}

/** How many records of a step are still in it. */
export function keptInStep(left: LeftOut, { table, records, fields }: PlanStep, index: number): number {
  const { whole, ids, fields: out } = outOf(left, table);
  if (whole || (fields.length > 0 && fields.every(({ field }) => out.has(field)))) return 0;
  return Math.max(0, records - [...ids.values()].filter((step) => step === index).length);
}

/** Of how many records it cannot be told here whether they are still in it: those that may have lost all their fields. */
export function hasFieldsOut(left: LeftOut): boolean {
  return [...left.values()].some(({ whole, fields }) => !whole && fields.size > 0);
}

/** Changes that do set something off, and those of which the platform does not say. */
export interface SetOff {
  readonly surely: number;
  readonly maybe: number;
}

/** The plan in the figures that matter, without what is unticked. */
export interface PlanFigures {
  readonly records: number;
  readonly byKind: Readonly<Record<PlanStep['kind'], number>>;
  /** What it sets off in the app. */
  readonly webhooks: SetOff;
  readonly automations: SetOff;
  readonly seconds: number;
}

/** What is unticked in each of several plans, by their ids. */
export type LeftOutOf = ReadonlyMap<string, LeftOut>;

export function leftOutOf(all: LeftOutOf, plan: string): LeftOut {
  return all.get(plan) ?? nothingLeftOut;
}

/** Several plans that are done one after the other, as the engine is told: those of which something is left. */
export function requested(plans: readonly Plan[], all: LeftOutOf): readonly PlannedRequest[] {
  return plans.flatMap((plan) => {
    const left = leftOutOf(all, plan.id);
    return figuresOf(plan, left).records === 0 ? [] : [{ plan: plan.id, without: withoutOf(left) }];
  });
}

/** The figures of all of them together. */
export function figuresOfAll(plans: readonly Plan[], all: LeftOutOf): PlanFigures {
  const each = plans.map((plan) => figuresOf(plan, leftOutOf(all, plan.id)));
  const sum = (of: (figures: PlanFigures) => number): number => each.reduce((total, figures) => total + of(figures), 0);
  const setOff = (what: 'webhooks' | 'automations'): SetOff => ({ surely: sum((figures) => figures[what].surely), maybe: sum((figures) => figures[what].maybe) });
  return {
    records: sum(({ records }) => records),
    byKind: { untrash: sum(({ byKind }) => byKind.untrash), remove: sum(({ byKind }) => byKind.remove), update: sum(({ byKind }) => byKind.update), create: sum(({ byKind }) => byKind.create), mend: sum(({ byKind }) => byKind.mend) },
    webhooks: setOff('webhooks'),
    automations: setOff('automations'),
    seconds: sum(({ seconds }) => seconds),
  };
}

export function figuresOf({ steps, tables, uploads }: Plan, left: LeftOut): PlanFigures {
  const byKind = { untrash: 0, remove: 0, update: 0, create: 0, mend: 0 };
  const setOff = { webhooks: { surely: 0, maybe: 0 }, automations: { surely: 0, maybe: 0 } };
  let seconds = 0;
  for (const [index, step] of steps.entries()) {
    const kept = keptInStep(left, step, index);
    byKind[step.kind] += kept;
    for (const what of ['webhooks', 'automations'] as const) {
      if (step.effects[what] === 'yes') setOff[what].surely += kept;
      else if (step.effects[what] === 'unknown') setOff[what].maybe += kept;
    }
    seconds += step.records === 0 ? 0 : step.seconds * (kept / step.records);
  }
  // Mending links alone brings nothing back.
  const isAllOut = Object.entries(byKind).every(([kind, count]) => kind === 'mend' || count === 0);
  // Which of the files would not be needed then is not known here.
  if (!isAllOut) seconds += uploads?.seconds ?? 0;
  return { records: isAllOut ? 0 : tables.reduce((sum, table) => sum + keptOf(left, table), 0), byKind, ...setOff, seconds: Math.ceil(seconds) };
}
