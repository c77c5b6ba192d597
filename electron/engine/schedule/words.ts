import type { ScheduleRule } from './rule.ts';

/** `5 minutes`, `1 hour`, `2 days`: the largest unit that says it without a fraction, rounded to minutes. */
function duration(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = minutes / 60;
  if (hours < 24 || hours % 24 !== 0) return counted(Number.isInteger(hours) ? hours : Math.round(hours * 10) / 10, 'hour');
  return counted(hours / 24, 'day');
}

function counted(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

/** Why a time of the rule is one, without a time of the clock: each reader's region writes those in its own way. */
export function whyOf(rule: ScheduleRule): string {
  switch (rule.kind) {
    case 'every':
      return `Every ${rule.hours === 1 ? 'hour' : duration(rule.hours * 3_600_000)}.`;
    case 'daily':
      return rule.times.length === 1 ? 'Every day at the time you chose.' : 'Every day at the times you chose.';
    case 'weekly':
      return 'On the days you chose.';
    case 'cron':
      return 'By the cron line you gave.';
  }
}

const dayNames = { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday' } as const;

/** A rule as a person says it, for the terminal and the activity: `Every day at 14:00 (Europe/Berlin)`. */
export function describeRule(rule: ScheduleRule | null): string {
  if (rule === null) return 'Only by hand';
  switch (rule.kind) {
    case 'every':
      return `Every ${rule.hours === 1 ? 'hour' : duration(rule.hours * 3_600_000)}`;
    case 'daily':
      return `Every day at ${listed(rule.times)} (${rule.zone})`;
    case 'weekly':
      return `Every ${listed(rule.days.map((day) => dayNames[day]))} at ${listed(rule.times)} (${rule.zone})`;
    case 'cron':
      return `By the cron line ${rule.expression} (${rule.zone})`;
  }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
