import type { z } from 'zod';
import { type emergency, emergencySteps } from '../../../shared/contract/emergencies.ts';
import type { Platform } from '../../../shared/model/app.ts';
import { type MessageTemplates, messagesOf, type Moment } from './messages.ts';
import type { EmergencyRecord, EmergencyStepId } from './record.ts';
import { stepWords } from './step-words.ts';

export type Emergency = z.infer<typeof emergency>;
type Step = Emergency['steps'][number];

export interface ShownWith {
  readonly platform: Platform | 'opened';
  readonly templates: MessageTemplates;
  readonly moment: Moment;
}

/** An emergency as a page shows it. Pure. */
export function shownEmergency(record: EmergencyRecord, { platform, templates, moment }: ShownWith): Emergency {
  const { id, app, startedAt, endedAt, what, objectiveHours, measuredMs, backAt, pins, broken, decision, problems, timeline, learnt } = record;
  return {
    id,
    app,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    what,
    ...(objectiveHours === undefined ? {} : { objectiveHours }),
    ...(measuredMs === undefined ? {} : { measuredMs }),
    ...(backAt === undefined ? {} : { backAt }),
    steps: emergencySteps.map((step) => ({ id: step, ...wordsOf(step, platform), ...stateOf(record, step) })),
    pinned: pins.wanted.filter(({ isPinned }) => isPinned).map(({ backup, startedAt: at, wasPinned }) => ({ backup, startedAt: at, ours: !wasPinned })),
    pinning: pins.state,
    unpinned: pins.unpinned,
    ...(broken.backup === undefined || broken.startedAt === undefined ? {} : { brokenState: { backup: broken.backup, startedAt: broken.startedAt } }),
    ...(decision === undefined ? {} : { decision }),
    problems: problems.map(({ says }) => says),
    timeline: timeline.map(({ at, by, says }) => ({ at, by, says })),
    messages: [...messagesOf(record, templates, moment)],
    ...(learnt === undefined ? {} : { learnt }),
  };
}

function wordsOf(step: EmergencyStepId, platform: Platform | 'opened'): Pick<Step, 'title' | 'says'> {
  const { title, says } = stepWords(step, platform);
  return { title, says: [...says] };
}

function stateOf({ steps, broken }: EmergencyRecord, id: EmergencyStepId): Omit<Step, 'id' | 'title' | 'says'> {
  const said = steps.find((step) => step.id === id);
  if (said !== undefined) return { state: said.state, doneAt: said.at, seen: said.seen, ...(said.found === undefined ? {} : { found: said.found }) };
  if (id !== 'snapshot') return { state: 'open', seen: false };
  switch (broken.state) {
    case 'open':
    case 'running':
      return { state: 'working', seen: false };
    case 'failed':
      return { state: 'failed', seen: true, ...(broken.error === undefined ? {} : { error: broken.error }) };
    case 'skipped':
      return { state: 'skipped', seen: true, ...(broken.found === undefined ? {} : { found: broken.found }) };
    case 'done':
      return { state: 'done', seen: true, ...(broken.doneAt === undefined ? {} : { doneAt: broken.doneAt }), ...(broken.found === undefined ? {} : { found: broken.found }) };
  }
}
