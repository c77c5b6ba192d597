import { Option } from 'commander';
import { type PlainError, toPlainError } from '../../../shared/model/errors.ts';
import type { BackupReport, Engine } from '../../engine/engine.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatBytes, formatCount, formatCounted, formatDuration } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable, type Cell } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';
import { backupOf } from './guard.ts';

export const defineBackup: DefineCommand = (program, run) => {
  program
    .command('backup')
    .summary('make one backup to all places of an app, verified by reading back')
    .description('Makes one backup to all places of an app, and verifies it by reading back.')
    .argument('<app>', 'name of the app')
    .addOption(new Option('--kind <KIND>', 'why it is made').choices(['manual', 'pre-change']).default('manual'))
    .option('--label <TEXT>', 'a word to find it by later')
    .option('--full', 'read every record, even where reading what changed would do')
    .action((app: string, options: { kind: 'manual' | 'pre-change'; label?: string; full?: boolean }) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const backUp = (): Promise<BackupReport> =>
          engine.backup(app, {
            ...invocation.call,
            kind: options.kind,
            full: options.full === true,
            ...(options.label === undefined ? {} : { label: options.label }),
          });
        const report = await engine.alerts.telling(app, { reason: options.kind, label: options.label }, backUp, { signal: invocation.signal, onUntold: untold(invocation) });
        const whole = report.outcome === 'complete' && report.places.every((place) => place.outcome === 'verified');
        const watched = options.kind === 'pre-change' ? `\n${await watchAfter(engine, app, report, invocation)}\n` : '';
        return {
          json: report,
          text: () => `${describeBackup(invocation.output.style, report)}${watched}`,
          exit: whole ? exitCodes.done : exitCodes.incomplete,
        };
      }),
    );
};

/** Each channel once, however often it was tried. */
function untold({ output }: Invocation): (channel: string, error: PlainError) => void {
  const said = new Set<string>();
  return (channel, { message, nextStep }) => {
    if (said.has(channel)) return;
    said.add(channel);
    output.message(`${printable(channel)} cannot be told of the backup: ${printable(message)} ${printable(nextStep)}`);
  };
}

/** A backup before a change is the beginning of a window in which the app is watched. The backup is made whatever becomes of that; says what did. */
async function watchAfter(engine: Engine, app: string, report: BackupReport, { call }: Invocation): Promise<string> {
  try {
    const { open } = await engine.guard.state(app);
    if (open !== undefined) return 'A change is being watched already, beside an earlier backup.';
    const backup = await backupOf(engine, app, report, call);
    if (!backup.isComplete || !backup.isVerified) return 'Nothing is watched: the backup is not whole. “guard … start --anyway” watches all the same.';
    await engine.guard.begin(app, {}, call);
    await engine.guard.backedUp(app, backup, call);
    return 'Make your change now. “guard … status” says what is different, “guard … end” looks a last time; Holdfast, where it runs, looks every few minutes.';
  } catch (error) {
    const { message, nextStep } = toPlainError(error);
    return `The backup is made, but the change is not watched: ${printable(message)} ${printable(nextStep)}`;
  }
}

export function describeBackup(style: Style, report: BackupReport): string {
  const table = formatTable(
    style,
    [{ title: 'Table', max: 40 }, { title: 'Records', align: 'right' }, { title: 'State' }],
    report.entities.map((each) => [each.name, formatCount(each.records), statusCell(style, each.status)]),
  );
  const failed = report.places.filter((place) => place.outcome === 'failed');
  const places = failed.map((place) => `  ${style.bad('✗')} ${printable(place.name)}: ${printable(place.error?.message ?? 'failed')}\n    ${style.dim(printable(place.error?.nextStep ?? ''))}`);
  const verified = report.places.filter((place) => place.outcome === 'verified').map((place) => printable(place.name));
  const records = report.entities.reduce((sum, each) => sum + each.records, 0);
  const mark = report.outcome === 'complete' && failed.length === 0 ? style.good('✓') : style.warn('!');
  const what = report.outcome === 'complete' ? `${formatCounted(records, 'record')} of ${formatCounted(report.entities.length, 'table')}` : `${formatCounted(records, 'record')}; some are missing, see above`;
  const sent = report.reusedBytes > 0 ? `${formatBytes(report.uploadedBytes)} sent, ${formatBytes(report.reusedBytes)} were there already` : `${formatBytes(report.uploadedBytes)} sent`;
  return [
    table,
    '',
    ...places,
    ...report.entities.flatMap((each) => (each.reason === undefined ? [] : [`  ${style.warn('!')} ${printable(each.name)}: ${printable(each.reason)}`])),
    ...report.warnings.map((each) => `  ${style.warn('!')} ${printable(each)}`),
    ...(report.alarms ?? []).map(({ says }) => `  ${style.bad('!')} ${printable(says)} Was it meant? See “holdfast alarms”.`),
    ...(report.coverage.length === 0 ? [] : [`  ${style.dim(`Not in it: ${printable(listed(report.coverage.map((gap) => gap.what)))}. Add --json to see why.`)}`]),
    '',
    `${mark} ${style.bold(report.snapshot)}`,
    `  ${what}. ${sent}, in ${formatDuration(report.durationMs)}.`,
    verified.length === 0 ? '' : `  Verified by reading back from ${verified.join(', ')}.`,
  ]
    .join('\n')
    .trimEnd();
}

const mostListed = 12;

function listed(names: readonly string[]): string {
  const more = names.length - mostListed;
  return names.slice(0, mostListed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function statusCell(style: Style, status: 'complete' | 'incomplete' | 'failed'): Cell {
  if (status === 'complete') return { text: 'complete', paint: style.good };
  return status === 'incomplete' ? { text: 'incomplete', paint: style.warn } : { text: 'failed', paint: style.bad };
}
