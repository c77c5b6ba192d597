import type { PlainError } from '../../../../shared/model/errors.ts';
import type { LongCall, VaultOptions } from '../../long-call.ts';
import type { RetentionPolicy } from './policy.ts';

/** What a host can ask of the engine about which backups are kept. */
export interface RetentionDesk {
  /**
   * Removes backups that need not be kept any more, in each of the app's places. A place where that fails is a result.
   * @throws conflict when more would go than is expected and nobody confirmed it (details.reason = `more-than-expected`); then nothing went anywhere.
   */
  retention(app: string, options: RetentionOptions): Promise<RetentionReport>;
  /**
   * Removes these backups by hand, as `retention` does: from each of the app's places, and what only they needed a day later. `snapshots` as in `findRecord`.
   * @throws conflict when one of them must stay (details.reason = `newest`: the newest complete, verified one of a place; `pinned`); then nothing went anywhere. not-found.
   */
  deleteBackups(app: string, snapshots: readonly string[], options: DeleteOptions): Promise<RetentionReport>;
  /** What is kept by the settings; undefined: everything. @throws not-found. */
  retentionRule(app: string): Promise<RetentionRule | undefined>;
  /** `undefined` keeps everything from now on. @throws not-found; invalid-input. */
  setRetentionRule(app: string, rule: RetentionRule | undefined): Promise<void>;
  /** Pins a backup, so that it is never removed, or takes its pin away; in each of the app's places. `snapshot` as in `findRecord`. @throws not-found. */
  pin(app: string, snapshot: string, options: PinOptions): Promise<PinReport>;
}

export interface RetentionOptions extends VaultOptions {
  /** What to keep; unless told, what the settings say, and where they say nothing, `standard`: 7 daily, 4 weekly, 3 monthly and the last 5 from before a change. `a-year`: 30 daily, 12 monthly, and those 5. */
  readonly preset?: 'standard' | 'a-year';
  /** Numbers that differ from the preset's. */
  readonly keep?: { readonly [Rule in keyof RetentionPolicy]?: number | undefined };
  /** Where days begin, as `Europe/Oslo`; this computer's time zone unless told. */
  readonly timeZone?: string;
  /** Say what would go, and change nothing. */
  readonly dryRun?: boolean;
  /** A person saw what goes and wants it, however much it is. */
  readonly confirmed?: boolean;
  /** A person saw these going and wants it: others stay this time, whatever the policy says. */
  readonly seen?: readonly string[];
  /** No person is there: in a place whose newest backup is not complete and verified nothing goes. */
  readonly unattended?: boolean;
  /** The app's name, by a person who wants backups removed although an alarm about its data is open. */
  readonly despiteAlarm?: string | undefined;
}

export interface DeleteOptions extends LongCall {
  /** Say what that would free, and change nothing. */
  readonly dryRun?: boolean;
  /** As in RetentionOptions. */
  readonly despiteAlarm?: string | undefined;
}

/** Which backups of an app are kept. */
export interface RetentionRule {
  readonly preset: 'standard' | 'a-year';
  /** Numbers that differ from the preset's. */
  readonly keep?: { readonly [Rule in keyof RetentionPolicy]?: number | undefined } | undefined;
  /** After each scheduled backup, rather than only when a person asks. */
  readonly automatic: boolean;
}

export interface RetentionReport {
  readonly dryRun: boolean;
  /** What was used; null where backups were named. */
  readonly policy: RetentionPolicy | null;
  /** Backups that stay in at least one place, newest first. */
  readonly kept: readonly RetainedSnapshot[];
  /** Backups that went (or would go) from at least one place. */
  readonly deleted: readonly RetainedSnapshot[];
  /** Bytes of what was deleted (or would be at once), over all places. */
  readonly freedBytes: number;
  /** Bytes that no backup needs (or would need) any more, but which are left for a day because a backup may be running somewhere. */
  readonly waitingBytes: number;
  /** More would go than those made since the last time explain, so a person has to say yes. */
  readonly asks: boolean;
  /** Alarms about the data that are open: while they are, nothing is removed. Absent where there are none, or a person wants it all the same. */
  readonly alarms?: number;
  /** An emergency is open: while it is, nothing is removed, whoever wants it. In a sentence. */
  readonly emergency?: string;
  readonly places: readonly RetentionAtPlace[];
}

export interface RetainedSnapshot {
  readonly name: string;
  /** A phrase: `the last of 2026-06-15`. */
  readonly why: string;
}

export interface RetentionAtPlace {
  readonly name: string;
  /** `partly`: something that should go is still there. */
  readonly outcome: 'done' | 'partly' | 'failed';
  readonly error?: PlainError;
  readonly deleted: readonly string[];
  readonly freedBytes: number;
  readonly waitingBytes: number;
  /** Objects that the place did not let go, at most a hundred of them. */
  readonly refused: readonly string[];
  readonly refusedCount: number;
  /** It lets nothing go, as was told the last time. */
  readonly refusesAsBefore: boolean;
  /** What else happened, in plain sentences. */
  readonly notes: readonly string[];
}

export interface PinOptions extends LongCall {
  readonly pinned: boolean;
}

export interface PinReport {
  readonly snapshot: string;
  readonly pinned: boolean;
  readonly places: readonly { readonly name: string; readonly outcome: 'done' | 'failed'; readonly error?: PlainError }[];
}
