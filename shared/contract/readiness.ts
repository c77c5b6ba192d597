import { z } from 'zod';
import { appName, call, count, forApp, instant } from './base.ts';

export const letter = z.enum(['A', 'B', 'C', 'D', 'F']);
export const questionId = z.enum(['what', 'often', 'where', 'works', 'who']);

/** Where a step is done. */
export const stepPlace = z.enum(['backup', 'schedule', 'places', 'kit', 'deputies', 'drill', 'golden-checks', 'runbook', 'reconnect', 'timeline', 'alarms', 'objective']);

/** One thing that would help, the minutes it takes, and what comes of it. */
export const nextStep = z.object({ check: z.string(), question: questionId, says: z.string(), minutes: z.number().int().min(1), to: stepPlace, /** The question's letter after it, and the overall one. */ questionAfter: letter, overallAfter: letter });

/** One weighted check of a question, with what it rests on. */
export const readinessCheck = z.object({
  id: z.string(),
  title: z.string(),
  /** Points it can bring; those of a question add up to 100. */
  weight: z.number(),
  points: z.number(),
  /** What was found. */
  says: z.string(),
  /** When the evidence was gathered, and from when on it counts for nothing. */
  at: instant.optional(),
  expiresAt: instant.optional(),
});

export const readinessQuestion = z.object({ id: questionId, title: z.string(), score: z.number().min(0).max(100), grade: letter, /** The evidence in one sentence. */ evidence: z.string(), checks: z.array(readinessCheck), nextStep: nextStep.optional() });

/** Why the overall letter is not better than it is. */
const limitedBy = z.object({ question: questionId.optional(), says: z.string() });

/** A length of time in milliseconds that is known within bounds. */
const range = z.object({ leastMs: z.number().min(0), mostMs: z.number().min(0) });

const worstPoint = z.object({ ms: z.number().min(0), at: instant, since: instant, nothingAt: instant.optional() });

/** How far back you would fall (RPO). */
export const recoveryPoint = z.object({
  /** Hours that the founder accepts. */
  objectiveHours: z.number().positive().optional(),
  /** Age of the newest verified, complete backup, counted from when it began to read; absent: there is none, everything would be lost. */
  nowMs: z.number().min(0).optional(),
  /** When that backup began to read. */
  at: instant.optional(),
  /** The table that is furthest behind, where one is further back than the others. */
  worstTable: z.object({ name: z.string(), at: instant.optional() }).optional(),
  /** The longest it ever was within so many days. `since`: from when on it is known, where that is less. `nothingAt`: then there was no backup to fall back on at all. */
  worst30: worstPoint.optional(),
  worst90: worstPoint.optional(),
});

/** How long until you are back (RTO). */
export const recoveryTime = z.object({
  objectiveHours: z.number().positive().optional(),
  /** From the last drill, scaled to today's size. Absent: nobody has measured it. */
  measured: z.object({ ...range.shape, at: instant, /** The drill or the restore it was measured by. */ from: z.enum(['drill', 'restore']), phases: z.array(z.object({ name: z.string(), ms: z.number().min(0) })), records: count, /** Factor from the size of then to that of today. */ scale: z.number().positive() }).optional(),
  /** What writing everything back into the platform takes beside it, by its rate limits; absent where nobody knows them. */
  writeBack: z.object({ ...range.shape, says: z.string() }).optional(),
});

/** What would be lost now, in the app's own units. */
export const lossMeter = z.object({
  /** Tables with a rate, the largest loss first. `least` to `most` changes (created, changed, deleted) since the recovery point. */
  tables: z.array(z.object({ name: z.string(), least: z.number().int().min(0), most: z.number().int().min(0), /** Records that came new, of those. */ newLeast: z.number().int().min(0), newMost: z.number().int().min(0) })),
  /** In one sentence: "about 37 Orders and 4 Users". */
  says: z.string(),
  /** Tables of which no rate is known yet. */
  unknown: z.array(z.string()),
  /** What it was learnt from. */
  backups: count,
});

export const readiness = z.object({
  app: appName,
  at: instant,
  grade: letter,
  sentence: z.string(),
  limitedBy,
  questions: z.array(readinessQuestion).length(5),
  /** The best of the questions' steps: the one that puts right what is wrong now, else the one that lifts the overall letter, else the one that lifts the worst question. */
  nextStep: nextStep.optional(),
  recoveryPoint,
  recoveryTime,
  loss: lossMeter,
  /** What the platform itself keeps, as a copy in the same place: never the backup. */
  platformHistory: z.object({ says: z.string(), days: z.number().nullable() }).optional(),
});

/** The letter and what made it another one. */
export const gradeChange = z.object({ at: instant, grade: letter, questions: z.record(questionId, letter), /** What happened, the gravest first. */ because: z.array(z.string()) });

export const rubric = z.object({
  letters: z.array(z.object({ letter, least: z.number() })),
  questions: z.array(z.object({ id: questionId, title: z.string(), weak: z.string(), strong: z.string(), checks: z.array(z.object({ id: z.string(), title: z.string(), weight: z.number(), full: z.string(), decays: z.string().optional() })) })),
  /** What holds beside the points. */
  rules: z.array(z.string()),
});

export const readinessCalls = {
  get: call.input(forApp).output(readiness),
  /** Oldest first. */
  history: call.input(forApp.extend({ days: z.number().int().min(1).max(3660) })).output(z.object({ changes: z.array(gradeChange) })),
  /** The recovery point over time, oldest first: it grows with the clock and falls back when a backup is verified. `ms` at `at`; a line between two of them; null: from then on there was nothing to fall back on. */
  recoveryPoints: call.input(forApp.extend({ days: z.union([z.literal(30), z.literal(90)]) })).output(z.object({ points: z.array(z.object({ at: instant, ms: z.number().min(0).nullable() })), objectiveHours: z.number().positive().optional(), since: instant.optional() })),
  /** Every drill's and real restore's duration by phase, oldest first. */
  recoveryTimes: call.input(forApp.extend({ days: z.union([z.literal(30), z.literal(90)]) })).output(z.object({ times: z.array(z.object({ at: instant, from: z.enum(['drill', 'restore']), ok: z.boolean(), phases: z.array(z.object({ name: z.string(), ms: z.number().min(0) })) })), objectiveHours: z.number().positive().optional() })),
  rubric: call.output(rubric),
  /** Hours that the founder accepts until they are back; null = not said. */
  setObjective: call.input(forApp.extend({ backWithinHours: z.number().positive().max(24 * 365).nullable() })).output(z.object({ ok: z.literal(true) })),
};
