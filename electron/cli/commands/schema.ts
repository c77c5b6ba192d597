import { HoldfastError } from '../../../shared/model/errors.ts';
import type { SchemaComparison, SchemaVersions } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand } from '../invocation.ts';
import { formatCounted, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly technical?: boolean;
}

export const defineSchema: DefineCommand = (program, run) => {
  program
    .command('schema')
    .summary('show how the app’s tables were described, and what changed in that')
    .description('Lists the backups from which on the tables of an app were described otherwise than before; or compares any two: tables, fields, types, what must have a value, choices and row rules.')
    .argument('<app>', 'name of the app')
    .option('--from <BACKUP>', 'compare from this backup')
    .option('--to <BACKUP>', 'to this one; “live” (the app as it is now) unless told')
    .option('--technical', 'also print the descriptions as the platform gives them')
    .action((app: string, { from, to, technical }: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const { style } = invocation.output;
        if (from === undefined) {
          if (to !== undefined) throw new HoldfastError('invalid-input', 'Compared from which backup?', { nextStep: 'Add --from with the older one.' });
          const report = await engine.schemas.versions(app, invocation.call);
          return { json: report, text: () => describeVersions(style, report) };
        }
        const report = await engine.schemas.compare(app, from, to ?? 'live', invocation.call);
        const says = await engine.schemas.say(report.changes);
        return {
          json: { ...report, says },
          text: () => describeComparison(style, report, says, technical === true),
          exit: report.changes.length > 0 ? exitCodes.found : exitCodes.done,
        };
      }),
    );
};

function describeVersions(style: Style, { versions, backups, unreadable }: SchemaVersions): string {
  if (versions.length === 0) return 'There is no backup yet.';
  return [
    `${formatCounted(versions.length, 'version')} in ${formatCounted(backups, 'backup')}.`,
    ...versions.map(({ backup, at, tables, changed }) => `  ${formatMoment(at)}  ${style.bold(printable(backup))}\n    ${style.dim(changed.length === 0 ? `${formatCounted(tables, 'table')}; the oldest that is known.` : `Changed: ${printable(changed.join(', '))}.`)}`),
    ...(unreadable === 0 ? [] : [`${style.warn('!')} ${formatCounted(unreadable, 'backup')} could not be read and ${unreadable === 1 ? 'has' : 'have'} no say.`]),
  ].join('\n');
}

function describeComparison(style: Style, { from, to, changes, texts }: SchemaComparison, says: readonly string[], technical: boolean): string {
  const head = `From ${style.bold(printable(from))} to ${style.bold(to === 'live' ? 'the app as it is now' : printable(to))}:`;
  if (changes.length === 0) return `${head}\n${style.good('✓')} The tables are described the same.`;
  const sides = technical ? texts.flatMap(({ table, from: before, to: after }) => ['', style.bold(printable(table)), style.dim('before'), lines(before), style.dim('after'), lines(after)]) : [];
  return [head, ...says.map((sentence) => `  ${printable(sentence)}`), ...sides].join('\n');
}

function lines(text = '(not there)'): string {
  return text.split('\n').map(printable).join('\n');
}
