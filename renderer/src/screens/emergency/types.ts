import type { Answers } from '../../app/connection/client.ts';

export type Emergency = Answers['emergencies']['get'];
export type EmergencyStep = Emergency['steps'][number];
export type StepId = EmergencyStep['id'];

/** The step to take now: the first that a person still has to. What Holdfast is at itself holds nobody up. */
export function stepNow(steps: readonly EmergencyStep[]): EmergencyStep | undefined {
  return steps.find(({ state }) => state === 'open' || state === 'failed');
}
