import { z } from 'zod';
import { errorCodes } from './errors.ts';
import { weekdays } from './weekdays.ts';

/** UTC, as `Date.toISOString` writes it. */
const instant = z.iso.datetime();

/** `14:05`, on the clock of the rule's zone. */
const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
/** IANA name of a time zone. Whether this computer knows it is found out when a rule is set. */
const zone = z.string().min(1).max(64);

/**
 * When backups begin by themselves. A time that a day does not have (the clocks go forward) is the next one that it has; one that a day has twice counts
 * once. `every` counts hours that pass, whatever the clocks do.
 */
export const scheduleRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('every'), hours: z.number().min(1).max(24 * 31) }),
  z.strictObject({ kind: z.literal('daily'), times: z.array(clockTime).min(1).max(24), zone }),
  z.strictObject({ kind: z.literal('weekly'), days: z.array(z.enum(weekdays)).min(1).max(7), times: z.array(clockTime).min(1).max(24), zone }),
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  z.strictObject({ kind: z.literal('cron'), expression: z.string().min(1).max(100), zone }),
]);

/** Why an intended run did not take place. */
export const skipReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paused'), until: instant }),
  /** Nobody looked at the clock in between: the computer slept, or its clock was set forward. */
  z.object({ kind: z.literal('asleep'), from: instant, to: instant }),
  z.object({ kind: z.literal('not-running'), from: instant.optional(), to: instant }),
  z.object({ kind: z.literal('no-network') }),
  z.object({ kind: z.literal('still-running') }),
  /** Backups of other apps took all the time there was. */
  z.object({ kind: z.literal('others-running') }),
  z.object({ kind: z.literal('restoring') }),
  z.object({ kind: z.literal('on-battery') }),
  z.object({ kind: z.literal('metered') }),
  z.object({ kind: z.literal('no-place') }),
  z.object({ kind: z.literal('caught-up'), at: instant }),
  /** It was planned by a clock that was set back since. */
  z.object({ kind: z.literal('clock'), to: instant }),
  z.object({ kind: z.literal('changed') }),
  /** Another computer did it. */
  z.object({ kind: z.literal('elsewhere'), by: z.string().max(200) }),
  z.object({ kind: z.literal('refused'), code: z.enum(errorCodes) }),
  z.object({ kind: z.literal('unknown') }),
]);

/** A run that was to be: noted before it is due, and ended exactly once. */
export const intendedRun = z.object({
  id: z.string(),
  /** `window`: a time of the rule. `first`: there was no backup yet. `catch-up`: for what was missed. `retry`: after one that failed. `clock`: the clock was set back. */
  kind: z.enum(['window', 'first', 'catch-up', 'retry', 'clock']),
  dueAt: instant,
  createdAt: instant,
  /** Once it has begun. */
  run: z.object({ id: z.string(), at: instant }).optional(),
  /** Absent while it is to come or goes on. `stopped`: by a person. `interrupted`: Holdfast ended in the middle of it. */
  end: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.enum(['done', 'incomplete', 'stopped', 'interrupted']), at: instant }),
      z.object({ kind: z.literal('failed'), at: instant, code: z.enum(errorCodes) }),
      z.object({ kind: z.literal('skipped'), at: instant, reason: skipReason }),
    ])
    .optional(),
});
