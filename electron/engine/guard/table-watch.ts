import { fieldChanges } from '../compare/incidents/field-change.ts';
import type { Row, RowObserver } from '../compare/merge-rows.ts';
import { type Rename, RenameWatch } from '../schema-history/rename.ts';
import type { MachineMadeFigures, TypeChange } from '../watch/figures/figures.ts';
import { type ObservedTable, RowFigures } from '../watch/figures/row-figures.ts';

export interface WatchedTable extends ObservedTable {
  /** The field in which the platform keeps when a record was last changed. */
  readonly changedAt?: string | undefined;
}

/** Fields that say when a record was changed, where the platform does not tell which one does. */
const stamp = /^(?:updated|modified|changed|last_?(?:updated|modified|changed))_?(?:at|date|on|time)?$/i;
/** Past so many ways to be changed, the rest are counted together. */
const mostWays = 2000;

/** Looks at every record of a table that came or changed, for what a person wants to know after an AI was at work. */
export class TableWatch implements RowObserver {
  readonly #table: WatchedTable;
  readonly #figures: RowFigures;
  readonly #names: RenameWatch;
  /** Fields that changed together, and in how many records. */
  readonly #ways = new Map<string, { readonly fields: readonly string[]; records: number }>();
  #waysBeyond = 0;

  /** @param gone fields that the table does not name any more */
  constructor(table: WatchedTable, gone: ReadonlySet<string>) {
    this.#table = table;
    this.#figures = new RowFigures(table);
    this.#names = new RenameWatch(gone);
  }

  created(row: Row): void {
    this.#figures.created(row);
  }

  changed(from: Row, to: Row): void {
    this.#figures.changed(from, to);
    this.#names.changed(from, to);
    const fields = fieldChanges(from.record(), to.record(), this.#table.changedAt).flatMap(({ field }) => (stamp.test(field) ? [] : [field]));
    if (fields.length === 0) return;
    const way = JSON.stringify(fields.toSorted());
    const known = this.#ways.get(way);
    if (known !== undefined) known.records += 1;
    else if (this.#ways.size === mostWays) this.#waysBeyond += 1;
    else this.#ways.set(way, { fields, records: 1 });
  }

  get machineMade(): MachineMadeFigures {
    return this.#figures.machineMade;
  }

  get typeChanges(): readonly TypeChange[] {
    return this.#figures.typeChanges;
  }

  get renames(): readonly Rename[] {
    return this.#names.renames;
  }

  /** Records in which a field changed that none of these explains. */
  editedBeside(explained: ReadonlySet<string>): number {
    let edited = this.#waysBeyond;
    for (const { fields, records } of this.#ways.values()) {
      if (fields.some((field) => !explained.has(field))) edited += records;
    }
    return edited;
  }
}
