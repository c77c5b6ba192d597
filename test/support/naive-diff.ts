import type { EntityDiff } from '../../electron/engine/engine.ts';
import { canonicalJson, recordId, recordKey } from '../../shared/model/record.ts';
import { defaultKey, type Table } from './stored-app.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What changed between two tables held in memory, found by looking at every record of both: what the comparison of two backups must say. */
export function naiveDiff(name: string, from: Table | undefined, to: Table | undefined): Omit<EntityDiff, 'note'> {
  const older = byKey(from, to);
  const newer = byKey(to, to ?? from);
  const identity = (to ?? from)?.identity ?? ['id'];
  const sorted = (keys: Iterable<string>): string[] => [...keys].toSorted((a, b) => (a < b ? -1 : 1));
  const created = sorted(newer.keys()).filter((key) => !older.has(key));
  const deleted = sorted(older.keys()).filter((key) => !newer.has(key));
  const changed = sorted(newer.keys()).filter((key) => older.has(key) && canonicalJson(older.get(key)) !== canonicalJson(newer.get(key)));
  const ids = (keys: readonly string[], side: ReadonlyMap<string, Fields>): string[] => keys.map((key) => recordId(identity, side.get(key) ?? {}));
  const wholeFrom = (from?.status ?? 'complete') === 'complete' || to === undefined;
  const wholeTo = (to?.status ?? 'complete') === 'complete' || from === undefined;
  const unsure = { created: wholeFrom ? 0 : created.length, deleted: wholeTo ? 0 : deleted.length };
  return {
    name,
    created: created.length - unsure.created,
    changed: changed.length,
    deleted: deleted.length - unsure.deleted,
    blankedFields: blanked(changed, older, newer),
    fieldsGone: gone(changed, older, newer, from, to, wholeTo),
    ...(unsure.created + unsure.deleted === 0 ? {} : { unsure }),
    records: { created: wholeFrom ? ids(created, newer) : [], changed: ids(changed, newer), deleted: wholeTo ? ids(deleted, older) : [] },
  };
}

function byKey(table: Table | undefined, ruler: Table | undefined): Map<string, Fields> {
  return new Map((table?.records ?? []).map((record) => [recordKey(ruler?.key ?? defaultKey, record), record]));
}

function blanked(changed: readonly string[], older: ReadonlyMap<string, Fields>, newer: ReadonlyMap<string, Fields>): EntityDiff['blankedFields'] {
  const counts = new Map<string, number>();
  for (const key of changed) {
    for (const [field, value] of Object.entries(older.get(key) ?? {})) {
      const now = newer.get(key) ?? {};
      if (!isEmpty(value) && isEmpty(Object.hasOwn(now, field) ? now[field] : undefined)) counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  }
  return [...counts].map(([field, records]) => ({ field, records })).toSorted((a, b) => b.records - a.records || (a.field < b.field ? -1 : 1));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || ['""', '[]', '{}'].includes(JSON.stringify(value));
}

function gone(changed: readonly string[], older: ReadonlyMap<string, Fields>, newer: ReadonlyMap<string, Fields>, from: Table | undefined, to: Table | undefined, wholeTo: boolean): string[] {
  if (from === undefined || to === undefined) return [];
  const there = new Set([...newer.values()].flatMap((record) => Object.keys(record)));
  const [before, after] = [properties(from), properties(to)];
  const undeclared = after.length === 0 ? [] : before.filter((field) => !after.includes(field));
  const lost = changed.flatMap((key) => Object.keys(older.get(key) ?? {}).filter((field) => !Object.hasOwn(newer.get(key) ?? {}, field)));
  // Of a side that was not read whole, nobody knows what the missing records hold.
  return [...new Set([...undeclared, ...(wholeTo ? lost : [])])].filter((field) => !there.has(field)).toSorted();
}

function properties(table: Table): string[] {
  const { schema } = table;
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return [];
  return Object.keys(schema['properties'] ?? {});
}
