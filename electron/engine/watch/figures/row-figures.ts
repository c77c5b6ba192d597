import type { Row, RowObserver } from '../../compare/merge-rows.ts';
import type { MachineMadeFigures, TypeChange } from './figures.ts';
import { creationField, MachineMade } from './machine-made.ts';
import { noMachineMade } from './figures.ts';
import { valueKind } from './value-kind.ts';

/** A table as its records are told apart. */
export interface ObservedTable {
  readonly key: readonly { readonly field: string }[];
  readonly identity: readonly string[];
}

/** Past so many fields with another kind of value, the table is another one. */
const mostChanges = 1000;

/** Looks at every record that came or changed, for what the plain counts do not say. */
export class RowFigures implements RowObserver {
  readonly #table: ObservedTable;
  readonly #kinds = new Map<string, { readonly field: string; readonly from: string; readonly to: string; records: number }>();
  #made: MachineMade | undefined;

  constructor(table: ObservedTable) {
    this.#table = table;
  }

  created(row: Row): void {
    const record = row.record();
    this.#made ??= new MachineMade(creationField(this.#table.key, this.#table.identity, record), this.#table.identity);
    this.#made.add(record);
  }

  changed(from: Row, to: Row): void {
    const older = from.record();
    const newer = to.record();
    for (const field of Object.keys(newer)) {
      if (!Object.hasOwn(older, field) || older[field] === newer[field]) continue;
      const was = valueKind(older[field]);
      const is = valueKind(newer[field]);
      if (was === undefined || is === undefined || was === is) continue;
      const key = `${was} ${is} ${field}`;
      const known = this.#kinds.get(key);
      if (known !== undefined) known.records += 1;
      else if (this.#kinds.size < mostChanges) this.#kinds.set(key, { field, from: was, to: is, records: 1 });
    }
  }

  get machineMade(): MachineMadeFigures {
    return this.#made?.result() ?? noMachineMade;
  }

  get typeChanges(): readonly TypeChange[] {
    return [...this.#kinds.values()].map((each) => ({ ...each }));
  }
}
