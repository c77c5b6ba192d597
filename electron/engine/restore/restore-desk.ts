import type { PlainError } from '../../../shared/model/errors.ts';
import type { VaultOptions } from '../long-call.ts';

/** What a host can ask of the engine about bringing back what was lost. */
export interface RestoreDesk {
  /**
   * What a restore would do, found out from the backup and from the app as it is now. Nothing is written anywhere. @throws not-found, invalid-input,
   * corrupt (an index of the backup), and what the app cannot be read for.
   */
  plan(app: string, options: RestoreOptions): Promise<RestorePlan>;
  /**
   * Plans and does it: a backup of the app as it is, every step noted on this computer before it is asked for, everything read back from the app.
   * Parts that fail are results. Of a plan that `plan` of this engine gave exactly that is done, without what is taken out of it.
   * @throws what ends it before all was tried (cancelled, auth-*, network, permission-denied …); then it can go on (`resume`) or be taken back
   *   (`undo`); incomplete when the app could not be made safe first (details.reason = `no-safety-backup`); conflict when an earlier one stopped half-way
   *   (details.reason = `unfinished-restore`).
   */
  restore(app: string, options: RestoreOptions | PlannedRestore): Promise<RestoreReport>;
  /** Goes on with one that was stopped or killed, where it stopped. @throws not-found, and as `restore`. */
  resume(app: string, id: string, options: RestoreCall): Promise<RestoreReport>;
  /** Takes a restore back, finished or not: what it brought goes to the trash again, what it changed gets the values it had. Itself a restore that can be taken back. */
  undo(app: string, id: string, options: UndoOptions): Promise<RestoreReport>;
  /** What became of one, by its notes; also of one that was stopped. @throws not-found. */
  receipt(app: string, id: string): Promise<{ readonly receipt: RestoreReceipt; readonly finished: boolean }>;
  /**
   * Records of a step of a plan that `plan` of this engine gave: as the app has them now, and as they would be. Values are read for this answer and
   * kept nowhere. @throws not-found, and what app or backup cannot be read for.
   */
  preview(app: string, plan: string, options: PreviewOptions): Promise<StepPreview>;
  /** Restores of an app, newest first. */
  list(app: string): Promise<readonly RestoreSummary[]>;
}

/** What of the differences between the backup and the app is to be made as it was. */
export const wantedKinds = ['deleted', 'blanked', 'changed'] as const;
export type WantedKind = (typeof wantedKinds)[number];

/** A table of which something is to come back. */
export interface WantedTable {
  readonly entity: string;
  /** Only these records; absent = all. */
  readonly ids?: readonly string[] | undefined;
  /** Only these fields of records that are still there; absent = all. */
  readonly fields?: readonly string[] | undefined;
  /** Records beside `ids` whose values, where the app has newer ones, are told of and left alone. */
  readonly keep?: readonly string[] | undefined;
  /** Records whose values come back although the app has newer ones. */
  readonly overwrite?: readonly string[] | undefined;
}

export interface RestoreCall extends VaultOptions {
  /** Awaited before each request that changes something: how a restore is paused. */
  readonly gate?: (() => Promise<void>) | undefined;
  /** Note in Activity what came of it, and by whom; absent = whoever calls does. */
  readonly noteAs?: 'command-line' | undefined;
}

export interface UndoOptions extends RestoreCall {
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean;
}

export interface RestoreOptions extends RestoreCall {
  /** As in `findRecord`; `latest` is the newest that was made neither by a restore itself nor of a broken state, for it would bring back what is to be mended. */
  readonly snapshot: string;
  /** Absent = every table of the backup. */
  readonly tables?: readonly WantedTable[] | undefined;
  /** Absent = `deleted` and `blanked`; with ids or fields, or `overwriteNewer`, `changed` too. */
  readonly include?: readonly WantedKind[] | undefined;
  /** Values of fields that were named in `fields` come back even where the app has a newer value and the backup has none. */
  readonly overwriteNewer?: boolean | undefined;
  /** Another app of this computer to bring everything into. Absent = the app itself. */
  readonly into?: string | undefined;
}

export interface PlannedRestore extends RestoreCall {
  /** The id of a plan that was shown. */
  readonly plan: string;
  /** Taken out of it: tables (no ids, no fields), records, or fields of records that are still there. */
  readonly without?: readonly WantedTable[] | undefined;
}

export interface PreviewOptions extends VaultOptions {
  /** `step` unless told. Of what is left alone, `after` of a record is as the backup has it. */
  readonly of?: 'step' | 'left-alone' | undefined;
  /** Its number in the plan's list of those, from 0. */
  readonly step: number;
  readonly offset: number;
  readonly limit: number;
}

export interface StepPreview {
  readonly total: number;
  readonly records: readonly {
    readonly id: string;
    /** Fields that would be written; none for whole records. */
    readonly fields: readonly string[];
    /** Lines of JSON; absent where the record is not there. */
    readonly now?: string;
    readonly after?: string;
  }[];
}

