import { recordId } from '../../../shared/model/record.ts';
import type { EntityDiff } from '../engine.ts';
import { FieldScanner } from './field-scanner.ts';
import { hasValue } from './has-value.ts';
import type { TableChanges } from './incidents/table-changes.ts';
import type { Row, RowObserver, RowVisitor } from './merge-rows.ts';

/** Whether each side of a comparison holds every record there was. May turn false while it is read. */
export interface Wholeness {
  from: boolean;
  to: boolean;
}

/** Counts what happened to an entity's records, and to which of their fields. */
export class EntityTally implements RowVisitor {
  readonly #identity: readonly string[];
  readonly #whole: Readonly<Wholeness>;
  readonly #ids: { created: string[]; changed: string[]; deleted: string[] } | undefined;
  readonly #blanked = new Map<string, number>();
  /** Fields that some changed record had and has no more. */
  readonly lostFields = new Set<string>();
  /** Fields of every newer record that was looked at. */
  readonly newerFields = new Set<string>();
  /** Looks on, for what a person would say happened. */
  readonly #watch: TableChanges | undefined;
  readonly #observer: RowObserver | undefined;
  readonly #scanner = new FieldScanner(this.newerFields);
  /** Newer records whose fields are all in `newerFields`. */
  newerSeen = 0;
  #created = 0;
  #changed = 0;
  #deleted = 0;

  /** @param whole a record that only one side has was created or deleted only if the other side is whole @param withIds also keep the ids */
  constructor(identity: readonly string[], whole: Wholeness, withIds: boolean, watch?: TableChanges, observer?: RowObserver) {
    this.#identity = identity;
    this.#whole = whole;
    this.#watch = watch;
    this.#observer = observer;
    this.#ids = withIds ? { created: [], changed: [], deleted: [] } : undefined;
  }

  /** The ids of created, or of deleted, records are wanted. */
  wantsIds(kind: 'created' | 'deleted'): boolean {
    return this.#ids !== undefined && (kind === 'created' ? this.#whole.from : this.#whole.to);
  }

  /** Those records are looked at one by one; where not, their number will do. */
  wantsRows(kind: 'created' | 'deleted'): boolean {
    return this.wantsIds(kind) || (this.#observer !== undefined && (kind === 'created' ? this.#whole.from : this.#whole.to));
  }

  created(row: Row): void {
    this.#created += 1;
    // What only a reading that broke off did not have is not new.
    if (this.#whole.from) this.#observer?.created(row);
    this.#see(row);
    if (this.wantsIds('created')) this.#ids?.created.push(this.#idOf(row));
  }

  deleted(row: Row): void {
    this.#deleted += 1;
    this.#watch?.recordDeleted(row);
    if (this.wantsIds('deleted')) this.#ids?.deleted.push(this.#idOf(row));
  }

  changed(from: Row, to: Row): void {
    this.#changed += 1;
    this.#ids?.changed.push(this.#idOf(to));
    this.#see(to);
    this.#watch?.recordChanged(from, to);
    this.#observer?.changed(from, to);
    const older = from.record();
    const newer = to.record();
    for (const field of Object.keys(older)) {
      const isThere = Object.hasOwn(newer, field);
      if (!isThere) this.lostFields.add(field);
      if (hasValue(older[field]) && !(isThere && hasValue(newer[field]))) this.#blanked.set(field, (this.#blanked.get(field) ?? 0) + 1);
    }
  }

  /** Records whose number alone is known. */
  count(kind: 'created' | 'deleted', records: number): void {
    if (kind === 'created') this.#created += records;
    else {
      this.#deleted += records;
      this.#watch?.countDeleted(records);
    }
  }

  /** A record the platform lists, whose content could not be had. */
  createdUnseen(id: string): void {
    this.#created += 1;
    if (this.wantsIds('created')) this.#ids?.created.push(id);
  }

  /** The line of a newer record that did not change, for its fields. */
  see(json: string): void {
    this.newerSeen += 1;
    this.#scanner.add(json);
  }

  /** Records on one side only, where nobody knows why. */
  get unsure(): { readonly created: number; readonly deleted: number } {
    return { created: this.#whole.from ? 0 : this.#created, deleted: this.#whole.to ? 0 : this.#deleted };
  }

  result(name: string, fieldsGone: readonly string[], note: string | undefined): EntityDiff {
    const { unsure } = this;
    return {
      name,
      created: this.#created - unsure.created,
      changed: this.#changed,
      deleted: this.#deleted - unsure.deleted,
      blankedFields: [...this.#blanked].map(([field, records]) => ({ field, records })).toSorted((a, b) => b.records - a.records || (a.field < b.field ? -1 : 1)),
      fieldsGone,
      ...(unsure.created + unsure.deleted === 0 ? {} : { unsure }),
      ...(note === undefined ? {} : { note }),
      ...(this.#ids === undefined ? {} : { records: { created: this.#whole.from ? this.#ids.created : [], changed: this.#ids.changed, deleted: this.#whole.to ? this.#ids.deleted : [] } }),
    };
  }

  #see(row: Row): void {
    this.newerSeen += 1;
    for (const field of Object.keys(row.record())) this.newerFields.add(field);
  }

  #idOf(row: Row): string {
    return recordId(this.#identity, row.record());
  }
}
