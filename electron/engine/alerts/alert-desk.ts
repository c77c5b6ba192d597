import type { z } from 'zod';
import type { channel, NewChannel } from '../../../shared/contract/alerts.ts';
import type { PlainError } from '../../../shared/model/errors.ts';
import type { BackupReport } from '../backup/report.ts';
import type { ShownAlert } from './shown.ts';

export type ShownChannel = z.infer<typeof channel>;
export type { NewChannel } from '../../../shared/contract/alerts.ts';
export type ChannelWishes = ShownChannel['wishes'];

/** What the other side answered to a test. That it did not take it is a result. */
export interface ChannelTest {
  readonly ok: boolean;
  readonly answer: string;
  readonly error?: PlainError;
}

/** Channels through which somebody hears of alerts. */
export interface ChannelDesk {
  list(): Promise<readonly ShownChannel[]>;
  /** Its secrets go to the keychain. @throws invalid-input, conflict (the name is taken), as the keychain. */
  add(input: NewChannel): Promise<ShownChannel>;
  /** @throws not-found, invalid-input (a ping has only apps). */
  change(wanted: string, wishes: { readonly [Key in keyof ChannelWishes]?: ChannelWishes[Key] | undefined }): Promise<ShownChannel>;
  /** @throws not-found. */
  remove(wanted: string): Promise<ShownChannel>;
  /** Really sends something, now. @throws not-found, cancelled. */
  test(wanted: string, signal: AbortSignal): Promise<ChannelTest>;
}

export interface ToldRequest {
  readonly reason: 'manual' | 'pre-change';
  readonly label?: string | undefined;
}

export interface TellingOptions {
  readonly signal: AbortSignal;
  /** Nothing could be sent through this channel. It is tried again by the next program that keeps the alerts. */
  readonly onUntold: (channel: string, error: PlainError) => void;
}

/** Alerts for the command line, where perhaps nobody else looks. */
export interface AlertDesk {
  readonly channels: ChannelDesk;
  /**
   * What is open, the gravest first, then what was resolved. Found out anew from the places where no Holdfast runs on this home that does.
   * @throws not-found (no such app), corrupt (settings).
   */
  list(app: string | undefined, options: { readonly signal: AbortSignal }): Promise<{ readonly open: readonly ShownAlert[]; readonly resolved: readonly ShownAlert[] }>;
  /**
   * Does a backup of which those hear who wait for one, as of each that the schedule makes: a sign that it began, one success or one failure, and afterwards
   * whatever came of it. Where a Holdfast runs on this home, that one tells the rest. @throws what `work` throws, once that was told
   */
  telling(app: string, request: ToldRequest, work: () => Promise<BackupReport>, options: TellingOptions): Promise<BackupReport>;
  /** A person has seen it. @throws not-found */
  acknowledge(id: string): Promise<void>;
}
