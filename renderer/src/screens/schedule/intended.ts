import type { Answers } from '../../app/connection/client.ts';
import { clockTime } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';

export type Intended = Answers['schedule']['history']['runs'][number];
export type DayState = 'none' | 'done' | 'missed' | 'failed';

export interface IntendedDay {
  /** Noon of the day, in this page's zone. */
  readonly at: number;
  readonly state: DayState;
  readonly done: number;
  readonly missed: number;
  readonly failed: number;
}

/** How an intended run ended, for the strip; undefined for what is to come, goes on, or was never meant to be after all. */
export function stateOf({ end }: Intended): Exclude<DayState, 'none'> | undefined {
  if (end === undefined) return undefined;
  if (end.kind === 'done') return 'done';
  if (end.kind !== 'skipped') return 'failed';
  const { kind } = end.reason;
  // Done by another one, or not wanted any more: nothing is missing.
  return kind === 'caught-up' || kind === 'changed' || kind === 'clock' || kind === 'elsewhere' ? undefined : 'missed';
}

/** The last so many days by the calendar, oldest first, today last. */
export function daysOf(runs: readonly Intended[], now: number, howMany: number): IntendedDay[] {
  const today = new Date(now);
  const counts = new Map<string, { done: number; missed: number; failed: number }>();
  for (const run of runs) {
    const state = stateOf(run);
    if (state === undefined) continue;
    const day = new Date(run.dueAt).toDateString();
    const before = counts.get(day) ?? { done: 0, missed: 0, failed: 0 };
    counts.set(day, { ...before, [state]: before[state] + 1 });
  }
  return Array.from({ length: howMany }, (_, index) => {
    const at = new Date(today.getFullYear(), today.getMonth(), today.getDate() - (howMany - 1 - index), 12);
    const { done, missed, failed } = counts.get(at.toDateString()) ?? { done: 0, missed: 0, failed: 0 };
    return { at: at.getTime(), done, missed, failed, state: failed > 0 ? 'failed' : missed > 0 ? 'missed' : done > 0 ? 'done' : 'none' };
  });
}

/** What became of it, as a person says it. */
export function endInWords({ end, run }: Intended, now: number): string {
  if (end === undefined) return t(run === undefined ? 'schedule.end.to-come' : 'schedule.end.running');
  if (end.kind !== 'skipped') return t(`schedule.end.${end.kind}`);
  const { reason } = end;
  switch (reason.kind) {
    case 'paused':
      return t('schedule.skip.paused', { when: clockTime(reason.until, now) });
    case 'asleep':
      return t('schedule.skip.asleep', { from: clockTime(reason.from, now), to: clockTime(reason.to, now) });
    case 'not-running':
      return reason.from === undefined ? t('schedule.skip.not-running-until', { to: clockTime(reason.to, now) }) : t('schedule.skip.not-running', { from: clockTime(reason.from, now), to: clockTime(reason.to, now) });
    case 'caught-up':
      return t('schedule.skip.caught-up', { when: clockTime(reason.at, now) });
    case 'clock':
      return t('schedule.skip.clock', { when: clockTime(reason.to, now) });
    case 'elsewhere':
      return t('schedule.skip.elsewhere', { by: reason.by });
    default:
      return t(`schedule.skip.${reason.kind}`);
  }
}
