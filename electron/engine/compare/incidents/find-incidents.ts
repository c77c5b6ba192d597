import { createHash } from 'node:crypto';
import type { Incident, IncidentKind, IncidentTable } from './incident.ts';
import { findBursts } from './bursts.ts';
import { incidentSentence } from './sentence.ts';
import type { FieldGroup, TableChanges } from './table-changes.ts';
import { whoseDeletionsBelongTogether } from './together.ts';

/** One table of a comparison, once it is compared. */
export interface ComparedTable {
  readonly changes: TableChanges;
  readonly fieldsGone: readonly string[];
  /** The newer side does not have the table. */
  readonly isGone: boolean;
  /** Records that are missing on the newer side are known to be deleted: it was read whole. */
  readonly isWhole: boolean;
}

/** The two sides of the comparison. */
export interface ComparedSides {
  /** The older backup: it has what is lost. */
  readonly snapshot: string;
  /** When the older side was read, and when the newer one was: whatever happened, happened between. ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  /** Add the ids of the records. */
  readonly withIds: boolean;
}

/** A burst of changes is no everyday work from so many records on, or from this share of a table's. */
const manyRecords = 20;
const fewestRecords = 5;
const largeShare = 0.2;

/** More than these nobody looks through one by one. */
export const mostEdited = 1000;

/**
 * What happened, as a person would tell it, from the differences of two readings: tables and fields that are gone, records that were deleted
 * (those of several tables as one where they refer to each other), fields that went blank, and values that were overwritten in a burst.
 * Edits as people make them all day are not among them. The largest loss first.
 */
export function findIncidents(tables: readonly ComparedTable[], sides: ComparedSides): readonly Incident[] {
  const found: Incident[] = [];
  for (const table of tables) {
    if (table.isGone) found.push(tableGone(table, sides));
    else found.push(...fieldsGone(table, sides), ...fieldIncidents(table, sides));
  }
  const deleted = tables.filter(({ changes, isGone, isWhole }) => !isGone && isWhole && changes.deletedCount > 0);
  for (const together of whoseDeletionsBelongTogether(deleted.map(({ changes }) => changes))) found.push(recordsDeleted(together, sides));
  return found.toSorted((a, b) => rank(a) - rank(b) || total(b) - total(a) || (a.id < b.id ? -1 : 1));
}

const ranks = { 'table-gone': 0, 'records-deleted': 1, 'field-gone': 2, 'fields-blanked': 3, 'fields-overwritten': 4 } as const satisfies Record<IncidentKind, number>;

function rank({ kind }: Incident): number {
  return ranks[kind];
}

function total({ tables }: Incident): number {
  return tables.reduce((sum, { records }) => sum + records, 0);
}

function tableGone({ changes }: ComparedTable, sides: ComparedSides): Incident {
  const { table, deleted } = changes;
  const ids = sides.withIds ? { ids: deleted.map(({ id }) => id) } : {};
  return incident('table-gone', [{ name: table.name, records: table.records, of: table.records, fields: [], ...ids }], { from: sides.from, to: sides.to }, sides);
}

function recordsDeleted(together: readonly TableChanges[], sides: ComparedSides): Incident {
  const tables = together.map(({ table, deletedCount, deleted }): IncidentTable => ({
    name: table.name,
    records: deletedCount,
    of: table.records,
    fields: [],
    ...(sides.withIds ? { ids: deleted.map(({ id }) => id) } : {}),
  }));
  return incident('records-deleted', tables, { from: sides.from, to: sides.to }, sides);
}

function fieldsGone({ changes, fieldsGone: gone }: ComparedTable, sides: ComparedSides): readonly Incident[] {
  if (gone.length === 0) return [];
  // Where its values went with it, those are the records that lost something; a field that only left the schema may have lost none.
  const groups = changes.groups.filter(({ field, kind }) => kind === 'blanked' && gone.includes(field));
  const rows = [...new Set(groups.flatMap((group) => group.rows))];
  const records = Math.max(0, ...groups.map((group) => group.records));
  return [incident('field-gone', [tableOf(changes, records, gone, rows, sides)], windowOf(changes, rows, sides), sides)];
}

