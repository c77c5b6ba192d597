import type { BackupFigures, FieldCount, TableFigures } from '../figures/figures.ts';

/** What came and went in a table on one day (UTC), by the backups that were begun on it. */
export interface TurnoverDay {
  /** 2026-06-01 */
  readonly day: string;
  readonly created: number;
  readonly deleted: number;
  readonly blanked: readonly FieldCount[];
}

/** How much of each table comes and goes, day by day: what is usual there shows in it. */
export interface Turnover {
  /** From when on it is known: ISO 8601, UTC; null: not yet. */
  readonly since: string | null;
  readonly tables: ReadonlyMap<string, readonly TurnoverDay[]>;
}

export const noTurnover: Turnover = { since: null, tables: new Map() };

/** Enough for five backups, a week apart, and the week before them. */
const keptDays = 60;
const dayMs = 24 * 60 * 60 * 1000;
/** What is usual is told from so long a time. */
export const usualMs = 7 * dayMs;

/** With the figures of one more backup, each told of once. */
export function withFigures(turnover: Turnover, { startedAt, tables }: Pick<BackupFigures, 'startedAt' | 'tables'>): Turnover {
  const day = dayOf(Date.parse(startedAt));
  const oldest = dayOf(Date.parse(startedAt) - keptDays * dayMs);
  const days = new Map([...turnover.tables].map(([name, each]) => [name, each.filter((one) => one.day >= oldest)] as const).filter(([, each]) => each.length > 0));
  for (const table of tables) {
    const change = changeOf(table, day);
    if (change === undefined) continue;
    const known = days.get(table.name) ?? [];
    const same = known.find((each) => each.day === day);
    days.set(table.name, same === undefined ? [...known, change] : known.map((each) => (each === same ? sum(same, change) : each)));
  }
  return { since: turnover.since ?? startedAt, tables: days };
}

/** What is counted: records that were made, records that went, or values of one field that went. */
export type Counted = 'created' | 'deleted' | { readonly blanked: string };

/** How many came or went since then, by the days of the backups: that day counts whole. Undefined where it is not known so far back. */
export function turnedOverSince(turnover: Turnover, table: string, counted: Counted, then: Date): number | undefined {
  if (turnover.since === null || Date.parse(turnover.since) > then.getTime()) return undefined;
  const first = dayOf(then.getTime());
  return total(turnover, table, counted, (day) => day >= first);
}

/** How many went in the week before that moment; undefined where it is not known. */
export function usualBefore(turnover: Turnover, table: string, counted: Counted, then: Date): number | undefined {
  if (turnover.since === null || Date.parse(turnover.since) > then.getTime() - usualMs) return undefined;
  const [first, end] = [dayOf(then.getTime() - usualMs), dayOf(then.getTime())];
  return total(turnover, table, counted, (day) => day >= first && day < end);
}

function total({ tables }: Turnover, table: string, counted: Counted, isMeant: (day: string) => boolean): number {
  const days = (tables.get(table) ?? []).filter(({ day }) => isMeant(day));
  return days.reduce((all, day) => all + (typeof counted === 'string' ? day[counted] : (day.blanked.find(({ field }) => field === counted.blanked)?.records ?? 0)), 0);
}

function changeOf({ state, created, deleted, unsure, sawAllItMay, blanked }: TableFigures, day: string): TurnoverDay | undefined {
  if (state !== 'compared') return undefined;
  const gone = deleted ?? (sawAllItMay ? (unsure?.deleted ?? 0) : 0);
  const made = created ?? unsure?.created ?? 0;
  return made === 0 && gone === 0 && blanked.length === 0 ? undefined : { day, created: made, deleted: gone, blanked };
}

function sum(one: TurnoverDay, other: TurnoverDay): TurnoverDay {
  const blanked = new Map(one.blanked.map(({ field, records }) => [field, records]));
  for (const { field, records } of other.blanked) blanked.set(field, (blanked.get(field) ?? 0) + records);
  return { day: one.day, created: one.created + other.created, deleted: one.deleted + other.deleted, blanked: [...blanked].map(([field, records]) => ({ field, records })) };
}

function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
