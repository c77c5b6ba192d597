import type { EntityDescription } from '../../../shared/model/app.ts';
import type { HoldfastError } from '../../../shared/model/errors.ts';
import type { JsonObject } from '../../../shared/model/record.ts';
import type { SourceRecord } from './source.ts';

/**
 * An app whose data can be changed: what a restore writes through. Apart from `Source`, which can only read.
 * `test/conformance/app-writer` checks the contract on every implementation.
 *
 * Entities are those of `Source.describe` of the same app, ids are the text at the end of a record's key (the identity).
 * Every call takes any number of ids or records and makes as many requests as that needs; one of `batch[call]` records or
 * fewer is made in one request (in several only where they are too large together, or some are refused), so that whoever keeps
 * a journal can write down each request before it is made. None of
 * them, or none at all, changes anything but the records that are named. What the platform sends into the world
 * (`effects`) is as little as it allows.
 *
 * A record that the platform refuses is a value (`refused`) and the others are written. A call throws only when nothing
 * more can be written this way now (wrong token, token that may only read, too many requests, network or server down after
 * retries, cancelled), always a HoldfastError. What was written before that stays written: all calls but `create` may
 * simply be made again, and come to the same.
 */
export interface AppWriter {
  readonly capabilities: WriterCapabilities;

  /** What may be done with the records of an entity, by its schema as given. Pure. */
  abilities(entity: EntityDescription): EntityAbilities;

  /**
   * Why the platform would refuse or lose fields of such a record, by the entity's schema as given; empty when nothing is
   * known against it. Pure and fast. For `update` only the fields that are sent are looked at.
   */
  objections(entity: EntityDescription, fields: JsonObject, call: 'create' | 'update'): readonly Objection[];

  /**
   * Whether the token may write at all, found out without writing. `certain: false`: nothing speaks against it, but the
   * platform did not say. @throws as every call; a token that may not is a value.
   */
  mayWrite(options: WriterOptions): Promise<MayWrite>;

  /** The records as they are now, by id, in the same form as `Source.records` gives them; those that are not there are absent. Sees what the source sees. */
  read(entity: EntityDescription, ids: readonly string[], options: WriterOptions): Promise<ReadonlyMap<string, SourceRecord>>;

  /**
   * Records in which one of these texts stands at a place, in any order, perhaps one twice, perhaps some in which none does; as `read` gives them. Asked
   * of the platform in requests of `batch.read` texts. `not-searched` instead of the rest, when the platform cannot be searched for that place, or does not
   * even find a probe: then nothing is known of what was not found. Absent where the platform cannot be searched at all.
   */
  holding?(entity: EntityDescription, search: TextSearch, options: WriterOptions): AsyncIterable<readonly SourceRecord[] | 'not-searched'>;

  /** Of these, those that lie in the trash, by id. Empty where there is no trash. */
  trashed(entity: EntityDescription, ids: readonly string[], options: WriterOptions): Promise<ReadonlyMap<string, TrashedRecord>>;

  /** Brings records back from the trash with their ids and fields; those that are not in it are passed over. Only called when `abilities.trash`. */
  untrash(entity: EntityDescription, ids: readonly string[], options: WriterOptions): Promise<void>;

  /**
   * Sets fields of records that exist and leaves their other fields. Each id once. A field cannot be taken away: null empties
   * it, and it may then be read as null or not at all. Fields that the platform assigns or the schema does not declare are not sent.
   */
  update(entity: EntityDescription, changes: readonly RecordChange[], options: WriterOptions): Promise<{ readonly refused: readonly RefusedRecord[] }>;

  /**
   * Creates records, whose ids are the platform's unless `keepsIds`. Fields as for `update`; a field that is not sent stays
   * empty, also where the schema has a default.
   *
   * Not to be made again blindly: where it is not known whether records were written (the answer was lost, it was cancelled
   * under way, only some landed), it throws with `details.reason` `outcome-unknown` and does not try again; `createdSince`
   * then shows what landed, for certain after `settleMs`. Any other error: nothing was written.
   */
  create(entity: EntityDescription, records: readonly JsonObject[], options: WriterOptions): Promise<Created>;

  /**
   * The platform's clock, never ahead of it, and behind it by a few seconds at most; by minutes before the first answer, when
   * it is not known. What to write down before a `create` for `createdSince` later, also by another process.
   */
  platformTime(): Date;

  /**
   * All records created at or after a moment of the platform's clock, each once, in any order, and possibly some created up to a few
   * seconds before it. @throws incomplete, or what it failed with, when some may be missing: what is not seen would be created twice.
   */
  createdSince(entity: EntityDescription, since: Date, options: WriterOptions): AsyncIterable<readonly SourceRecord[]>;

