import type { EntityDiff, Incident } from '../engine.ts';
import { shownIncident } from '../runs/results.ts';
import type { SchemaChange } from '../schema-history/compare-shapes.ts';
import type { Rename } from '../schema-history/rename.ts';
import type { MachineMadeFigures, TypeChange } from '../watch/figures/figures.ts';
import type { GuardFinding, GuardLook } from './session.ts';

/** One table of a look. */
export interface LookedTable {
  readonly diff: EntityDiff;
  /** Records in the guard backup; 0 where it does not have the table. */
  readonly before: number;
  readonly machineMade: MachineMadeFigures;
  readonly typeChanges: readonly TypeChange[];
  readonly renames: readonly Rename[];
  /** Records in which a field changed that none of these explains. */
  readonly editedBeside: (explained: ReadonlySet<string>) => number;
  /** Why not everything of it is known. */
  readonly unsure?: string;
}

export interface Looked {
  readonly tables: readonly LookedTable[];
  /** The largest loss first. */
  readonly incidents: readonly Incident[];
  /** How the tables are described now, beside how they were; without renames. */
  readonly changes: readonly SchemaChange[];
  /** Records of the guard backup with a value in a field that is not described any more. */
  readonly hadValue: (table: string, field: string) => number;
}

/** So few records, and of so small a share of their table, that a person may have done that at work. */
const fewRecords = 3;
const fewShare = 0.05;
/** A day's work in an hour. */
const manyRecords = 50;
const largeShare = 0.2;
const mostFindings = 300;

type Weight = GuardFinding['weight'];
const order: Readonly<Record<Weight, number>> = { loss: 0, look: 1, normal: 2 };

/** What a look found, the gravest first; what one finding tells, no other tells again. */
export function findingsOf({ tables, incidents, changes, hadValue }: Looked): GuardFinding[] {
  const renames = new Map(tables.map(({ diff, renames: found }) => [diff.name, found]));
  const isRenamed = (table: string, field: string): boolean => renames.get(table)?.some((each) => each.field === field) === true;
  const losses = incidents.flatMap((incident) => {
    const left = withoutRenamed(incident, isRenamed);
    return left === undefined ? [] : [left];
  });
  const found: GuardFinding[] = [
    ...losses.map((incident): GuardFinding => {
      const few = isFew(incident);
      return { kind: 'incident', weight: few ? 'look' : 'loss', incident: shownIncident(incident), few };
    }),
    ...tables.flatMap((table) => ofTable(table, losses, changes, hadValue)),
    ...changes.flatMap((change) => ofSchema(change, losses, isRenamed, (table, field) => renames.get(table)?.some((each) => each.to === field) === true, hadValue)),
  ];
  return found.toSorted((a, b) => order[a.weight] - order[b.weight]).slice(0, mostFindings);
}

/** Everything, or only what could be compared? */
export function verdictOf(findings: readonly GuardFinding[], isWhole: boolean): GuardLook['verdict'] {
  if (findings.some(({ weight }) => weight === 'loss')) return 'lost';
  if (findings.some((finding) => finding.kind === 'incident' || (finding.kind === 'renamed' && finding.same < finding.of))) return 'few';
  return isWhole ? 'nothing-lost' : 'unsure';
}

/** Of an incident, what did not only get another name. */
function withoutRenamed(incident: Incident, isRenamed: (table: string, field: string) => boolean): Incident | undefined {
  if (incident.kind !== 'field-gone' && incident.kind !== 'fields-blanked') return incident;
  const tables = incident.tables.flatMap((table) => {
    const fields = table.fields.filter((field) => !isRenamed(table.name, field));
    return fields.length === 0 ? [] : [{ ...table, fields }];
  });
  return tables.length === 0 ? undefined : { ...incident, tables };
}

function isFew({ kind, tables }: Incident): boolean {
  return kind !== 'table-gone' && kind !== 'field-gone' && tables.every(({ records, of }) => isFewOf(records, of));
}

