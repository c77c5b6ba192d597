import { weekdays } from '../../../../shared/model/weekdays.ts';
import type { Answers } from '../../app/connection/client.ts';

export type Rule = NonNullable<Answers['schedule']['get']['rule']>;
export type FormKind = Exclude<Rule['kind'], 'every'>;
export type Weekday = (typeof weekdays)[number];

export { weekdays };

/** What is typed until it is a rule. */
export interface Typed {
  readonly times: readonly string[];
  readonly days: readonly Weekday[];
  readonly expression: string;
  readonly zone: string;
}

/** What a form begins with: the rule that holds, as far as it fits, else a quiet hour. */
export function typedFrom(rule: Rule | null, zone: string): Typed {
  return {
    times: rule?.kind === 'daily' || rule?.kind === 'weekly' ? rule.times : ['03:00'],
    days: rule?.kind === 'weekly' ? rule.days : ['mon', 'thu'],
    expression: rule?.kind === 'cron' ? rule.expression : '0 3 * * 1-5',
    zone: rule === null || rule.kind === 'every' ? zone : rule.zone,
  };
}

/** The rule that was typed; undefined while something is missing. */
export function ruleFrom(kind: FormKind, { times, days, expression, zone }: Typed): Rule | undefined {
  const whole = times.filter((time) => /^\d\d:\d\d$/.test(time));
  switch (kind) {
    case 'daily':
      return whole.length === times.length && whole.length > 0 ? { kind, times: whole, zone } : undefined;
    case 'weekly':
      return whole.length === times.length && whole.length > 0 && days.length > 0 ? { kind, days: weekdays.filter((day) => days.includes(day)), times: whole, zone } : undefined;
    case 'cron':
      return expression.trim() === '' ? undefined : { kind, expression: expression.trim(), zone };
  }
}

/** Every zone this page knows, those that are used first. */
export function zonesWith(...used: readonly string[]): string[] {
  return [...new Set([...used, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
