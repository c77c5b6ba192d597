import { describe, expect, it } from 'vitest';
import { jitterOf } from '../../../electron/engine/schedule/jitter.ts';
import type { ScheduleRule } from '../../../electron/engine/schedule/rule.ts';
import { checkedRule, longestGapHours, upcoming, windowsBetween } from '../../../electron/engine/schedule/windows.ts';
import { describeRule } from '../../../electron/engine/schedule/words.ts';
import { type CheckedRule, windowsByCalendar } from '../../support/schedule-windows.ts';

const daily = (zone: string, ...times: string[]): ScheduleRule => ({ kind: 'daily', times, zone });
const from = new Date('2026-01-14T12:00:00Z');
const next = (rule: ScheduleRule, after: string, howMany = 3): string[] => upcoming({ rule, from }, new Date(after), howMany).map((at) => at.toISOString().slice(5, 16));

describe('the times of a rule', () => {
  it.each<readonly [string, ScheduleRule, string, string[]]>([
    ['every six hours, whatever the clocks do', { kind: 'every', hours: 6 }, '2026-03-29T00:30:00Z', ['03-29T06:00', '03-29T12:00', '03-29T18:00']],
    ['at a time that the day of the clocks lacks: the next that it has', daily('Europe/Berlin', '02:30'), '2026-03-28T12:00:00Z', ['03-29T01:00', '03-30T00:30', '03-31T00:30']],
    ['at a time that the day of the clocks has twice: once, the first time', daily('Europe/Berlin', '02:30'), '2026-10-24T12:00:00Z', ['10-25T00:30', '10-26T01:30', '10-27T01:30']],
    ['where the clocks change at midnight', daily('America/Santiago', '00:00'), '2026-09-05T12:00:00Z', ['09-06T04:00', '09-07T03:00', '09-08T03:00']],
    ['where they change by half an hour', daily('Australia/Lord_Howe', '02:15'), '2026-10-03T12:00:00Z', ['10-03T15:30', '10-04T15:15', '10-05T15:15']],
    ['several times a day', daily('Asia/Kolkata', '18:00', '06:00'), '2026-01-14T00:40:00Z', ['01-14T12:30', '01-15T00:30', '01-15T12:30']],
    ['on days of the week', { kind: 'weekly', days: ['mon', 'thu'], times: ['03:00'], zone: 'America/New_York' }, '2026-03-05T12:00:00Z', ['03-09T07:00', '03-12T07:00', '03-16T07:00']],
    ['by a cron line', { kind: 'cron', expression: '0 9-11 * * 1-5', zone: 'UTC' }, '2026-01-16T10:30:00Z', ['01-16T11:00', '01-19T09:00', '01-19T10:00']],
  ])('%s', (_what, rule, after, times) => {
    expect(next(rule, after)).toEqual(times);
  });

  it.each<readonly [ScheduleRule, CheckedRule]>([
    [daily('Europe/Berlin', '00:00', '02:00', '02:30', '03:00', '23:45'), { kind: 'clock', times: ['00:00', '02:00', '02:30', '03:00', '23:45'], zone: 'Europe/Berlin' }],
    [daily('Australia/Lord_Howe', '01:45', '02:15'), { kind: 'clock', times: ['01:45', '02:15'], zone: 'Australia/Lord_Howe' }],
    [{ kind: 'weekly', days: ['sun', 'wed'], times: ['01:30'], zone: 'America/New_York' }, { kind: 'clock', times: ['01:30'], days: [0, 3], zone: 'America/New_York' }],
    [{ kind: 'every', hours: 5 }, { kind: 'every', hours: 5, from: from.getTime() }],
  ])('are those of a calendar, over a year: %j', (rule, byHand) => {
    const [after, until] = [new Date('2026-02-01T00:00:00Z'), new Date('2027-02-01T00:00:00Z')];
    expect(windowsBetween({ rule, from }, after, until).map((at) => at.getTime())).toEqual(windowsByCalendar(byHand, after.getTime(), until.getTime()));
  });

  it('lie no longer apart than is said', () => {
    expect([{ kind: 'every' as const, hours: 6 }, daily('Europe/Berlin', '02:30'), daily('UTC', '08:00', '20:00', '22:00')].map(longestGapHours)).toEqual([6, 24, 12]);
    expect(longestGapHours({ kind: 'weekly', days: ['mon', 'thu'], times: ['03:00'], zone: 'America/New_York' })).toBe(96);
    expect(longestGapHours({ kind: 'cron', expression: '0 9-17 * * 1-5', zone: 'UTC' })).toBe(64);
    expect(longestGapHours({ kind: 'cron', expression: '0 0 1 * *', zone: 'UTC' })).toBe(31 * 24);
  });
});

describe('a rule', () => {
  it.each<readonly [ScheduleRule, string]>([
    [daily('Mars/Olympus', '02:30'), 'There is no time zone “Mars/Olympus”.'],
    [{ kind: 'cron', expression: 'whenever', zone: 'UTC' }, 'A cron line has five fields'],
    [{ kind: 'cron', expression: '61 * * * *', zone: 'UTC' }, '“61 * * * *” is not a cron line.'],
    [{ kind: 'cron', expression: '0 0 30 2 *', zone: 'UTC' }, 'That time never comes.'],
    [{ kind: 'cron', expression: '*/10 * * * *', zone: 'UTC' }, 'more than one backup in 15 minutes'],
    [daily('UTC', '02:30', '02:35'), 'more than one backup in 15 minutes'],
  ])('is refused in words: %j', (rule, message) => {
    expect(() => checkedRule(rule)).toThrow(message);
  });

  it('is kept in one form, and said as a person says it', () => {
    const rule = checkedRule({ kind: 'weekly', days: ['mon', 'thu'], times: ['18:00', '06:00', '18:00'], zone: 'europe/berlin' });
    expect(describeRule(rule)).toBe('Every Monday and Thursday at 06:00 and 18:00 (Europe/Berlin)');
    expect(describeRule(checkedRule({ kind: 'cron', expression: '  0 3  * * * ', zone: 'UTC' }))).toBe('By the cron line 0 3 * * * (UTC)');
    expect([null, { kind: 'every' as const, hours: 1 }, { kind: 'every' as const, hours: 48 }].map(describeRule)).toEqual(['Only by hand', 'Every hour', 'Every 2 days']);
  });
});

it('apps begin at different seconds, each always at its own, within the minute', () => {
  const all = Array.from({ length: 200 }, (_, index) => jitterOf(`6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a${7000 + index}`));
  expect(new Set(all.map((ms) => Math.floor(ms / 1000))).size).toBeGreaterThan(35);
  expect(Math.max(...all)).toBeLessThan(60_000);
  expect(jitterOf('a')).toBe(jitterOf('a'));
});
