import type { z } from 'zod';
import type { intendedRun, scheduleRule, skipReason } from '../../../shared/model/schedule.ts';

export type ScheduleRule = z.infer<typeof scheduleRule>;
export type IntendedRun = z.infer<typeof intendedRun>;
export type IntendedKind = IntendedRun['kind'];
export type SkipReason = z.infer<typeof skipReason>;
export type IntendedEnd = NonNullable<IntendedRun['end']>;

/** A rule as an app has it. */
export interface AppSchedule {
  readonly rule: ScheduleRule;
  /** Hours are counted from here: the last backup before the rule was set, or when that was. */
  readonly from: Date;
  /** Times up to and including this one are not of the rule: when it was set. Undefined = nobody knows. */
  readonly since: Date | undefined;
}
