import type { IntendedRun } from '../../engine/engine.ts';

export const kindInWords: Readonly<Record<IntendedRun['kind'], string>> = {
  window: '',
  first: 'the first one',
  'catch-up': 'for what was missed',
  retry: 'another try',
  clock: 'the clock was set back',
};

/** What became of a run that was to be. @param moment how a moment is written. */
export function endInWords({ end, run }: IntendedRun, moment: (instant: string) => string): string {
  if (end === undefined) return run === undefined ? 'to come' : 'began, and goes on';
  switch (end.kind) {
    case 'done':
      return 'done';
    case 'incomplete':
      return 'done, but something is missing';
    case 'stopped':
      return 'stopped by somebody';
    case 'interrupted':
      return 'cut short: Holdfast ended in the middle of it';
    case 'failed':
      return `failed (${end.code})`;
    case 'skipped':
      return skippedInWords(end.reason, moment);
  }
}

type Reason = Extract<NonNullable<IntendedRun['end']>, { kind: 'skipped' }>['reason'];

function skippedInWords(reason: Reason, moment: (instant: string) => string): string {
  switch (reason.kind) {
    case 'paused':
      return `paused until ${moment(reason.until)}`;
    case 'asleep':
      return `the computer slept, or its clock was set, from ${moment(reason.from)} to ${moment(reason.to)}`;
    case 'not-running':
      return reason.from === undefined ? `Holdfast did not run until ${moment(reason.to)}` : `Holdfast did not run from ${moment(reason.from)} to ${moment(reason.to)}`;
    case 'no-network':
      return 'there was no network';
    case 'still-running':
      return 'another one was still running';
    case 'others-running':
      return 'backups of other apps took all the time';
    case 'restoring':
      return 'records were being brought back';
    case 'on-battery':
      return 'on battery, by your choice';
    case 'metered':
      return 'the connection was metered, by your choice';
    case 'no-place':
      return 'there was no place for it';
    case 'caught-up':
      return `made good by the one of ${moment(reason.at)}`;
    case 'clock':
      return `the clock was set back to ${moment(reason.to)}`;
    case 'changed':
      return 'the schedule was changed';
    case 'elsewhere':
      return `done by ${reason.by}`;
    case 'refused':
      return 'something else was being done with the backups';
    case 'unknown':
      return 'nobody knows why';
  }
}
