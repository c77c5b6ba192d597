import { z } from 'zod';
import { call, forApp, instant } from './base.ts';

export const scheduleState = z.object({
  /** Hours between backups; null = only by hand. */
  everyHours: z.number().min(1).max(24 * 31).nullable(),
  pausedUntil: instant.nullable(),
  /** When it begins next, and why not sooner, in a sentence. `at` is null where nothing is to come. */
  next: z.object({ at: instant.nullable(), why: z.string() }),
});

export const schedule = {
  get: call.input(forApp).output(scheduleState),
  set: call.input(forApp.extend({ everyHours: z.number().min(1).max(24 * 31).nullable() })).output(scheduleState),
  /** For all apps; null goes on at once. */
  pause: call.input(z.object({ until: instant.nullable() })).output(z.object({ pausedUntil: instant.nullable() })),
};
