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
  /** Pins a backup, so that it is never removed, or takes its pin away; in each of the app's places. `snapshot` as in `findRecord`. @throws not-found. */
  pin(app: string, snapshot: string, options: PinOptions): Promise<PinReport>;
}

export interface RetentionOptions extends VaultOptions {
  /** What to keep; `standard` unless told: 7 daily, 4 weekly, 3 monthly and the last 5 from before a change. `a-year`: 30 daily, 12 monthly, and those 5. */
  readonly preset?: 'standard' | 'a-year';
  /** Numbers that differ from the preset's. */
  readonly keep?: { readonly [Rule in keyof RetentionPolicy]?: number | undefined };
  /** Where days begin, as `Europe/Oslo`; this computer's time zone unless told. */
  readonly timeZone?: string;
  /** Say what would go, and change nothing. */
  readonly dryRun?: boolean;
  /** A person saw what goes and wants it, however much it is. */
  readonly confirmed?: boolean;
}

export interface RetentionReport {
  readonly dryRun: boolean;
  /** What was used. */
  readonly policy: RetentionPolicy;
  /** Backups that stay in at least one place, newest first. */
  readonly kept: readonly RetainedSnapshot[];
  /** Backups that went (or would go) from at least one place. */
  readonly deleted: readonly RetainedSnapshot[];
  /** Bytes of what was deleted, over all places; of a dry run: of what no backup would need any more. */
  readonly freedBytes: number;
  /** Bytes that no backup needs any more, but which are left for a day because a backup may be running somewhere. */
  readonly waitingBytes: number;
  /** More would go than those made since the last time explain, so a person has to say yes. */
  readonly asks: boolean;
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
