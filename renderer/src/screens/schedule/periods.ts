import { t } from '../../strings/translate.ts';

/** Hours between two backups that are offered; what the engine has besides these is added to the list. */
export const offeredPeriods = [1, 3, 6, 12, 24, 168] as const;
/** Hours of work that a person may accept to lose. */
export const offeredGoals = [1, 6, 12, 24, 72, 168] as const;

/** The choices in order, the current one among them even where it is none of ours. */
export function withCurrent(offered: readonly number[], current: number | null | undefined): readonly number[] {
  return current === null || current === undefined || offered.includes(current) ? offered : [...offered, current].toSorted((a, b) => a - b);
}

export function everyInWords(hours: number): string {
  if (hours === 168) return t('schedule.every-week');
  return hours % 24 === 0 ? t('schedule.every-days', { count: hours / 24 }) : t('schedule.every-hours', { count: hours });
}

export function goalInWords(hours: number): string {
  if (hours === 168) return t('schedule.goal.week');
  return hours % 24 === 0 ? t('schedule.goal.days', { count: hours / 24 }) : t('schedule.goal.hours', { count: hours });
}

/** Can a schedule keep to what a person accepts to lose? `by-hand`: only the person can. */
export function keepsTo(everyHours: number | null, goalHours: number): 'keeps' | 'cannot' | 'by-hand' {
  if (everyHours === null) return 'by-hand';
  return everyHours <= goalHours ? 'keeps' : 'cannot';
}

/** The longest offered period that keeps to a goal. */
export function periodFor(goalHours: number): number {
  return offeredPeriods.findLast((period) => period <= goalHours) ?? 1;
}

/** Eight in the morning of the next day, in the zone of this computer. */
export function tomorrowMorning(now: number): Date {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 8);
}
