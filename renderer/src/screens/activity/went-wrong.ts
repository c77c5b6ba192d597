import type { ActivityEvent } from './kinds.ts';

/** Beside what may nobody be told that nothing went wrong? A check that found damage and a backup that lacks something came to their end, too. */
export function wentWrong({ kind, outcome }: Pick<ActivityEvent, 'kind' | 'outcome'>): boolean {
  return outcome === 'failed' || outcome === 'interrupted' || outcome === 'incomplete' || kind === 'engine-crashed' || kind === 'alarm-raised' || kind === 'emergency-declared';
}