export const stepKinds = ['untrash', 'remove', 'update', 'create', 'mend'] as const;
/**
 * untrash: back from the platform's trash, with id and dates; update: fields of records that are there; create: anew, with a new id;
 * mend: records that point at one that got a new id are pointed there; remove: into the trash (when a restore is taken back).
 */
export type StepKind = (typeof stepKinds)[number];

export interface PlannedStep {
  readonly kind: StepKind;
  readonly entity: string;
  readonly records: number;
  /** At most a hundred of them. */
  readonly ids: readonly string[];
  /** Fields that are written, with the number of records; empty for whole records. */
  readonly fields: readonly { readonly field: string; readonly records: number }[];
  /** What it sets off in the app. `unknown`: the platform does not say. */
  readonly effects: { readonly webhooks: 'yes' | 'no' | 'unknown'; readonly automations: 'yes' | 'no' | 'unknown' };
  readonly requests: number;
  /** By the platform's limits. */
  readonly seconds: number;
}

/** Uploaded files that are gone from the app. */
export interface PlannedUploads {
  readonly files: number;
  readonly bytes: number;
  /** An upload changes no record, so nothing is set off by it. */
  readonly effects: { readonly webhooks: 'no'; readonly automations: 'no' };
  readonly requests: number;
  /** By the platform's limits; the time on the line is not known. */
  readonly seconds: number;
}

export const leftAloneReasons = [
  'newer-value', 'blank-in-backup', 'undeclared-field', 'type-changed', 'required-field-missing', 'table-gone', 'table-unreadable', 'hidden', 'made-already', 'damaged', 'not-in-backup', 'user', 'edited-meanwhile', 'gone-meanwhile',
] as const;
export type LeftAloneReason = (typeof leftAloneReasons)[number];

/** Records, or fields of records, that are not touched, and why. */
export interface LeftAlone {
  readonly entity: string;
  readonly reason: LeftAloneReason;
  readonly records: number;
  /** At most a hundred of them. */
  readonly ids: readonly string[];
  readonly field?: string | undefined;
  /** A sentence. */
  readonly says: string;
}

export interface RestorePlan {
  readonly id: string;
  readonly app: string;
  /** The app it is brought into. */
  readonly into: string;
  readonly snapshot: string;
  readonly steps: readonly PlannedStep[];
  readonly leftAlone: readonly LeftAlone[];
  /** What cannot be brought back at all, and what to do instead. */
  readonly cannot: readonly { readonly what: string; readonly why: string; readonly nextStep: string }[];
  /** Fields that refer to records which get a new id, and the tables they point into. */
  readonly references: readonly { readonly entity: string; readonly field: string; readonly targets: readonly string[] }[];
  /** What else is worth knowing, in plain sentences. */
  readonly notes: readonly string[];
  /** How many records come back or are changed, each once; those that are only pointed at new ids are not counted. */
  readonly tables: readonly { readonly entity: string; readonly records: number }[];
  readonly records: number;
  /** What is uploaded again before the records that mention it are written; absent = nothing. */
  readonly uploads?: PlannedUploads;
  readonly seconds: number;
  /** Why the app would take nothing now: the token may only read. */
  readonly refused?: PlainError;
}

export interface RestoreReceipt {
  readonly id: string;
  /** Set for one that took another one back. */
  readonly undoOf?: string;
  readonly app: string;
  readonly into: string;
  readonly snapshot: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Records that were to be written. */
  readonly asked: number;
  /** Records the app took. */
  readonly written: number;
  /** Records that were read back from the app and are as they should be. */
  readonly verified: number;
  /** Of those that were written: records that only were pointed at new ids. */
  readonly mended: number;
  /** Records that were asked for and left alone on purpose; `leftAlone` says why. */
  readonly skipped: number;
  readonly failed: number;
  readonly steps: readonly { readonly kind: StepKind; readonly entity: string; readonly records: number; readonly written: number }[];
  readonly leftAlone: readonly LeftAlone[];
  /** At most a thousand of them. */
  readonly failures: readonly { readonly entity: string; readonly id: string; readonly says: string }[];
  readonly remapped: readonly { readonly entity: string; readonly from: string; readonly to: string }[];
  /** The backup that was made first; null when there was nothing to write. */
  readonly safetySnapshot: string | null;
  /** The file this lies in; null when there was nothing to write. */
  readonly file: string | null;
}

export interface RestoreReport {
  readonly plan: RestorePlan;
  /** Absent for a dry run. */
  readonly receipt?: RestoreReceipt;
}

export interface RestoreSummary {
  readonly id: string;
  readonly undoOf?: string;
  readonly app: string;
  readonly into: string;
  readonly snapshot: string;
  readonly at: string;
  /** `stopped`: in the middle; it can go on or be taken back. `undone`: another one took it back. `damaged`: its notes cannot be read, and what it wrote is not known. */
  readonly state: 'finished' | 'stopped' | 'undone' | 'damaged';
  readonly asked: number;
  readonly written: number;
}

