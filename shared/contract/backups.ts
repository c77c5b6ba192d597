import { z } from 'zod';
import { snapshotKinds } from '../model/snapshot.ts';
import { plainError } from './errors.ts';
import { call, count, forApp, instant, placeName, snapshotName } from './base.ts';

const backupKind = z.enum(snapshotKinds);

const backupSummary = z.object({
  id: z.string(),
  kind: backupKind,
  label: z.string().optional(),
  /** When it began to read the app: what a recovery point is counted from. */
  startedAt: instant,
  outcome: z.enum(['complete', 'incomplete', 'unreadable']),
  /** Read back after it was written. */
  verified: z.boolean(),
  records: count,
  /** Bytes this backup would need alone. */
  storedBytes: count,
  /** Kept for good, until the pin is taken away. */
  pinned: z.boolean(),
});

export const coverageGap = z.object({ what: z.string(), why: z.string(), nextStep: z.string().optional() });

const backupTable = z.object({
  name: z.string(),
  records: count,
  status: z.enum(['complete', 'incomplete', 'failed']),
  /** Why it is not complete, in a sentence. */
  reason: z.string().optional(),
});

const backupDetail = backupSummary.extend({
  tables: z.array(backupTable),
  files: count,
  /** What the platform has that a backup cannot hold (passwords, secrets …), named. */
  coverage: z.array(coverageGap),
  warnings: z.array(z.string()),
});

export const backups = {
  /** Newest first. */
  list: call.input(forApp.extend({ place: placeName.optional() })).output(z.object({ backups: z.array(backupSummary) })),
  describe: call.input(forApp.extend({ backup: snapshotName })).output(backupDetail),
  /** Pins a backup, so that it is never removed, or takes its pin away: in each place that answers. */
  pin: call
    .input(forApp.extend({ backup: snapshotName, pinned: z.boolean() }))
    .output(z.object({ backup: z.string(), pinned: z.boolean(), places: z.array(z.object({ name: z.string(), error: plainError.optional() })) })),
};
