import { z } from 'zod';
import { intendedRun, scheduleRule } from '../model/schedule.ts';
import { call, forApp, instant } from './base.ts';

export const scheduleState = z.object({
  /** The longest time between two backups by the rule, in hours; null = only by hand. */
  everyHours: z.number().positive().nullable(),
  pausedUntil: instant.nullable(),
  /** When it begins next, and why not sooner, in a sentence. `at` is null where nothing is to come, or it waits for something that has no time. */
  next: z.object({ at: instant.nullable(), why: z.string() }),
});

export const scheduleDetails = scheduleState.extend({
  rule: scheduleRule.nullable(),
  /** IANA name of this computer's zone. */
  zone: z.string(),
  /** The next times of the rule, at most three; a pause is not taken into account. */
  upcoming: z.array(instant),
  /** Another program on this computer that keeps this schedule now, as it calls itself; null = this one does. */
  keptBy: z.object({ program: z.string().optional(), since: instant.optional() }).nullable(),
  /** For all apps on this computer. `onBattery`, `metered`: as it is now; null = it does not say, which holds nothing back. */
  computer: z.object({ alsoOnBattery: z.boolean(), alsoOnMetered: z.boolean(), onBattery: z.boolean().nullable(), metered: z.boolean().nullable() }),
});

export const schedule = {
  get: call.input(forApp).output(scheduleDetails),
  /** null = only by hand. `invalid-input` for a zone or a cron line that is none, and for more than one backup in 15 minutes. */
  set: call.input(forApp.extend({ rule: scheduleRule.nullable() })).output(scheduleDetails),
  /** What a rule comes to, before it is set: `problem` where it is none. */
  preview: call.input(z.object({ rule: scheduleRule })).output(z.object({ upcoming: z.array(instant), problem: z.string().optional() })),
  setComputer: call.input(z.object({ alsoOnBattery: z.boolean().optional(), alsoOnMetered: z.boolean().optional() })).output(scheduleDetails.shape.computer),
  /** Intended runs of the last so many days, oldest first, those to come included. */
  history: call.input(forApp.extend({ days: z.number().int().min(1).max(366) })).output(z.object({ runs: z.array(intendedRun) })),
  /** For all apps; null goes on at once. */
  pause: call.input(z.object({ until: instant.nullable() })).output(z.object({ pausedUntil: instant.nullable() })),
};
