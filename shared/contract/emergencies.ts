import { z } from 'zod';
import { appName, call, count, forApp, instant, snapshotName } from './base.ts';
import { plainError } from './errors.ts';

/** An emergency that a person declared (incident mode). What a comparison finds lost are `incidents`; one emergency may rest on several, or on none yet. */
export const emergencyId = z.string().regex(/^[\w-]{1,80}$/);

/** In the order in which they are best taken. `snapshot`: a backup of the state as it is, broken or not. */
export const emergencySteps = ['snapshot', 'freeze', 'scope', 'logs', 'decide', 'restore', 'tell', 'verify'] as const;
export const emergencyStep = z.enum(emergencySteps);

export const emergencyDecision = z.enum(['restore-data', 'roll-back-code', 'both', 'neither']);

export const emergencyMessages = ['we-know', 'progress', 'over'] as const;
export const emergencyMessage = z.enum(emergencyMessages);

const step = z.object({
  id: emergencyStep,
  title: z.string(),
  /** What to do, and why now. */
  says: z.array(z.string()),
  state: z.enum(['open', 'working', 'done', 'skipped', 'failed']),
  doneAt: instant.optional(),
  /** Seen by Holdfast itself (a backup was made, a restore was read back), rather than said by a person. */
  seen: z.boolean(),
  /** What was seen, or what a person chose, in a sentence. */
  found: z.string().optional(),
  error: plainError.optional(),
});

/** A backup from before it began, that nothing removes until a person lets it go. */
const pinned = z.object({ backup: snapshotName, startedAt: instant, /** The emergency pinned it; otherwise it was pinned before. */ ours: z.boolean() });

export const emergency = z.object({
  id: emergencyId,
  app: appName,
  startedAt: instant,
  endedAt: instant.optional(),
  /** What a person said when it began. */
  what: z.string().max(500),
  /** Hours until they mean to be back; and what was measured last, for the clock to run against. Absent: not said, not known. */
  objectiveHours: z.number().positive().optional(),
  measuredMs: z.number().min(0).optional(),
  /** When a restore of it was read back first: from then on there was data again. */
  backAt: instant.optional(),
  steps: z.array(step),
  /** Newest first. */
  pinned: z.array(pinned),
  /** `open`: still to be done, or tried again by itself; `partly`: pinned in some places. */
  pinning: z.enum(['open', 'partly', 'done', 'nothing']),
  /** The pins that were ours were taken away again when it ended. */
  unpinned: z.boolean(),
  /** The backup of the broken state: evidence, and nothing to go back to. */
  brokenState: z.object({ backup: snapshotName, startedAt: instant }).optional(),
  /** Data, code, or both: decided by a person. */
  decision: emergencyDecision.optional(),
  /** What went wrong in its own first steps, in sentences. */
  problems: z.array(z.string()),
  /** Oldest first: what happened and what was said, by whom. */
  timeline: z.array(z.object({ at: instant, by: z.enum(['person', 'holdfast']), says: z.string().max(2500) })),
  /** To customers: as a person left them, or filled with what is known. */
  messages: z.array(z.object({ id: emergencyMessage, text: z.string(), edited: z.boolean() })),
  learnt: z.string().optional(),
});

const file = z.object({ fileName: z.string(), mediaType: z.string(), base64: z.string() });
const one = forApp.extend({ id: emergencyId });

export const emergencies = {
  /** Newest first. `damaged`: notes of emergencies that cannot be read; nothing is removed while there are any. */
  list: call.input(forApp).output(z.object({ emergencies: z.array(emergency.pick({ id: true, app: true, startedAt: true, endedAt: true, what: true }).extend({ entries: count })), damaged: z.array(z.string()) })),
  get: call.input(one).output(emergency),
  /** Starts the clock, pins, stops all removing, begins a backup of the state as it is. `conflict` while one is open. */
  start: call.input(forApp.extend({ what: z.string().trim().max(500) })).output(emergency),
  /** What of the first steps failed is tried again: the pins, and the backup of the state as it is. */
  again: call.input(one).output(emergency),
  /** What a person says of a step; `restore` and `snapshot` can be skipped, and are otherwise done when Holdfast sees it. */
  step: call.input(one.extend({ step: emergencyStep, state: z.enum(['open', 'done', 'skipped']), decision: emergencyDecision.optional() })).output(emergency),
  note: call.input(one.extend({ says: z.string().trim().min(1).max(2000) })).output(emergency),
  /** null = as it was suggested. */
  message: call.input(one.extend({ message: emergencyMessage, text: z.string().max(4000).nullable() })).output(emergency),
  /** `unpin`: take away the pins that the emergency set, and no other. Removing of backups goes on as before. */
  end: call.input(one.extend({ learnt: z.string().trim().max(4000), unpin: z.boolean() })).output(emergency),
  /** What was learnt, after it ended. */
  learnt: call.input(one.extend({ learnt: z.string().trim().max(4000) })).output(emergency),
  /** The written timeline. */
  file: call.input(one.extend({ format: z.enum(['pdf', 'md']) })).output(file),
};