  /** Removes records, into the trash where there is one; those that are gone already are passed over. */
  remove(entity: EntityDescription, ids: readonly string[], options: WriterOptions): Promise<void>;

  /**
   * Uploads a file as public or private as it was, and answers its new address as records hold it. Made again it leaves
   * another copy of the file, which nothing refers to.
   * @throws invalid-input when it is larger than the platform takes.
   */
  upload(file: FileToUpload, options: WriterOptions): Promise<string>;
}

export interface WriterOptions {
  readonly signal: AbortSignal;
}

export interface TextSearch {
  /** Names of fields from the record inwards; of a list on the way each item counts. */
  readonly place: readonly string[];
  readonly texts: readonly string[];
  /** Records that are believed to be there, each with a text that stands at that place: the search is trusted when it finds one of them. Not empty. */
  readonly probes: readonly { readonly id: string; readonly text: string }[];
}

/** The calls that go to the platform. */
export type WriterCall = 'read' | 'trashed' | 'untrash' | 'update' | 'create' | 'remove' | 'upload';

export interface WriterCapabilities {
  /** Created records have the ids they are sent with. */
  readonly keepsIds: boolean;
  /** The most records that one request takes. */
  readonly batch: { readonly [call in Exclude<WriterCall, 'upload'>]: number };
  /** How many requests a minute are made at most, to stay under the platform's limits; Infinity = not limited. */
  readonly perMinute: { readonly [call in WriterCall]: number };
  /** How long after a lost answer the platform may still be at the work: what is looked up sooner may not be all. */
  readonly settleMs: number;
  /** What a call sets off in the app. */
  readonly effects: { readonly [call in Exclude<WriterCall, 'read' | 'trashed' | 'upload'>]: SideEffects };
}

/** `unknown`: the platform's documentation does not say. */
export type Fires = 'yes' | 'no' | 'unknown';

export interface SideEffects {
  /** Messages to other services, which may send mail or charge cards. */
  readonly webhooks: Fires;
  /** What the app's owner set up to happen when a record changes. */
  readonly automations: Fires;
}

export interface EntityAbilities {
  /** Removed records can be brought back with their ids. */
  readonly trash: boolean;
  /**
   * Whether records can be created and removed; if not, why and what to do instead, in words for a founder. Nothing of it is ever done by itself.
   * `caveat`: what will be otherwise with a record that was created anew, though all its fields are as they were.
   */
  readonly create: { readonly kind: 'yes'; readonly caveat?: string } | { readonly kind: 'no'; readonly why: string; readonly nextStep: string };
  /** Fields that the platform sets itself and that nobody can write: id, dates, creator … */
  readonly assigned: readonly string[];
  /** Of those, the ones that keep the id of a user. */
  readonly creators: readonly string[];
  /** Names of the fields that can be written; undefined when the schema does not say. */
  readonly writable: readonly string[] | undefined;
}

export type Objection =
  /** The schema does not declare it (any more): the value would be dropped without a word. */
  | { readonly kind: 'undeclared'; readonly field: string }
  /** `expected`: the schema's types. */
  | { readonly kind: 'wrong-type'; readonly field: string; readonly expected: readonly string[] }
  /** It must have a value and has none. */
  | { readonly kind: 'required'; readonly field: string };

export type MayWrite = { readonly ok: true; readonly certain: boolean } | { readonly ok: false; readonly error: HoldfastError };

export interface TrashedRecord extends SourceRecord {
  /** When it was removed, in the platform's form of a date, where it says. */
  readonly removedAt: string | undefined;
}

export interface RecordChange {
  readonly id: string;
  /** Values as parsed with `parseJson`: numbers that a double cannot hold are sent as their text. */
  readonly fields: JsonObject;
}

/** One that was not written, and why: not-found (it is gone), permission-denied (a row rule), invalid-input (`details.field`, where the platform says). */
export interface RefusedRecord {
  readonly id: string;
  readonly error: HoldfastError;
}

export interface Created {
  /** The new ids, in the order of the records; undefined for one that was refused. */
  readonly ids: readonly (string | undefined)[];
  readonly refused: readonly { readonly index: number; readonly error: HoldfastError }[];
}

export interface FileToUpload {
  /** As records of the backup hold it; says whether the file was private. */
  readonly address: string;
  readonly name: string;
  readonly contentType: string | undefined;
  /** Bytes. */
  readonly size: number;
  /** The content, from its start each time it is called. */
  open(): AsyncIterable<Uint8Array>;
}