function isFewOf(records: number, of: number): boolean {
  return records <= fewRecords && records <= of * fewShare;
}

function ofTable({ diff, before, machineMade, typeChanges, renames, editedBeside }: LookedTable, losses: readonly Incident[], changes: readonly SchemaChange[], hadValue: Looked['hadValue']): GuardFinding[] {
  const table = diff.name;
  const found: GuardFinding[] = renames.map(({ field, to, same, of: seen }) => {
    // A record that nobody wrote to has its value in the old field alone, where the app does not show it any more.
    const of = Math.max(seen, hadValue(table, field));
    return { kind: 'renamed', weight: isFewOf(of - same, of) ? 'look' : 'loss', table, field, to, same, of };
  });
  const declared = changes.flatMap((change) => (change.kind === 'type' && change.table === table ? [change] : []));
  for (const { field, from, to } of declared) {
    const records = typeChanges.filter((each) => each.field === field).reduce((sum, each) => sum + each.records, 0);
    found.push({ kind: 'type', weight: 'look', table, field, from, to, records });
  }
  for (const { field, from, to, records } of typeChanges) {
    if (!declared.some((change) => change.field === field)) found.push({ kind: 'type', weight: 'look', table, field, from, to, records });
  }
  if (machineMade.records > 0) found.push({ kind: 'machine-made', weight: 'look', table, ...machineMade });
  const created = diff.created - machineMade.records;
  if (created > 0) found.push({ kind: 'created', weight: created > Math.max(manyRecords, before * largeShare) ? 'look' : 'normal', table, records: created, before });
  const edited = editedBeside(explainedFields(table, losses, renames, [...typeChanges.map(({ field }) => field), ...declared.map(({ field }) => field)], changes));
  if (edited > 0) found.push({ kind: 'edited', weight: edited > Math.max(manyRecords, before * largeShare) ? 'look' : 'normal', table, records: edited, before });
  return found;
}

/** Fields whose changes are told already. */
function explainedFields(table: string, losses: readonly Incident[], renames: readonly Rename[], typed: readonly string[], changes: readonly SchemaChange[]): ReadonlySet<string> {
  return new Set([
    ...losses.flatMap(({ tables }) => tables.filter(({ name }) => name === table).flatMap(({ fields }) => fields)),
    ...renames.flatMap(({ field, to }) => [field, to]),
    ...typed,
    ...changes.flatMap((change) => ((change.kind === 'field-new' || change.kind === 'field-gone') && change.table === table ? [change.field] : [])),
  ]);
}

function ofSchema(change: SchemaChange, losses: readonly Incident[], isRenamed: (table: string, field: string) => boolean, isNewName: (table: string, field: string) => boolean, hadValue: Looked['hadValue']): GuardFinding[] {
  switch (change.kind) {
    case 'table-gone':
      return losses.some(({ kind, tables }) => kind === 'table-gone' && tables.some(({ name }) => name === change.table)) ? [] : [{ kind: 'schema', weight: 'look', change }];
    case 'field-gone': {
      const isTold = losses.some(({ kind, tables }) => kind === 'field-gone' && tables.some(({ name, fields }) => name === change.table && fields.includes(change.field)));
      if (isTold || isRenamed(change.table, change.field)) return [];
      // The platform may still store the values; for the app they are gone.
      const records = hadValue(change.table, change.field);
      return [{ kind: 'schema', weight: records > 0 ? 'loss' : 'look', change, records }];
    }
    case 'field-new':
      return isNewName(change.table, change.field) ? [] : [{ kind: 'schema', weight: 'normal', change }];
    case 'type':
    case 'field-renamed':
      // Told with the records.
      return [];
    case 'choices':
      return [{ kind: 'schema', weight: change.removed.length > 0 || (change.wasOpen && !change.isOpen) ? 'look' : 'normal', change }];
    case 'required':
    case 'rules':
      return [{ kind: 'schema', weight: 'look', change }];
    case 'table-new':
    case 'default':
    case 'other':
      return [{ kind: 'schema', weight: 'normal', change }];
  }
}
