import type { BackupFigures, NamedIncident, TableFigures } from '../figures/figures.ts';
import type { AlarmCause, AlarmKind } from './alarm.ts';
import { defaultThresholds, exceeds, type TableThresholds } from './thresholds.ts';

/**
 * What in these figures a person must hear of, the largest loss first. What a reading that broke off does not have is no loss (that backup is
 * incomplete and says so); what an access token does not see any more, though it was read to the last, is one.
 */
export function findCauses({ tables, comparedWith, incidents }: BackupFigures, thresholds: ReadonlyMap<string, TableThresholds>): readonly AlarmCause[] {
  if (comparedWith === null) return [];
  return tables.flatMap((table) => causesIn(table, thresholds.get(table.name) ?? defaultThresholds)).map((cause) => withIncident(cause, incidents)).toSorted((a, b) => b.records - a.records || (a.table < b.table ? -1 : 1));
}

function causesIn(figures: TableFigures, { lost, blanked }: TableThresholds): readonly AlarmCause[] {
  const { name: table, before, vanished } = figures;
  const of = before ?? 0;
  if (figures.state === 'gone') return [{ kind: 'table-gone', table, records: of, of }];
  if (figures.state !== 'compared') return [];
  const causes: AlarmCause[] = [];
  const deleted = figures.deleted ?? (figures.sawAllItMay ? (figures.unsure?.deleted ?? 0) : 0);
  if (exceeds({ records: deleted, of }, lost)) causes.push({ kind: 'records-lost', table, records: deleted, of });
  for (const field of vanished) causes.push({ kind: 'field-gone', table, field, records: blankedIn(figures, field), of });
  for (const { field, records } of figures.blanked) {
    if (!vanished.includes(field) && exceeds({ records, of }, blanked)) causes.push({ kind: 'field-blanked', table, field, records, of });
  }
  return causes;
}

const incidentKinds: Readonly<Partial<Record<AlarmKind, NamedIncident['kind']>>> = { 'records-lost': 'records-deleted', 'field-blanked': 'fields-blanked', 'table-gone': 'table-gone', 'field-gone': 'field-gone' };

/** With the id under which a look for losses finds it, where it does. */
export function withIncident(cause: AlarmCause, incidents: readonly NamedIncident[]): AlarmCause {
  const { kind, table, field } = cause;
  const found = incidents.find((each) => each.kind === incidentKinds[kind] && each.tables.some(({ name, fields }) => name === table && (field === undefined || fields.includes(field))));
  return found === undefined ? cause : { ...cause, incident: found.id };
}

function blankedIn({ blanked }: TableFigures, field: string): number {
  return blanked.find((each) => each.field === field)?.records ?? 0;
}
