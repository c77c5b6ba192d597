import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { appName, call, count, forApp, instant, placeName } from './base.ts';
import { coverageGap } from './backups.ts';
import { plainError } from './errors.ts';
import { run } from './runs.ts';
import { scheduleState } from './schedule.ts';

/** What only a person can put right, the most urgent first. The page has the words for each kind. */
export const need = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-place'), app: appName }),
  z.object({ kind: z.literal('no-backup'), app: appName }),
  z.object({ kind: z.literal('kit-not-proved'), app: appName }),
  /** The proof is older than a quarter. */
  z.object({ kind: z.literal('kit-proof-due'), app: appName, provedAt: instant }),
  /** The kit that was saved last names places that are no longer used (`gone`), lacks some, or names other deputies than are let in. */
  z.object({ kind: z.literal('kit-outdated'), app: appName, gone: z.array(placeName), lacking: z.array(placeName), people: z.boolean() }),
  /** A check found damage. Only another one of the same place, which may be none by name, shows that it is gone. */
  z.object({ kind: z.literal('damaged'), app: appName, runId: z.string(), at: instant, problems: count, place: placeName.optional() }),
  z.object({ kind: z.literal('run-failed'), app: appName, runId: z.string(), at: instant, error: plainError }),
  z.object({ kind: z.literal('run-interrupted'), app: appName, runId: z.string(), at: instant }),
  z.object({ kind: z.literal('incomplete'), app: appName, at: instant, tables: z.array(z.object({ name: z.string(), reason: z.string() })) }),
  /** The place cannot be looked into or lacks the newest backup. `removed` = when the backup was made that is not there any more, although it was read back from there. */
  z.object({ kind: z.literal('place-behind'), app: appName, place: placeName, error: plainError.optional(), removed: instant.optional() }),
  /** Removing old backups by itself waits: more would go than is usual. */
  z.object({ kind: z.literal('retention-asks'), app: appName, runId: z.string(), at: instant, backups: count }),
  /** Old backups could not be removed by themselves, for a reason that does not pass. */
  z.object({ kind: z.literal('retention-stopped'), app: appName, runId: z.string(), at: instant, error: plainError }),
  z.object({ kind: z.literal('overdue'), app: appName, since: instant }),
  /** A restore was begun and did not come to its end: it can go on or be taken back. */
  z.object({ kind: z.literal('restore-stopped'), app: appName, restore: z.string(), at: instant, asked: count, written: count }),
  /**
   * The key of the app's backups cannot be had. `locked`: unlock the keychain. `missing`: it is the keychain it was, and the key is gone from it. `changed`: it is another
   * keychain (another user, another computer). `unavailable`: there is none that works. After `missing` and `changed` the key can be given again (`kit.restore`).
   */
  z.object({ kind: z.literal('keychain'), app: appName, state: z.enum(['locked', 'missing', 'changed', 'unavailable']), error: plainError }),
  z.object({ kind: z.literal('settings'), error: plainError }),
]);

/** What the tray shows, by the worst of the apps. `safe` only while every app's newest backup was read back and is not overdue. */
export const trayState = z.enum(['safe', 'working', 'needs-you', 'paused']);

export const status = z.object({
  tray: trayState,
  apps: z.array(
    z.object({
      app: appName,
      /** When the newest complete, verified backup began to read. */
      lastVerified: instant.optional(),
      next: scheduleState.shape.next,
      needs: z.array(need),
    }),
  ),
  /** What is wrong with Holdfast itself on this computer, before anything of an app. */
  needs: z.array(need),
  pausedUntil: instant.nullable(),
  running: z.array(run),
});

/** A day of the strip, in the zone of this computer. The worst that happened that day counts. */
export const day = z.object({
  /** YYYY-MM-DD */
  date: z.iso.date(),
  state: z.enum(['none', 'verified', 'incomplete', 'place-behind', 'failed']),
  backups: count,
  failures: count,
});

export const overview = z.object({
  app: appName,
  /** The newest complete backup that was read back: everything said about safety rests on it. */
  newest: z.object({ id: z.string(), startedAt: instant, records: count, tables: count, files: count, storedBytes: count }).optional(),
  /** The newest backup of any outcome, where it is another one. */
  newestIncomplete: z.object({ id: z.string(), startedAt: instant, tables: z.array(z.object({ name: z.string(), reason: z.string() })) }).optional(),
  objectiveHours: z.number().optional(),
  backups: count,
  places: z.array(
    z.object({
      name: placeName,
      path: z.string(),
      reachable: z.boolean(),
      newestVerified: instant.optional(),
      behind: z.boolean(),
      problem: plainError.optional(),
      /** What it is lost together with, as far as this computer can tell; absent before anybody asked it. */
      lies: z.enum(['this-computer', 'other-disk', 'synced-folder', 'cloud', 'unknown']).optional(),
    }),
  ),
  coverage: z.array(coverageGap),
  /** Oldest first, 30 of them, today last. */
  days: z.array(day),
  needs: z.array(need),
  schedule: scheduleState,
  kitProvedAt: instant.optional(),
  /** From then on the proof no longer counts. */
  kitProofDueAt: instant.optional(),
  /** How many deputies' keys open what is written now. */
  deputies: count,
  /** The newest runs' record, where one is going on. */
  running: run.optional(),
  lastBackupMs: z.number().optional(),
});

export const statusCalls = {
  /** The state now, then again at each change. For the tray and the frame of the page. */
  watch: call.output(eventIterator(status)),
  overview: call.input(forApp).output(overview),
};
