import type { EntityDiff } from '../../engine.ts';
import { type ComparedTable, mostEdited } from './find-incidents.ts';
import type { Incident, IncidentTable } from './incident.ts';

/**
 * What came back since, as comparisons are told to it from the newest to older ones: records that are there again, fields that have a value again,
 * and records that went after all, which is then the story of a newer incident.
 */
export class Healing {
  readonly #back = new Map<string, Set<string>>();
  readonly #gone = new Map<string, Set<string>>();
  readonly #filled = new Map<string, Set<string>>();

  /** Tells of the next older comparison, once its own incidents were asked about. */
  add(entities: readonly EntityDiff[], tables: readonly ComparedTable[]): void {
    for (const { name, records } of entities) {
      addAll(this.#back, name, records?.created ?? []);
      addAll(this.#gone, name, records?.deleted ?? []);
    }
    for (const { changes } of tables) {
      for (const { field, kind, rows } of changes.groups) {
        if (kind !== 'filled') continue;
        addAll(this.#filled, fieldKey(changes.table.name, field), rows.map((row) => changes.changed[row]?.id).filter((id) => id !== undefined));
      }
    }
  }

  /** The incident as far as it still hurts: tables with the records that are not as they were; undefined when all of it is well again. */
  stillOpen(incident: Incident): Incident | undefined {
    const tables = incident.tables.map((table) => this.#hurt(incident, table)).filter(({ records }) => records > 0);
    return tables.length === 0 ? undefined : { ...incident, tables };
  }

  #hurt({ kind }: Incident, table: IncidentTable): IncidentTable {
    if (table.ids === undefined) return table;
    const isHurt = kind === 'records-deleted' || kind === 'table-gone' ? (id: string) => this.#back.get(table.name)?.has(id) !== true : (id: string) => this.#isBlankStill(table, id, kind === 'fields-overwritten');
    const ids = table.ids.filter(isHurt);
    // Records past those that are kept one by one are not known to be well.
    const hurt = { ...table, ids, records: table.records - (table.ids.length - ids.length) };
    if (table.fields.length === 0) return hurt;
    // What has a value again may have another one than before.
    const edited = [...new Set([...(table.edited ?? []), ...table.ids.filter((id) => !isHurt(id))])].filter((id) => this.#gone.get(table.name)?.has(id) !== true);
    return edited.length === 0 ? hurt : { ...hurt, edited: edited.slice(0, mostEdited) };
  }

  #isBlankStill({ name, fields }: IncidentTable, id: string, onlyGone: boolean): boolean {
    if (this.#gone.get(name)?.has(id) === true) return false;
    return onlyGone || fields.some((field) => this.#filled.get(fieldKey(name, field))?.has(id) !== true);
  }
}

function addAll(sets: Map<string, Set<string>>, key: string, ids: readonly string[]): void {
  let set = sets.get(key);
  if (set === undefined) sets.set(key, (set = new Set()));
  for (const id of ids) set.add(id);
}

function fieldKey(table: string, field: string): string {
  return JSON.stringify([table, field]);
}
