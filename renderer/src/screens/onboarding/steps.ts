import type { Draft } from './draft.ts';

export const steps = ['platform', 'connect', 'places', 'loss', 'kit', 'backup'] as const;
export type Step = (typeof steps)[number];

export function isStep(text: unknown): text is Step {
  return steps.some((step) => step === text);
}

/** The step that may be shown when `wanted` is asked for: one whose beginnings are there. */
export function reachable(wanted: Step, draft: Draft): Step {
  if (wanted === 'platform') return wanted;
  if (draft.platform === undefined && draft.app === undefined) return 'platform';
  if (wanted === 'connect' || draft.app === undefined) return 'connect';
  return wanted;
}

/** Where to go on after the page was left. */
export function resumeAt(draft: Draft): Step {
  if (draft.runId !== undefined) return 'backup';
  if (draft.app === undefined) return draft.platform === undefined ? 'platform' : 'connect';
  return draft.hours === undefined ? 'places' : 'kit';
}
