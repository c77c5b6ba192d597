import { Cron } from 'croner';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AppSchedule, ScheduleRule } from './rule.ts';

const hourMs = 3_600_000;
/** Closer together than this there is no telling a backup from the next one. */
const leastGapMs = 15 * 60_000;
/** Enough to meet every gap of a rule that repeats by the hour, the day, the week, the month or the year. */
const gapsLookedAt = 400;

/** The times of a rule, oldest first, after `after` and up to and including `until`; never more than `atMost`, the first ones. Pure. */
export function windowsBetween({ rule, from }: Pick<AppSchedule, 'rule' | 'from'>, after: Date, until: Date, atMost = 20_000): Date[] {
  const found: Date[] = [];
  for (let at = nextWindow({ rule, from }, after); at !== undefined && at <= until && found.length < atMost; at = nextWindow({ rule, from }, at)) found.push(at);
  return found;
}

/** The next so many times of a rule. Fewer where there are no more. */
export function upcoming(schedule: Pick<AppSchedule, 'rule' | 'from'>, after: Date, howMany: number): Date[] {
  const found: Date[] = [];
  for (let at = nextWindow(schedule, after); at !== undefined && found.length < howMany; at = nextWindow(schedule, at)) found.push(at);
  return found;
}

/** The first time of a rule after a moment. `every` is a grid of hours that pass, whatever the clocks do; the others are times on the clock of their zone. */
function nextWindow({ rule, from }: Pick<AppSchedule, 'rule' | 'from'>, after: Date): Date | undefined {
  if (rule.kind === 'every') {
    const period = rule.hours * hourMs;
    const passed = Math.floor((after.getTime() - from.getTime()) / period);
    return new Date(from.getTime() + (passed + 1) * period);
  }
  let first: Date | undefined;
  for (const line of linesOf(rule, rule.zone)) {
    const at = line.nextRun(after);
    if (at !== null && (first === undefined || at < first)) first = at;
  }
  return first;
}

/**
 * A rule as it is kept: times in order and once, names of zones as this computer writes them.
 * @throws invalid-input where it is none: an unknown zone, a line that is not cron, no time at all, or times closer together than 15 minutes.
 */
export function checkedRule(rule: ScheduleRule): ScheduleRule {
  if (rule.kind === 'every') return rule;
  const zone = knownZone(rule.zone);
  const checked = rule.kind === 'cron' ? { ...rule, expression: rule.expression.trim().replace(/\s+/g, ' '), zone } : { ...rule, times: [...new Set(rule.times)].toSorted(), zone };
  const gaps = gapsOf(checked);
  if (gaps.length === 0) throw noRule('That time never comes.', 'Look at the day and the month.');
  if (Math.min(...gaps) < leastGapMs) throw noRule('That is more than one backup in 15 minutes.', 'Leave at least 15 minutes between two of them.');
  return checked;
}

const longest = new Map<string, number>();

/** The longest time between two backups by the rule, in hours, on days on which the clocks do not change. */
export function longestGapHours(rule: ScheduleRule): number {
  if (rule.kind === 'every') return rule.hours;
  const key = JSON.stringify(rule);
  const known = longest.get(key);
  if (known !== undefined) return known;
  const gaps = gapsOf(rule);
  // One that never comes promises nothing; only a file written by hand can hold it.
  const hours = gaps.length === 0 ? 24 : Math.max(...gaps) / hourMs;
  remember(longest, key, hours);
  return hours;
}

/** Milliseconds between the times of a rule, the clocks left alone. */
function gapsOf(rule: Exclude<ScheduleRule, { kind: 'every' }>): number[] {
  const gaps: number[] = [];
  let last: Date | undefined;
  let at = new Date('2027-01-01T00:00:00Z');
  for (let looked = 0; looked < gapsLookedAt; looked += 1) {
    const next = firstOf(linesOf(rule, 'UTC'), at);
    if (next === undefined) break;
    if (last !== undefined) gaps.push(next.getTime() - last.getTime());
    [last, at] = [next, next];
  }
  return gaps;
}

function firstOf(lines: readonly Cron[], after: Date): Date | undefined {
  const times = lines.flatMap((line) => line.nextRun(after)?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

const known = new Map<string, readonly Cron[]>();

function linesOf(rule: Exclude<ScheduleRule, { kind: 'every' }>, zone: string): readonly Cron[] {
  const key = JSON.stringify([rule, zone]);
  const lines = known.get(key) ?? cronLines(rule).map((line) => cron(line, zone));
  remember(known, key, lines);
  return lines;
}

/** A map of what was worked out once; small, because rules are few and change rarely. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= 500) map.clear();
  map.set(key, value);
}

function cronLines(rule: Exclude<ScheduleRule, { kind: 'every' }>): string[] {
  if (rule.kind === 'cron') return [rule.expression];
  const days = rule.kind === 'daily' ? '*' : rule.days.join(',');
  return rule.times.map((time) => `${Number(time.slice(3))} ${Number(time.slice(0, 2))} * * ${days}`);
}

function cron(line: string, timezone: string): Cron {
  // Names like `@daily` are taken by the parser, too, and are not what the five fields promise.
  if (!/^\S+ \S+ \S+ \S+ \S+$/.test(line)) throw noRule('A cron line has five fields: minute, hour, day of the month, month, day of the week.', 'For example 30 2 * * 1-5, half past two at night from Monday to Friday.');
  try {
    return new Cron(line, { timezone, mode: '5-part', paused: true });
  } catch {
    throw noRule(`“${line.slice(0, 100)}” is not a cron line.`, 'Five fields are needed: minute, hour, day of the month, month, day of the week. For example 30 2 * * 1-5.');
  }
}

/** @throws invalid-input. */
function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw noRule(`There is no time zone “${zone.slice(0, 64)}”.`, 'Use a name such as Europe/Berlin, America/New_York or UTC.');
  }
}

function noRule(message: string, nextStep: string): HoldfastError {
  return new HoldfastError('invalid-input', message, { nextStep });
}
