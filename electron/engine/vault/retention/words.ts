import type { GoingBecause, KeptBecause } from './plan.ts';
import { fewestKept, type RetentionPolicy } from './policy.ts';

/** Why a backup stays, as one phrase. */
export function whyKept(because: readonly KeptBecause[]): string {
  return because.map(keptPhrase).join(', ');
}

function keptPhrase(because: KeptBecause): string {
  switch (because.kind) {
    case 'newest':
      return 'the newest';
    case 'fewest':
      return `one of the newest ${fewestKept}`;
    case 'last':
      return 'one of the newest';
    case 'pre-change':
      return 'from before a change';
    case 'pinned':
      return 'pinned';
    case 'unreadable':
      return 'cannot be read, so it is left alone';
    case 'future':
      return 'dated in the future';
    case 'unseen':
      return 'it was not among those that you saw';
    case 'take-back':
      return `to take back what was brought back, until ${because.until}`;
    case 'alarm':
      return 'nothing is removed while an alarm about the data is open';
    case 'emergency':
      return 'nothing is removed while an emergency is open';
    case 'not-named':
      return 'it was not chosen';
    case 'daily':
      return `the last of ${because.of}`;
    case 'weekly':
      return `the last of the week from ${because.of}`;
    case 'monthly':
      return `the last of ${because.of}`;
  }
}

/** Why a backup goes. */
export function whyGoing(because: GoingBecause, policy: RetentionPolicy | undefined): string {
  if (because.kind === 'named' || policy === undefined) return 'chosen by hand';
  if (because.kind === 'same-day') return `a later backup of the same day stays (${because.stays})`;
  const counted = [
    ...(policy.last > 0 ? [`the newest ${policy.last}`] : []),
    ...(policy.daily > 0 ? [`the last of ${policy.daily} ${policy.daily === 1 ? 'day' : 'days'}`] : []),
    ...(policy.weekly > 0 ? [`of ${policy.weekly} ${policy.weekly === 1 ? 'week' : 'weeks'}`] : []),
    ...(policy.monthly > 0 ? [`of ${policy.monthly} ${policy.monthly === 1 ? 'month' : 'months'}`] : []),
  ];
  return `not among ${counted.join(', ')}`;
}
