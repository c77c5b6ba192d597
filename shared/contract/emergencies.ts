import { z } from 'zod';
import { call, count, forApp, instant } from './base.ts';
import { plainError } from './errors.ts';

/** An emergency that a person declared (incident mode). What a comparison finds lost are `incidents`; one emergency may rest on several, or on none yet. */
export const emergencyId = z.string().regex(/^[\w-]{1,80}$/);

const step = z.object({
  id: z.enum(['snapshot', 'freeze', 'scope', 'logs', 'decide', 'restore', 'tell', 'verify', 'end']),
  title: z.string(),
  /** What to do, and why now. */
  says: z.array(z.string()),
  state: z.enum(['open', 'working', 'done', 'skipped', 'failed']),
  doneAt: instant.optional(),
  /** Seen by Holdfast itself (a backup was made, a restore was read back), rather than said by a person. */
  seen: z.boolean(),
  error: plainError.optional(),
});

export const emergency = z.object({
  id: emergencyId,
  app: z.string(),
  startedAt: instant,
  endedAt: instant.optional(),
  /** What a person said when it began. */
  what: z.string().max(500),
  /** Hours until they mean to be back; and what was measured last, for the clock to run against. */
  objectiveHours: z.number().positive().optional(),
  measuredMs: z.number().min(0).optional(),
  steps: z.array(step),
  /** Backups that were pinned for it, and the one of the broken state. Nothing is removed while it is open. */
  pinned: z.array(z.string()),
  brokenState: z.string().optional(),
  /** Data, code, or both: decided by a person. */
  decision: z.enum(['restore-data', 'roll-back-code', 'both', 'neither']).optional(),
  /** What went wrong in its own first steps. */
  problems: z.array(z.string()),
  /** Oldest first: what happened and what was said, by whom. */
  timeline: z.array(z.object({ at: instant, by: z.enum(['person', 'holdfast']), says: z.string().max(2000) })),
  message: z.string(),
});

const file = z.object({ fileName: z.string(), mediaType: z.string(), base64: z.string() });

export const emergencies = {
  /** Newest first. */
  list: call.input(forApp).output(z.object({ emergencies: z.array(emergency.pick({ id: true, app: true, startedAt: true, endedAt: true, what: true }).extend({ entries: count })) })),
  get: call.input(forApp.extend({ id: emergencyId })).output(emergency),
  /** Starts the clock, pins, stops all removing, begins a backup of the state as it is. `conflict` while one is open. */
  start: call.input(forApp.extend({ what: z.string().trim().max(500) })).output(emergency),
  step: call.input(forApp.extend({ id: emergencyId, step: step.shape.id, state: z.enum(['open', 'done', 'skipped']), decision: emergency.shape.decision })).output(emergency),
  note: call.input(forApp.extend({ id: emergencyId, says: z.string().trim().min(1).max(2000) })).output(emergency),
  message: call.input(forApp.extend({ id: emergencyId, text: z.string().max(4000) })).output(emergency),
  end: call.input(forApp.extend({ id: emergencyId, says: z.string().trim().max(2000) })).output(emergency),
  /** The written timeline. */
  file: call.input(forApp.extend({ id: emergencyId, format: z.enum(['pdf', 'md']) })).output(file),
};
