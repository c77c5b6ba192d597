import type { KeyField } from '../../../shared/model/record.ts';
import type { ComparedTable } from './incidents/find-incidents.ts';
import type { LongCall, Progress } from '../engine.ts';
import type { RowObserver } from './merge-rows.ts';

export interface CompareOptions extends LongCall {
  /** Add the ids of the records. */
  readonly records?: boolean | undefined;
  /** A directory of this computer for what must be sorted and does not fit in memory; made and removed as needed, encrypted. */
  readonly scratch: string;
  /** What happened to the records of each table that differs, once all are compared. */
  readonly onCompared?: (tables: readonly ComparedTable[]) => void;
  /** Who looks at every record of a table that came or changed. Records that came or went are opened for it even where their number alone would do, so that what belongs together is told as with their ids. */
  readonly observe?: ((table: ComparedTableName) => RowObserver) | undefined;
}

/** A table that is about to be compared, as the newer side has it. */
export interface ComparedTableName {
  readonly name: string;
  readonly key: readonly KeyField[];
  readonly identity: readonly string[];
}

/** Tells how far a comparison is, in records: those that are passed over count at once. */
export class CompareProgress {
  readonly #report: ((progress: Progress) => void) | undefined;
  readonly #total: number;
  #done = 0;

  constructor(options: LongCall, total: number) {
    this.#report = options.onProgress;
    this.#total = total;
  }

  /** Begins with an entity of so many records; the function returned tells how many of them were compared. */
  entity(subject: string, records: number): { readonly at: (done: number) => void; readonly end: () => void } {
    const before = this.#done;
    const tell = (done: number): void => {
      const sum = before + Math.min(done, records);
      if (sum < this.#done) return;
      this.#done = sum;
      this.#report?.({ phase: 'compare', subject, done: sum, total: this.#total, unit: 'records' });
    };
    tell(0);
    return { at: tell, end: () => tell(records) };
  }
}
