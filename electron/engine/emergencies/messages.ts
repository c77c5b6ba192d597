import type { EmergencyRecord } from './record.ts';
import { emergencyMessages } from '../../../shared/contract/emergencies.ts';

export type EmergencyMessageId = (typeof emergencyMessages)[number];

/** Texts of the app's runbook, where a person wrote some. */
export type MessageTemplates = Partial<Readonly<Record<EmergencyMessageId, string>>>;

/** When something was, as a reader of a message needs it: `14:05` of today, with its day otherwise. */
export type Moment = (at: string) => string;

/**
 * What to tell customers: as the person left it, else as the runbook has it, else a draft that says only what is known. What nobody knows stays in square
 * brackets to be filled in. Pure.
 */
export function messagesOf(record: EmergencyRecord, templates: MessageTemplates, moment: Moment): readonly { readonly id: EmergencyMessageId; readonly text: string; readonly edited: boolean }[] {
  return emergencyMessages.map((id) => {
    const own = record.messages.find((each) => each.id === id);
    if (own !== undefined) return { id, text: own.text, edited: true };
    return { id, text: templates[id] ?? draft(id, record, moment), edited: false };
  });
}

function draft(id: EmergencyMessageId, record: EmergencyRecord, moment: Moment): string {
  switch (id) {
    case 'we-know':
      return weKnow(record, moment);
    case 'progress':
      return progress(record, moment);
    case 'over':
      return over(record, moment);
  }
}

function weKnow(record: EmergencyRecord, moment: Moment): string {
  const isFrozen = isDone(record, 'freeze');
  return [
    'Hello,',
    `something is wrong with ${record.app}: [what people notice]. We know about it since ${moment(record.startedAt)} and are working on it.`,
    ...(isFrozen ? ['We have stopped changes to the app so that nothing more is damaged.'] : []),
    ...(record.pins.wanted.some(({ isPinned }) => isPinned) ? ['We keep backups of our own, and those from before are safe.'] : []),
    'Please do not enter anything important until you hear from us. We write again at [time].',
  ].join('\n\n');
}

function progress(record: EmergencyRecord, moment: Moment): string {
  const newest = record.pins.wanted.find(({ isPinned }) => isPinned);
  const isData = record.decision === 'restore-data' || record.decision === 'both';
  const isCode = record.decision === 'roll-back-code' || record.decision === 'both';
  return [
    'Hello again,',
    `about ${record.app}: we know now that [what happened].`,
    ...(isCode ? ['We are going back to an earlier version of the app.'] : []),
    ...(isData ? [`We are bringing back what was lost${newest === undefined ? '' : `; our last good backup is from ${moment(newest.startedAt)}`}.`] : []),
    'It is not over yet. We write again at [time].',
  ].join('\n\n');
}

function over(record: EmergencyRecord, moment: Moment): string {
  const newest = record.pins.wanted.find(({ isPinned }) => isPinned);
  return [
    'Hello,',
    `${record.app} works again${record.backAt === undefined ? '' : ` since ${moment(record.backAt)}`}.`,
    ...(record.backAt === undefined ? ['[What was lost, and what of it is back.]'] : ['We brought back what was lost and checked it record by record.']),
    ...(newest === undefined ? [] : [`If you entered something between ${moment(newest.startedAt)} and ${moment(record.endedAt ?? record.startedAt)}, please look whether it is still there, and write to us if not.`]),
    'We are sorry. This is what we change so that it does not happen again: [what].',
  ].join('\n\n');
}

function isDone({ steps }: EmergencyRecord, id: EmergencyRecord['steps'][number]['id']): boolean {
  return steps.some((step) => step.id === id && step.state === 'done');
}
