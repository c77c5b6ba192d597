import type { RunbookMessage, RunbookRole } from './runbook.ts';

export const roleWords: Readonly<Record<RunbookRole, string>> = {
  declares: 'Declares an emergency',
  restores: 'Restores the data',
  'tells-customers': 'Tells customers',
  deputy: 'Deputy, if they are away',
};

export const messageWords: Readonly<Record<RunbookMessage['id'], string>> = { 'we-know': 'We know', progress: 'On the way', over: 'It is over' };

/** What is proposed where nobody wrote a message of their own. What is in brackets is filled in when it happens. */
export function suggestedMessages(app: string): readonly RunbookMessage[] {
  return [
    { id: 'we-know', text: `Something is wrong with ${app}: [what you see]. We are working on it. Please enter nothing new until you hear from us, by [time].` },
    { id: 'progress', text: `${app}: we know what happened and are bringing data back from a backup of [time]. We will write again by [time].` },
    { id: 'over', text: `${app} works again, with everything up to [time]. What was entered between [time] and [time] may be missing: please look at [what] and tell us. We are sorry.` },
  ];
}
