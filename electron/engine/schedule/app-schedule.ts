import type { StoredApp } from '../settings/schema.ts';
import type { AppSchedule, ScheduleRule } from './rule.ts';
import { checkedRule } from './windows.ts';

const hourMs = 3_600_000;

/** An app's rule, where it has one. */
export function appSchedule({ schedule, addedAt }: Pick<StoredApp, 'schedule' | 'addedAt'>): AppSchedule | undefined {
  if (schedule === undefined) return undefined;
  const { rule, from, since } = schedule;
  return { rule, from: new Date(from ?? addedAt), since: since === undefined ? undefined : new Date(since) };
}

/**
 * The app with another rule, or none. Hours go on from the last backup where that is fresh enough.
 * @param lastBackup when it began. @throws invalid-input where the rule is none.
 */
export function withSchedule({ schedule: _schedule, ...app }: StoredApp, rule: ScheduleRule | null, now: Date, lastBackup: Date | undefined): StoredApp {
  if (rule === null) return app;
  const checked = checkedRule(rule);
  const isFresh = checked.kind === 'every' && lastBackup !== undefined && lastBackup <= now && now.getTime() - lastBackup.getTime() < checked.hours * hourMs;
  return { ...app, schedule: { rule: checked, since: now.toISOString(), from: (isFresh ? lastBackup : now).toISOString() } };
}
