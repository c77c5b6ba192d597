import type { HoldfastError } from '../../../shared/model/errors.ts';
import type { CoverageGap, EntityDescription } from '../../../shared/model/app.ts';
import type { JsonValue } from '../../../shared/model/record.ts';

/**
 * An app whose data is protected, read only by construction: there is no call here that changes anything.
 * `test/conformance/source` checks the contract on every implementation.
 *
 * Partial failure is a value: an entity or page that cannot be read is reported as such and the rest goes on. A call
 * throws only when nothing more can be had from the whole source (wrong token, app gone, network down after retries,
 * cancelled), always a HoldfastError.
 */
export interface Source {
  readonly capabilities: SourceCapabilities;

  /** What the app holds, found out anew at each call: every entity with its schema, and what cannot be read and why. */
  describe(options: SourceOptions): Promise<AppDescription>;

  /**
   * The entity's records in pages. With `ordered` ascending by key and each key once; otherwise in any order.
   * A page is bounded in bytes as well as in records, so that memory does not grow with the data.
   * With `since` (only when `changedSince`): only records created or changed at or after that moment, in any order, and
   * possibly some that did not change.
   * An `unreadable` page means that records are missing; the entity is then incomplete.
   */
  records(entity: EntityDescription, options: RecordsOptions): AsyncIterable<SourcePage>;

  /** Keys of all records there are now, ascending, each once: shows what was deleted. Only called when `listsKeys`. Memory-bounded pages. */
  keys(entity: EntityDescription, options: SourceOptions): AsyncIterable<readonly string[]>;

  /**
   * What became of records that were there once, asked for one by one and not by listing: what a listing leaves out without a word is found so.
   * Absent where the platform cannot be asked.
   */
  whereabouts?(entity: EntityDescription, ids: readonly string[], options: SourceOptions): Promise<ReadonlyMap<string, Whereabouts>>;

  /**
   * Hears of deletions as the platform tells of them, until the signal fires. It may miss some: what it hears is a reason to look, never a proof.
   * Absent where the platform tells nothing by itself.
   * @throws permission-denied when this token may not listen; network when the line ends.
   */
  listen?(tables: readonly string[], options: ListenOptions): Promise<void>;

  /**
   * For tables that lie before our eyes (files): a look costs no question to anybody, so all are looked at each time, and counted only where the look
   * shows a change. Absent where only `count` can tell.
   */
  readonly glance?: SourceGlance;

  /** How many records the platform says there are now, or undefined where it does not say. */
  count(entity: EntityDescription, options: SourceOptions): Promise<number | undefined>;

  /** Addresses of uploaded files that a record refers to (`json` as in SourceRecord). Pure and fast; called for every record. */
  fileReferences(json: string): readonly string[];

  /**
   * Opens an uploaded file by one of those addresses.
   * @throws not-found when it is gone, permission-denied when it is private to us, rate-limited, network, server.
   */
  openFile(address: string, options: SourceOptions): Promise<SourceFile>;

  /** Anything else that defines the app (settings, functions, agents …), each piece as JSON; and what of it could not be read. */
  config(options: SourceOptions): Promise<AppConfig>;
}

export interface SourceCapabilities {
  /** `records` understands `since`. */
  readonly changedSince: boolean;
  /** All entities are read as of one moment (a database transaction): no settle pass is needed. */
  readonly consistent: boolean;
  /** `keys` can be called. */
  readonly listsKeys: boolean;
  /** `records` come ascending by key. Where not, the pipeline sorts them. */
  readonly ordered: boolean;
  /** How many entities may be read side by side. */
  readonly maxConcurrency: number;
}

export interface SourceGlance {
  /** A mark that stays the same as long as nothing in the entity changed; undefined where it is not there. */
  mark(entity: EntityDescription, options: SourceOptions): Promise<string | undefined>;
  /** Records as the entity is at this moment, unlike `count` not as it was described; undefined where it cannot be told, as of a file that is being written. */
  count(entity: EntityDescription, options: SourceOptions): Promise<number | undefined>;
}

export interface ListenOptions extends SourceOptions {
  /** A record of this table was deleted. */
  readonly onDeleted: (table: string) => void;
  /** The platform tells from now on. */
  readonly onBegin: () => void;
}

/**
 * `there`: the app has it. `deleted`: the platform says that somebody deleted it. `untold`: it is neither there nor among what was deleted.
 * `gone`: it is not there, and what was deleted cannot be asked.
 */
export type Whereabouts = 'there' | 'deleted' | 'untold' | 'gone';

export interface SourceOptions {
  readonly signal: AbortSignal;
}

export interface RecordsOptions extends SourceOptions {
  readonly since?: Date;
}

export type SourcePage =
  | { readonly kind: 'records'; readonly records: readonly SourceRecord[] }
  | { readonly kind: 'unreadable'; readonly error: HoldfastError };

export interface SourceRecord {
  /** recordKey(entity.key, record): what the entity is sorted by. Unique within the entity. */
  readonly key: string;
  /** canonicalJson(record): one line, no newline at its end. */
  readonly json: string;
}

export interface AppDescription {
  readonly appId: string;
  /** The name its owner gave it, where the platform tells. */
  readonly title: string | undefined;
  /** In the order they are shown. Includes entities that are there but cannot be read (`unreadable`). */
  readonly entities: readonly EntityDescription[];
  /** What a backup will not hold and why. */
  readonly coverage: readonly CoverageGap[];
  /** Plain sentences worth showing with the backup (an endpoint that was missing and what was done instead …). */
  readonly notes: readonly string[];
}

export interface SourceFile {
  readonly name: string;
  readonly contentType: string | undefined;
  /** Bytes, where the server says. */
  readonly size: number | undefined;
  /** Who does not want it after all calls `return` of its iterator, begun or not. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface AppConfig {
  /** One piece: `functions/send-invoice`, `settings` …; ascending by name, each once. */
  readonly items: readonly { readonly name: string; readonly value: JsonValue }[];
  readonly coverage: readonly CoverageGap[];
}
