import { Option } from 'commander';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Engine, RetentionAtPlace, RetentionOptions, RetentionReport, RetentionRule } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { formatBytes, formatCounted } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

interface Options {
  readonly preset?: NonNullable<RetentionOptions['preset']>;
  readonly last?: number;
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
  readonly preChange?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly destination?: string;
  readonly save?: boolean;
  readonly automatic?: boolean;
  readonly despiteAlarm?: string;
}

const count = wholeNumber(0, 10_000);

export const defineRetention: DefineCommand = (program, run) => {
  program
    .command('retention')
    .summary('remove backups that need not be kept any more')
    .description(
      'Removes backups that need not be kept any more. What is kept is what was saved for the app (--save, or on the screen), else the last of 7 days, 4 weeks and 3 months and the last 5 from before a change. The newest complete backup and pinned ones always stay.',
    )
    .argument('<app>', 'name of the app')
    .addOption(new Option('--preset <NAME>', 'standard: 7 daily, 4 weekly, 3 monthly; a-year: 30 daily, 12 monthly').choices(['standard', 'a-year']))
    .option('--daily <N>', 'days of which to keep the last backup', count)
    .option('--weekly <N>', 'weeks of which to keep the last backup', count)
    .option('--monthly <N>', 'months of which to keep the last backup', count)
    .option('--pre-change <N>', 'backups from before a change to keep', count)
    .option('--last <N>', 'newest backups to keep, whatever their dates', count)
    .option('--dry-run', 'say what would go and why, and change nothing')
    .option('--yes', 'remove them even when more go than usual')
    .option('--despite-alarm <APP>', 'remove them although an alarm about the data is open; the app’s name again')
    .option('--destination <NAME>', 'only in this place')
    .option('--save', 'keep by this from now on, and remove nothing now')
    .option('--automatic', 'with --save: after each scheduled backup, while Holdfast runs')
    .action((app: string, options: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const { preset, last, daily, weekly, monthly, preChange, destination, despiteAlarm } = options;
        const keep = { last, daily, weekly, monthly, preChange };
        if (options.save === true) return saved(invocation, app, await save(engine, app, { preset, keep, automatic: options.automatic === true }));
        if (options.automatic === true) throw new HoldfastError('invalid-input', '--automatic says what is to be saved.', { nextStep: 'Use it together with --save.' });
        const report = await engine.retention(app, {
          ...invocation.call,
          ...(preset === undefined ? {} : { preset }),
          keep,
          dryRun: options.dryRun === true,
          confirmed: options.yes === true,
          ...(destination === undefined ? {} : { destination }),
          ...(despiteAlarm === undefined ? {} : { despiteAlarm }),
        });
        return {
          json: report,
          text: () => describeRetention(invocation.output.style, report),
          exit: report.places.every(({ outcome }) => outcome === 'done') ? exitCodes.done : exitCodes.incomplete,
        };
      }),
    );
};

/** What is not told stays as it was saved; the preset with it. */
async function save(engine: Engine, app: string, { preset, keep, automatic }: Pick<RetentionRule, 'keep' | 'automatic'> & { readonly preset: RetentionRule['preset'] | undefined }): Promise<RetentionRule> {
  const before = preset === undefined ? await engine.retentionRule(app) : undefined;
  const told = Object.fromEntries(Object.entries(keep ?? {}).filter(([, number]) => number !== undefined));
  const rule: RetentionRule = { preset: preset ?? before?.preset ?? 'standard', keep: { ...before?.keep, ...told }, automatic };
  await engine.setRetentionRule(app, rule);
  return (await engine.retentionRule(app)) ?? rule;
}

function saved(invocation: Invocation, app: string, rule: RetentionRule): Result {
  const { style } = invocation.output;
  const when = rule.automatic ? 'Others go after each scheduled backup, while Holdfast runs.' : `Others go when you say so: holdfast retention ${printable(app)}`;
  return { json: { app, ...rule }, text: () => `${style.good('✓')} Saved. ${when}` };
}

function describeRetention(style: Style, report: RetentionReport): string {
  const { dryRun, kept, deleted } = report;
  const rows = [...kept.map(({ name, why }) => ({ name, state: { text: 'stays', paint: style.good }, why })), ...deleted.map(({ name, why }) => ({ name, state: { text: dryRun ? 'would go' : 'removed', paint: style.warn }, why }))];
  const table = formatTable(
    style,
    [{ title: 'Backup', max: 120 }, { title: '' }, { title: 'Why', max: 120 }],
    rows.toSorted((a, b) => (a.name < b.name ? 1 : -1)).map(({ name, state, why }) => [name, state, why]),
  );
  const done = dryRun
    ? `${formatCounted(deleted.length, 'backup')} would go; ${formatBytes(report.freedBytes)} would become free at once, ${formatBytes(report.waitingBytes)} a day later.`
    : `${formatCounted(deleted.length, 'backup')} removed; ${formatBytes(report.freedBytes)} became free.`;
  const waiting = !dryRun && report.waitingBytes > 0 ? [`  ${style.dim(`${formatBytes(report.waitingBytes)} more can go a day from now, because a backup may be running somewhere: run this again then.`)}`] : [];
  const held = report.emergency !== undefined ? [`  ${style.warn('!')} ${printable(report.emergency)}`] : report.alarms === undefined ? [] : [`  ${style.warn('!')} Nothing goes while an alarm about the data is open: holdfast alarms.`];
  const asks = report.asks ? [`  ${style.warn('!')} That is more than usual: add --yes to remove them.`] : [];
  return [...(rows.length === 0 ? ['No backup yet.'] : [table]), '', `${style.good('✓')} ${done}`, ...waiting, ...held, ...asks, ...report.places.flatMap((place) => placeLines(style, place))].join('\n');
}

function placeLines(style: Style, place: RetentionAtPlace): readonly string[] {
  const name = printable(place.name);
  return [
    ...(place.error === undefined ? [] : [`  ${style.bad('✗')} ${name}: ${printable(place.error.message)}\n    ${style.dim(printable(place.error.nextStep))}`]),
    ...(place.refusedCount === 0 ? [] : [`  ${style.warn('!')} ${name} did not let ${formatCounted(place.refusedCount, 'file')} go. It may be a place that only takes additions: then it has to be emptied by its own rules.`]),
    ...place.notes.map((note) => `  ${style.warn('!')} ${name}: ${printable(note)}`),
  ];
}
