import { recordId } from '../../../../shared/model/record.ts';
import type { Row } from '../merge-rows.ts';
import { type FieldChangeKind, fieldChanges } from './field-change.ts';

/** What a comparison knows of a table before it begins. */
export interface WatchedTable {
  readonly name: string;
  readonly identity: readonly string[];
  /** Field in which the platform keeps when a record was last changed. */
  readonly changedAt?: string | undefined;
  /** Records on the older side. */
  readonly records: number;
}

/** The same kind of change to the same field, over the records it befell. */
export interface FieldGroup {
  readonly field: string;
  readonly kind: FieldChangeKind;
  records: number;
  /** Places in `changed`, as far as those are kept. */
  readonly rows: number[];
  /** Every record got this value; undefined once two differ. */
  value: string | undefined;
  /** Every new value is a date. */
  allDates: boolean;
}

/** A changed record. `at`: milliseconds since 1970, where the platform tells. */
export interface ChangedRow {
  readonly id: string;
  readonly at: number | undefined;
}

/** A deleted record, with the texts in it that could be ids of others. */
export interface DeletedRow {
  readonly id: string;
  readonly mentions: readonly string[];
}

// What is kept of single records, so that a comparison of everything with nothing stays within memory. Counting goes on past it.
const mostRows = 200_000;
const mostGroups = 2000;
const mostMentions = 24;

/** As JSON. */
const looksLikeDate = /^"\d{4}-\d\d-\d\d(?:[T ]|"$)/;

/** What happened to the records of one table, sorted by what it did to which field. */
export class TableChanges {
  readonly table: WatchedTable;
  changedCount = 0;
  readonly changed: ChangedRow[] = [];
  readonly deleted: DeletedRow[] = [];
  deletedCount = 0;
  readonly #groups = new Map<string, FieldGroup>();

  constructor(table: WatchedTable) {
    this.table = table;
  }

  recordChanged(from: Row, to: Row): void {
    const newer = to.record();
    const changes = fieldChanges(from.record(), newer, this.table.changedAt);
    if (changes.length === 0) return;
    this.changedCount += 1;
    const at = this.changed.length < mostRows ? this.changed.push({ id: recordId(this.table.identity, newer), at: this.#momentOf(newer) }) - 1 : undefined;
    for (const { field, kind, value } of changes) {
      const key = `${kind} ${field}`;
      let group = this.#groups.get(key);
      if (group === undefined) {
        if (this.#groups.size === mostGroups) continue;
        group = { field, kind, records: 0, rows: [], value, allDates: true };
        this.#groups.set(key, group);
      }
      group.records += 1;
      if (at !== undefined) group.rows.push(at);
      if (group.value !== value) group.value = undefined;
      if (group.allDates && !looksLikeDate.test(value)) group.allDates = false;
    }
  }

  recordDeleted(row: Row): void {
    this.deletedCount += 1;
    if (this.deleted.length === mostRows) return;
    const record = row.record();
    const id = recordId(this.table.identity, record);
    const mentions: string[] = [];
    collectMentions(record, id, mentions);
    this.deleted.push({ id, mentions });
  }

  /** Deleted records whose number alone is known. */
  countDeleted(records: number): void {
    this.deletedCount += records;
  }

  get groups(): readonly FieldGroup[] {
    return [...this.#groups.values()];
  }

  #momentOf(record: Readonly<Record<string, unknown>>): number | undefined {
    const { changedAt } = this.table;
    const text = changedAt === undefined || !Object.hasOwn(record, changedAt) ? undefined : record[changedAt];
    const moment = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    return Number.isNaN(moment) ? undefined : moment;
  }
}

/** Texts that could be ids: short, in one piece, and not the record's own. */
function collectMentions(value: unknown, own: string, into: string[], depth = 0): void {
  if (into.length === mostMentions || depth > 6) return;
  if (typeof value === 'string') {
    if (value.length >= 6 && value.length <= 64 && value !== own && !/\s/.test(value)) into.push(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collectMentions(item, own, into, depth + 1);
  } else if (typeof value === 'object' && value !== null && !JSON.isRawJSON(value)) {
    for (const item of Object.values(value)) collectMentions(item, own, into, depth + 1);
  }
}
