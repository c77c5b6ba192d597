import type { IncidentsReport } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';
import { describeIncident } from './diff.ts';

interface Options {
  readonly days?: number;
  readonly destination?: string;
}

export const defineIncidents: DefineCommand = (program, run) => {
  program
    .command('incidents')
    .summary('show what happened to the data and was not made good')
    .description('Compares the app as it is now with its newest backup, and each backup with the one before it, and tells what was lost since: records that were deleted, fields that went blank or were overwritten at once, tables and fields that are gone. What came back is left out.')
    .argument('<app>', 'name of the app')
    .option('--days <N>', 'look back so many days; 31 unless told', wholeNumber(1, 3660))
    .option('--destination <NAME>', 'read from this place')
    .action((app: string, { days, destination }: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const report = await engine.incidents(app, { ...invocation.call, ...(days === undefined ? {} : { days }), ...(destination === undefined ? {} : { destination }) });
        return {
          json: report,
          text: () => describeIncidents(invocation.output.style, report),
          exit: report.incidents.length > 0 ? exitCodes.found : report.problem === undefined ? exitCodes.done : exitCodes.incomplete,
        };
      }),
    );
};

function describeIncidents(style: Style, { incidents, oldest, problem }: IncidentsReport): string {
  const looked = oldest === undefined ? 'There is no backup to compare with yet.' : `Looked at since the backup ${style.bold(oldest)}.`;
  const live = problem === undefined ? [] : [`${style.warn('!')} The app as it is now could not be compared: ${printable(problem.message)} ${printable(problem.nextStep)}`];
  const found = incidents.flatMap((incident) => [describeIncident(style, incident), `    ${style.dim(`The last backup that has it: ${incident.snapshot}`)}`]);
  const none = incidents.length > 0 || oldest === undefined ? [] : [`${style.good('✓')} Nothing is known to be lost.`];
  return [looked, ...live, '', ...found, ...none].join('\n').trimEnd();
}
