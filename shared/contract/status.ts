import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { alert } from './alerts.ts';
import { appName, call, count, forApp, instant, placeName } from './base.ts';
import { coverageGap } from './backups.ts';
import { emergency } from './emergencies.ts';
import { plainError } from './errors.ts';
import { guardSession } from './guard.ts';
import { need } from './need.ts';
import { run } from './runs.ts';
import { scheduleState } from './schedule.ts';

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
      /** The change that is being watched. */
      guard: guardSession.pick({ phase: true, until: true }).optional(),
      /** The emergency that is open. */
      emergency: emergency.pick({ id: true, startedAt: true }).optional(),
    }),
  ),
  /** What is wrong with Holdfast itself on this computer, before anything of an app. */
  needs: z.array(need),
  /** What is open, the gravest first, and what was resolved in the last hour. */
  alerts: z.array(alert),
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
