import { z } from 'zod';
import { emergencyDecision, emergencyId, emergencyMessage, emergencyStep } from '../../../shared/contract/emergencies.ts';
import { instant } from '../../../shared/contract/base.ts';
import { plainError } from '../../../shared/contract/errors.ts';

/** A backup that was there before; `isPinned` is noted after it was pinned, `wasPinned` before: so that no other's pin is ever taken away. */
const pin = z.object({ backup: z.string(), startedAt: instant, wasPinned: z.boolean(), isPinned: z.boolean() });

const timelineEntry = z.object({
  at: instant,
  by: z.enum(['person', 'holdfast']),
  says: z.string(),
  /** What it tells of (`restore:…`, `backup:…`): the same is never told twice. */
  about: z.string().optional(),
});

/** What is kept of an emergency: `<home>/emergencies/<vault id>/<id>.json`. What people wrote, names and figures; never a record's values. */
export const emergencyRecord = z.object({
  format: z.literal('holdfast-emergency/1'),
  id: emergencyId,
  app: z.string(),
  startedAt: instant,
  endedAt: instant.optional(),
  what: z.string(),
  objectiveHours: z.number().positive().optional(),
  measuredMs: z.number().min(0).optional(),
  backAt: instant.optional(),
  pins: z.object({
    /** `open`: not chosen, or not all set yet. */
    state: z.enum(['open', 'partly', 'done', 'nothing']),
    wanted: z.array(pin),
    unpinned: z.boolean(),
  }),
  broken: z.object({
    state: z.enum(['open', 'running', 'done', 'failed', 'skipped']),
    backup: z.string().optional(),
    startedAt: instant.optional(),
    doneAt: instant.optional(),
    runId: z.string().optional(),
    found: z.string().optional(),
    error: plainError.optional(),
  }),
  /** Those that are not here are open. */
  steps: z.array(z.object({ id: emergencyStep, state: z.enum(['done', 'skipped']), at: instant, seen: z.boolean(), found: z.string().optional() })),
  decision: emergencyDecision.optional(),
  /** By what they are about, so that one that was put right goes. */
  problems: z.array(z.object({ about: z.string(), says: z.string() })),
  timeline: z.array(timelineEntry),
  /** Those that a person changed. */
  messages: z.array(z.object({ id: emergencyMessage, text: z.string() })),
  learnt: z.string().optional(),
});

export type EmergencyRecord = z.infer<typeof emergencyRecord>;
export type TimelineEntry = z.infer<typeof timelineEntry>;
export type EmergencyStepId = z.infer<typeof emergencyStep>;

/** The backup that is made when it begins is found again by this. */
export const brokenStateLabel = 'Broken state';

const mostEntries = 2000;

export function isOpenEmergency({ endedAt }: Pick<EmergencyRecord, 'endedAt'>): boolean {
  return endedAt === undefined;
}

/** With one more entry, unless one about the same is there. Kept in the order of time. */
export function withEntry(record: EmergencyRecord, entry: TimelineEntry): EmergencyRecord {
  if (entry.about !== undefined && record.timeline.some(({ about }) => about === entry.about)) return record;
  // What a person wrote is never dropped.
  if (entry.by === 'holdfast' && record.timeline.length >= mostEntries) return record;
  const after = record.timeline.findLastIndex(({ at }) => at <= entry.at) + 1;
  return { ...record, timeline: record.timeline.toSpliced(after, 0, entry) };
}

/** With this problem, or without any about it. */
export function withProblem(record: EmergencyRecord, about: string, says: string | undefined): EmergencyRecord {
  const others = record.problems.filter((each) => each.about !== about);
  return { ...record, problems: says === undefined ? others : [...others, { about, says }] };
}

export function withStep(record: EmergencyRecord, id: EmergencyStepId, state: EmergencyRecord['steps'][number] | undefined): EmergencyRecord {
  const others = record.steps.filter((each) => each.id !== id);
  return { ...record, steps: state === undefined ? others : [...others, state] };
}
