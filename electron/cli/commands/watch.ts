import { Option } from 'commander';
import type { BackupFigures, FiguresReport, LiveState, TableFigures } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { formatBytes, formatCount, formatCounted, formatDuration } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { type Cell, formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';
import { describeAlarms } from './alarms.ts';

interface Options {
  readonly backups?: number;
  readonly snapshot?: string;
  readonly destination?: string;
  readonly live?: 'on' | 'off';
}

export const defineWatch: DefineCommand = (program, run) => {
  program
    .command('watch')
    .summary('show how the data changes from backup to backup')
    .description('Shows for each of the newest backups what changed since the one before: records created, changed and deleted, fields that went blank, came or went, values of another kind, and new records that look machine-made. What nobody can know is shown as “?”. Open alarms come first.')
    .argument('<app>', 'name of the app')
    .option('--backups <N>', 'how many of the newest; 10 unless told', wholeNumber(1, 400))
    .option('--snapshot <NAME>', 'only this one')
    .option('--destination <NAME>', 'read from this place')
    .addOption(new Option('--live <ON>', 'look at the app between backups, too, while Holdfast runs').choices(['on', 'off']))
    .action((app: string, { backups, snapshot, destination, live }: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const state = await engine.watch.live(app, live === undefined ? undefined : live === 'on', invocation.call);
        const now = { live: state.on, liveWay: state.way };
        if (live !== undefined) return { json: { app, ...now }, text: () => liveSentence(state) };
        const figures = await engine.watch.figures(app, { ...invocation.call, ...(backups === undefined ? {} : { backups }), ...(snapshot === undefined ? {} : { snapshot }), ...(destination === undefined ? {} : { destination }) });
        const alarms = await engine.watch.alarms(app);
        const { style } = invocation.output;
        return {
          json: { app, ...now, ...figures, open: alarms.open, thresholds: alarms.thresholds },
          text: () => [...(alarms.open.length === 0 ? [] : [describeAlarms(style, alarms, app), '']), describeFigures(style, figures), '', liveSentence(state)].join('\n'),
          exit: alarms.open.length > 0 ? exitCodes.found : figures.unmeasured.length > 0 ? exitCodes.incomplete : exitCodes.done,
        };
      }),
    );
};

function liveSentence({ on, way }: LiveState): string {
  if (way === 'none') return 'It cannot be looked at between backups.';
  if (!on) return 'Not looked at between backups.';
  switch (way) {
    case 'listens':
      return 'Between backups, while Holdfast runs: its tables are counted each minute, and the platform tells of deletions where it lets this token hear them.';
    case 'counts':
      return 'Between backups, while Holdfast runs: its tables are counted each minute.';
    case 'files':
      return 'Between backups, while Holdfast runs: each minute it is seen which files changed, and those are counted.';
    case 'unknown':
      return 'Between backups it is looked at, too, while Holdfast runs; how could not be found out now.';
  }
}

function describeFigures(style: Style, { backups, unmeasured }: FiguresReport): string {
  return [...backups.flatMap((each) => [describeBackup(style, each), '']), ...unmeasured.map(({ snapshot, why }) => `${style.warn('!')} ${printable(snapshot)}: ${printable(why)}`)].join('\n').trimEnd();
}

function describeBackup(style: Style, { snapshot, comparedWith, size, tables }: BackupFigures): string {
  const usual = size.usual === undefined ? '' : ` (usually ${formatBytes(size.usual.bytes)} in ${formatDuration(size.usual.durationMs)})`;
  const head = `${style.bold(printable(snapshot))}\n  ${formatCounted(size.records, 'record')}, ${formatBytes(size.bytes)} in ${formatDuration(size.durationMs)}${usual}.`;
  if (comparedWith === null) return `${head} There is none before it.`;
  const rows = tables.filter(isWorthALine).map((table) => row(style, table));
  if (rows.length === 0) return `${head} Nothing changed since ${printable(comparedWith)}.`;
  const titles = [{ title: 'Table', max: 40 }, { title: 'Before', align: 'right' }, { title: 'New', align: 'right' }, { title: 'Changed', align: 'right' }, { title: 'Deleted', align: 'right' }, { title: 'Otherwise', max: 160 }] as const;
  return `${head} Since ${printable(comparedWith)}:\n${formatTable(style, titles, rows)}`;
}

function isWorthALine(table: TableFigures): boolean {
  return table.state !== 'compared' || !table.isWhole || table.created !== 0 || table.changed !== 0 || table.deleted !== 0 || otherwise(table) !== '';
}

function row(style: Style, table: TableFigures): readonly Cell[] {
  const deleted: Cell = table.deleted === 0 ? '' : { text: shown(table.deleted), paint: style.warn };
  return [table.name, shown(table.before), shown(table.created, ''), shown(table.changed, ''), deleted, otherwise(table)];
}

function shown(count: number | null, zero = '0'): string {
  return count === null ? '?' : count === 0 ? zero : formatCount(count);
}

function otherwise({ state, isWhole, blanked, appeared, vanished, typeChanges, machineMade }: TableFigures): string {
  return [
    ...(state === 'new' ? ['new table'] : state === 'gone' ? ['the table is gone'] : state === 'unread' ? ['could not be read'] : isWhole ? [] : ['not read whole']),
    ...blanked.map(({ field, records }) => `${field} blank in ${formatCount(records)}`),
    ...appeared.map((field) => `new field ${field}`),
    ...vanished.map((field) => `field ${field} gone`),
    ...typeChanges.map(({ field, from, to, records }) => `${field}: ${from} → ${to}${records === 0 ? '' : ` in ${formatCount(records)}`}`),
    ...(machineMade.records === 0 ? [] : [`${formatCount(machineMade.records)} look machine-made`]),
  ].join(', ');
}
