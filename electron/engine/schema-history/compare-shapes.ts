import type { z } from 'zod';
import type { schemaChange } from '../../../shared/contract/guard.ts';
import type { Rename } from './rename.ts';
import { type FieldShape, tableShape, type TableShape } from './table-shape.ts';

export type SchemaChange = z.infer<typeof schemaChange>;

/** Table → its schema as the platform gave it. */
export type Schemas = ReadonlyMap<string, unknown>;

/**
 * What became of the tables' descriptions from one reading to another, in the order of the newer one's tables, then those that are gone. A schema
 * that names no fields says nothing of them: nothing is said to have come or gone then. Renames are not guessed from names: see rename.ts.
 */
export function compareSchemas(older: Schemas, newer: Schemas): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  for (const [table, schema] of newer) {
    const after = tableShape(schema);
    if (older.has(table)) changes.push(...compareTable(table, tableShape(older.get(table)), after));
    else changes.push({ kind: 'table-new', table, fields: [...(after.fields?.keys() ?? [])] });
  }
  for (const [table, schema] of older) if (!newer.has(table)) changes.push({ kind: 'table-gone', table, fields: [...(tableShape(schema).fields?.keys() ?? [])] });
  return changes;
}

function compareTable(table: string, before: TableShape, after: TableShape): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  if (before.fields !== undefined && after.fields !== undefined) {
    for (const [field, { type }] of before.fields) if (!after.fields.has(field)) changes.push({ kind: 'field-gone', table, field, type });
    for (const [field, shape] of after.fields) {
      const was = before.fields.get(field);
      if (was === undefined) changes.push({ kind: 'field-new', table, field, type: shape.type });
      else changes.push(...compareField(table, field, was, shape));
    }
  }
  const actions = differing(before.rules, after.rules);
  if (actions.length > 0) changes.push({ kind: 'rules', table, actions });
  if (before.rest !== after.rest || (before.fields === undefined) !== (after.fields === undefined)) changes.push({ kind: 'other', table });
  return changes;
}

function compareField(table: string, field: string, was: FieldShape, is: FieldShape): readonly SchemaChange[] {
  const changes: SchemaChange[] = [];
  if (was.type !== is.type) changes.push({ kind: 'type', table, field, from: was.type, to: is.type });
  if (was.isRequired !== is.isRequired) changes.push({ kind: 'required', table, field, isRequired: is.isRequired });
  const added = (is.choices ?? []).filter((each) => was.choices?.includes(each) !== true);
  const removed = (was.choices ?? []).filter((each) => is.choices?.includes(each) !== true);
  const [wasOpen, isOpen] = [was.choices === undefined, is.choices === undefined];
  if (added.length + removed.length > 0 || wasOpen !== isOpen) changes.push({ kind: 'choices', table, field, added: added.map(bare), removed: removed.map(bare), wasOpen, isOpen });
  if (was.default !== is.default) changes.push({ kind: 'default', table, field });
  const actions = differing(was.rules, is.rules);
  if (actions.length > 0) changes.push({ kind: 'rules', table, field, actions });
  if (changes.length === 0 && was.rest !== is.rest) changes.push({ kind: 'other', table, field });
  return changes;
}

/** A text without its quotes. */
function bare(json: string): string {
  return json.startsWith('"') ? String(JSON.parse(json)) : json;
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((action) => before.get(action) !== after.get(action)).toSorted();
}

/** A field that went and one that has its values are one change. */
export function withRenames(changes: readonly SchemaChange[], renames: ReadonlyMap<string, readonly Rename[]>): readonly SchemaChange[] {
  return changes.flatMap((change): SchemaChange[] => {
    if (change.kind !== 'field-gone' && change.kind !== 'field-new') return [change];
    const { table, field } = change;
    const rename = renames.get(table)?.find((each) => (change.kind === 'field-gone' ? each.field : each.to) === field);
    if (rename === undefined) return [change];
    return change.kind === 'field-gone' ? [{ kind: 'field-renamed', table, ...rename }] : [];
  });
}

/** Tables in which a field went, with the names of those: only there can one have a new name. */
export function tablesWithFieldsGone(changes: readonly SchemaChange[]): ReadonlyMap<string, ReadonlySet<string>> {
  const gone = new Map<string, Set<string>>();
  for (const change of changes) {
    if (change.kind !== 'field-gone') continue;
    const fields = gone.get(change.table) ?? new Set();
    gone.set(change.table, fields.add(change.field));
  }
  return gone;
}
