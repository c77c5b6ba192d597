import type { DrillReport } from '../../engine/engine.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-codes.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { formatBytes, formatCounted, formatDuration, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

interface Options {
  readonly destination?: string;
  readonly into?: string;
  readonly list?: boolean;
  readonly limit: number;
}

export const defineDrill: DefineCommand = (program, run) => {
  program
    .command('drill')
    .summary('restore the newest backup into a throwaway database, check and time it')
    .description(
      'Proves that getting back works: with nothing but a place and the key, the newest backup is fetched, decrypted and loaded into a throwaway database on this computer, looked through, and thrown away again. Nothing is written into the app. Exit code 4 when a check failed.',
    )
    .argument('<app>', 'name of the app')
    .option('--destination <NAME>', 'restore from this place; otherwise from the one whose last drill is longest ago')
    .option('--into <APP>', 'also write everything into this other app, a staging one, and read it back from there')
    .option('--list', 'the drills there were, newest first')
    .option('--limit <N>', 'with --list: so many', wholeNumber(1, 400), 20)
    .action((app: string, options: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        if (options.list === true) return listed(invocation, await engine.drills.list(app, options.limit));
        const report = await engine.drills.drill(app, {
          ...invocation.call,
          ...(options.destination === undefined ? {} : { destination: options.destination }),
          ...(options.into === undefined ? {} : { into: options.into }),
        });
        return { json: shown(report), text: () => describeDrill(invocation.output.style, report), exit: exitOf(report) };
      }),
    );
};

/** `ok` of a check: it was made, and passed. */
function shown(report: DrillReport): unknown {
  return { ...report, checks: report.checks.map((check) => ({ ...check, ok: check.state === 'passed' })) };
}

function exitOf({ ok, error, checks }: DrillReport): ExitCode {
  if (ok) return exitCodes.done;
  return error === undefined || checks.some(({ state }) => state === 'failed') ? exitCodes.found : exitCodeOf(error.code);
}

function listed({ output }: Invocation, drills: readonly DrillReport[]): Result {
  const rows = drills.map((drill) => [formatMoment(drill.startedAt), drill.place, drill.ok ? { text: 'passed', paint: output.style.good } : { text: 'failed', paint: output.style.bad }, formatDuration(drill.durationMs), failures(drill)]);
  return {
    json: { drills: drills.map(shown) },
    text: () => (rows.length === 0 ? 'There was no drill yet. Run one with “drill”.' : formatTable(output.style, [{ title: 'When' }, { title: 'Place', max: 30 }, { title: 'Result' }, { title: 'Time', align: 'right' }, { title: 'What failed', max: 70 }], rows)),
  };
}

function failures({ checks, error }: DrillReport): string {
  const failed = checks.filter(({ state }) => state === 'failed').map(({ name }) => name);
  return failed.length > 0 ? failed.join('; ') : (error?.message ?? '');
}

export function describeDrill(style: Style, report: DrillReport): string {
  const { ok, place, checks, phases, backup, error, durationMs } = report;
  const marks = { passed: style.good('✓'), failed: style.bad('✗'), 'not-checked': style.warn('–') };
  const lines = checks.flatMap((check) => [
    `  ${marks[check.state]} ${printable(check.name)}`,
    `    ${style.dim(printable(check.detail))}`,
    ...(check.consequence === undefined ? [] : [`    ${printable(check.consequence)}`]),
    ...(check.nextStep === undefined ? [] : [`    ${style.dim(printable(check.nextStep))}`]),
  ]);
  const what = backup === undefined ? '' : `  ${formatCounted(backup.records, 'record')} of ${formatCounted(backup.tables, 'table')}, ${formatCounted(backup.files, 'file')}, ${formatBytes(backup.bytes)} fetched from ${printable(place)}.`;
  const spent = phases.map(({ name, ms }) => `${name} ${formatDuration(ms)}`).join(', ');
  const verdict = ok ? `${style.good('✓')} Restored and looked through in ${formatDuration(durationMs)}` : `${style.bad('✗')} This drill does not prove that you would get everything back`;
  return [...lines, '', `${verdict}${spent === '' ? '' : ` (${spent})`}.`, what, error === undefined ? '' : `  ${printable(error.message)} ${printable(error.nextStep)}`].filter((line, at) => line !== '' || at === lines.length).join('\n');
}
