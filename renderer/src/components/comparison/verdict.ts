import type { RunResult } from '../../app/data/use-run.ts';

export type CompareResult = Extract<RunResult, { kind: 'compare' }>;
export type TableDiff = CompareResult['tables'][number];

/** The worst that happened between two states, in the order a founder fears it. */
export type Verdict =
  | { readonly kind: 'gone'; readonly records: number; readonly table: string; readonly inTable: number; readonly tables: number }
  | { readonly kind: 'blank'; readonly field: string; readonly table: string; readonly records: number; readonly others: number }
  | { readonly kind: 'fields-gone'; readonly field: string; readonly table: string; readonly fields: number }
  | { readonly kind: 'unsure'; readonly records: number; readonly tables: number }
  | { readonly kind: 'normal'; readonly created: number; readonly changed: number }
  | { readonly kind: 'same' };

export function verdictOf(tables: readonly TableDiff[]): Verdict {
  const gone = worst(tables.filter(({ deleted }) => deleted > 0), ({ deleted }) => deleted);
  if (gone !== undefined) {
    return { kind: 'gone', records: sum(tables, ({ deleted }) => deleted), table: gone.name, inTable: gone.deleted, tables: tables.filter(({ deleted }) => deleted > 0).length };
  }
  const blanks = tables.flatMap(({ name, blankedFields }) => blankedFields.map((blanked) => ({ table: name, ...blanked })));
  const blank = worst(blanks, ({ records }) => records);
  if (blank !== undefined) return { kind: 'blank', ...blank, others: blanks.length - 1 };
  const lost = tables.flatMap(({ name, fieldsGone }) => fieldsGone.map((field) => ({ table: name, field })));
  const first = lost[0];
  if (first !== undefined) return { kind: 'fields-gone', ...first, fields: lost.length };
  const unsure = tables.filter(isUnsure);
  if (unsure.length > 0) return { kind: 'unsure', records: sum(unsure, ({ unsure: open }) => (open?.created ?? 0) + (open?.deleted ?? 0)), tables: unsure.length };
  const created = sum(tables, (table) => table.created);
  const changed = sum(tables, (table) => table.changed);
  return created + changed > 0 ? { kind: 'normal', created, changed } : { kind: 'same' };
}

/** Nobody knows of this table for certain: a side was not read whole. */
export function isUnsure(table: TableDiff): boolean {
  return table.note !== undefined || (table.unsure !== undefined && table.unsure.created + table.unsure.deleted > 0);
}

/** Has it anything to show? A note counts: silence would look like "nothing happened". */
export function hasNews(table: TableDiff): boolean {
  return table.created > 0 || table.changed > 0 || table.deleted > 0 || table.blankedFields.length > 0 || table.fieldsGone.length > 0 || isUnsure(table);
}

/** Losses first: deleted, then blanked, then the rest by how much moved. */
export function byWeight(tables: readonly TableDiff[]): readonly TableDiff[] {
  const blanked = (table: TableDiff): number => sum(table.blankedFields, ({ records }) => records);
  return tables.toSorted((a, b) => b.deleted - a.deleted || blanked(b) - blanked(a) || b.changed + b.created - (a.changed + a.created) || (a.name < b.name ? -1 : 1));
}

function worst<T>(of: readonly T[], size: (one: T) => number): T | undefined {
  return of.toSorted((a, b) => size(b) - size(a))[0];
}

function sum<T>(of: readonly T[], size: (one: T) => number): number {
  return of.reduce((total, one) => total + size(one), 0);
}