function fieldIncidents({ changes, fieldsGone: gone }: ComparedTable, sides: ComparedSides): readonly Incident[] {
  const open = changes.groups.filter(({ field, kind }) => kind !== 'filled' && !(kind === 'blanked' && gone.includes(field)));
  const lost = open.filter(({ kind }) => kind === 'blanked').map((group) => ({ kind: 'fields-blanked' as const, group, rows: group.rows, records: group.records }));
  const overwritten = open.filter((group) => group.kind === 'changed' && !isStamp(changes, group)).flatMap((group) => {
    const rows = overwrittenAtOnce(changes, group);
    // Past what is kept of single records, the whole group is what there is.
    return rows === undefined ? [] : [{ kind: 'fields-overwritten' as const, group, rows, records: rows.length === group.rows.length ? group.records : rows.length }];
  });
  const merged = new Map<string, { kind: IncidentKind; fields: string[]; rows: readonly number[]; records: number }>();
  for (const { kind, group, rows, records } of [...lost, ...overwritten]) {
    // Fields that went on the very same records went together.
    const key = `${kind} ${records} ${hashOf(rows)}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { kind, fields: [group.field], rows, records });
    else known.fields.push(group.field);
  }
  return [...merged.values()].map(({ kind, fields, rows, records }) => incident(kind, [tableOf(changes, records, fields.toSorted(), rows, sides)], windowOf(changes, rows, sides), sides));
}

/** A date that changes with every change of a record says when it was changed, whatever it is called. */
function isStamp({ changedCount }: TableChanges, { allDates, records }: FieldGroup): boolean {
  return allDates && records === changedCount;
}

/** The rows of a group that no person would change so: many within a minute of each other, or many of the table to one and the same value. Undefined when there are none. */
function overwrittenAtOnce(changes: TableChanges, group: FieldGroup): readonly number[] | undefined {
  const isMany = (count: number): boolean => count >= manyRecords || (count >= fewestRecords && count >= changes.table.records * largeShare);
  const moments = group.rows.map((row) => changes.changed[row]?.at);
  if (moments.includes(undefined)) return isMany(group.records) && (group.value !== undefined || group.records >= changes.table.records * largeShare) ? group.rows : undefined;
  const bursts = findBursts(moments.filter((moment) => moment !== undefined)).filter(({ count }) => isMany(count));
  if (bursts.length === 0) return undefined;
  return group.rows.filter((_row, at) => bursts.some(({ from, to }) => inside(moments[at], from, to)));
}

function inside(moment: number | undefined, from: number, to: number): boolean {
  return moment !== undefined && moment >= from && moment <= to;
}

function tableOf(changes: TableChanges, records: number, fields: readonly string[], rows: readonly number[], sides: ComparedSides): IncidentTable {
  const { table, changed, groups } = changes;
  const idsOf = (of: Iterable<number>): string[] => [...of].flatMap((row) => changed[row]?.id ?? []);
  if (!sides.withIds) return { name: table.name, records, of: table.records, fields };
  const befallen = new Set(rows);
  const others = new Set(groups.filter(({ field, kind }) => kind === 'changed' && fields.includes(field)).flatMap((group) => group.rows.filter((row) => !befallen.has(row))));
  return { name: table.name, records, of: table.records, fields, ids: idsOf(rows), ...(others.size === 0 ? {} : { edited: idsOf(others).slice(0, mostEdited) }) };
}

/**
 * When it happened. A record that was edited again later tells that later moment, so the largest bursts speak for the whole: those with a tenth of
 * the records or more.
 */
function windowOf(changes: TableChanges, rows: readonly number[], { from, to }: ComparedSides): Incident['window'] {
  const moments = rows.map((row) => changes.changed[row]?.at).filter((moment) => moment !== undefined);
  const bursts = findBursts(moments).filter(({ count }) => count * 10 >= moments.length);
  const first = bursts[0];
  const last = bursts.at(-1);
  if (first === undefined || last === undefined) return { from, to };
  return { from: new Date(first.from).toISOString(), to: new Date(last.to).toISOString() };
}

function hashOf(rows: readonly number[]): string {
  return createHash('sha256').update(Uint32Array.from(rows)).digest('base64');
}

function incident(kind: IncidentKind, tables: readonly IncidentTable[], window: Incident['window'], { snapshot }: ComparedSides): Incident {
  const id = createHash('sha256').update(JSON.stringify([kind, snapshot, tables.map(({ name, fields }) => [name, fields])])).digest('hex').slice(0, 12);
  return { id, kind, tables, window, snapshot, sentence: incidentSentence(kind, tables) };
}
