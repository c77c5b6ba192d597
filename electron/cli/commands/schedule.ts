import { InvalidArgumentError } from 'commander';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { weekdays } from '../../../shared/model/weekdays.ts';
import type { AppTimes, IntendedRun, ScheduleRule } from '../../engine/engine.ts';
import type { DefineCommand } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';
import { endInWords, kindInWords } from './schedule-words.ts';

interface Options {
  readonly every?: number;
  readonly daily?: readonly string[];
  readonly weekly?: { readonly days: readonly Weekday[]; readonly times: readonly string[] };
  readonly cron?: string;
  readonly off?: boolean;
  readonly zone?: string;
  readonly history?: boolean;
  readonly days?: number;
}

type Weekday = (typeof weekdays)[number];

const historyDays = 30;

export const defineSchedule: DefineCommand = (program, run) => {
  program
    .command('schedule')
    .summary('when an app is backed up by itself')
    .description('Shows when an app is backed up by itself while Holdfast runs, or sets it. A time that a day does not have because the clocks go forward is the next one that it has; one that it has twice counts once.')
    .argument('<app>', 'name of the app')
    .option('--every <HOURS>', 'every so many hours, counted as they pass', hours)
    .option('--daily <TIMES>', 'every day at these times, such as 14:00 or 06:00,18:00', times)
    .option('--weekly <DAYS@TIMES>', 'on days of the week, such as mon,thu@03:00', daysAndTimes)
    .option('--cron <LINE>', 'five fields of cron: minute, hour, day of the month, month, day of the week')
    .option('--off', 'only by hand')
    .option('--zone <NAME>', 'time zone of the times, such as Europe/Berlin; this computer’s unless told')
    .option('--history', 'every run that was to be and what became of it')
    .option('--days <N>', `with --history: so many days back (${historyDays} unless told)`, wholeNumber(1, 366))
    .action((app: string, options: Options) =>
      run(async (invocation) => {
        const { schedules } = await invocation.engine();
        const { style } = invocation.output;
        const rule = ruleOf(options);
        if (options.history === true) {
          if (rule !== undefined) throw new HoldfastError('invalid-input', '--history shows what was, and sets nothing.', { nextStep: 'Leave the other options out, or --history.' });
          const runs = await schedules.intendedRuns(app, options.days ?? historyDays);
          return { json: { app, runs }, text: () => describeHistory(style, runs) };
        }
        if (options.days !== undefined) throw new HoldfastError('invalid-input', '--days says how far back to look.', { nextStep: 'Use it together with --history.' });
        const shown = rule === undefined ? await schedules.times(app) : await schedules.setTimes(app, rule);
        return { json: shown, text: () => `${rule === undefined ? '' : `${style.good('✓')} Saved. `}${describeTimes(style, shown)}` };
      }),
    );
};

/** What was asked for, null for by hand; undefined where nothing is to be changed. @throws invalid-input for two at once. */
function ruleOf({ every, daily, weekly, cron, off, zone = computersZone() }: Options): ScheduleRule | null | undefined {
  const asked: (ScheduleRule | null)[] = [
    ...(every === undefined ? [] : [{ kind: 'every' as const, hours: every }]),
    ...(daily === undefined ? [] : [{ kind: 'daily' as const, times: [...daily], zone }]),
    ...(weekly === undefined ? [] : [{ kind: 'weekly' as const, days: [...weekly.days], times: [...weekly.times], zone }]),
    ...(cron === undefined ? [] : [{ kind: 'cron' as const, expression: cron.slice(0, 100), zone }]),
    ...(off === true ? [null] : []),
  ];
  if (asked.length > 1) throw new HoldfastError('invalid-input', 'Only one of --every, --daily, --weekly, --cron and --off at a time.', { nextStep: 'Several times of a day go into one: --daily 06:00,18:00.' });
  return asked[0];
}

function computersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function hours(text: string): number {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 24 * 31) return number;
  throw new InvalidArgumentError('A whole number of hours from 1 to 744 is needed.');
}

function times(text: string): readonly string[] {
  const all = text.split(',').map((time) => time.trim().padStart(5, '0'));
  if (all.every((time) => /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time))) return all;
  throw new InvalidArgumentError('Times such as 14:00, or several: 06:00,18:00.');
}

function daysAndTimes(text: string): NonNullable<Options['weekly']> {
  const [days = '', at, ...rest] = text.split('@');
  const named = days.split(',').map((day) => day.trim().toLowerCase().slice(0, 3));
  const known = named.flatMap((day) => weekdays.filter((each) => each === day));
  if (at === undefined || rest.length > 0 || known.length !== named.length) throw new InvalidArgumentError('Days and times such as mon,thu@03:00.');
  return { days: weekdays.filter((day) => known.includes(day)), times: times(at) };
}

function describeTimes(style: Style, { app, words, upcoming, pausedUntil, rule }: AppTimes): string {
  if (rule === null) return `${printable(app)} is backed up only when you ask for it.`;
  return [
    `${printable(words)}, while Holdfast runs.`,
    ...upcoming.map((at, index) => `  ${style.dim(index === 0 ? 'next' : '    ')}  ${formatMoment(at)}`),
    ...(pausedUntil === null ? [] : [`  ${style.warn('!')} Paused until ${formatMoment(pausedUntil)}.`]),
  ].join('\n');
}

function describeHistory(style: Style, runs: readonly IntendedRun[]): string {
  if (runs.length === 0) return 'Nothing was planned yet: times are noted while Holdfast runs.';
  return formatTable(
    style,
    [{ title: 'Was to be' }, { title: 'What for', max: 40 }, { title: 'What became of it', max: 120 }],
    runs.toReversed().map((each) => [formatMoment(each.dueAt), kindInWords[each.kind], { text: endInWords(each, formatMoment), paint: paintOf(style, each) }]),
  );
}

function paintOf(style: Style, { end }: IntendedRun): (text: string) => string {
  if (end === undefined) return style.dim;
  if (end.kind === 'done') return style.good;
  return end.kind === 'failed' ? style.bad : style.warn;
}
