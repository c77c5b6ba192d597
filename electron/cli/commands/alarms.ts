import { byCause } from '../../../shared/model/alarms.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { alarmSentence, type AlarmsReport, type Engine } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

interface Options {
  readonly expected?: string;
  readonly notExpected?: string;
  readonly reset?: string | true;
  readonly together?: true;
}

export const defineAlarms: DefineCommand = (program, run) => {
  program
    .command('alarms')
    .summary('show what happened to the data, and say whether it was meant')
    .description('Shows alarms about the app’s data that nobody answered yet. While one is open, no backup is removed and the last one from before is pinned. “Expected” lets removing go on and raises what the table may lose before it is told of again; “not expected” keeps the pin: bring back what was lost with “restore”.')
    .argument('<app>', 'name of the app')
    .option('--expected <ID>', 'this was meant')
    .option('--not-expected <ID>', 'this was not meant')
    .option('--together', 'with --expected or --not-expected: the same for every alarm of the same cause')
    .option('--reset [TABLE]', 'forget what “expected” raised, for this table or for all')
    .action((app: string, options: Options) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const report = await asked(engine, invocation, app, options);
        const isAnswer = Object.keys(options).length > 0;
        return {
          json: { app, ...report },
          text: () => describeAlarms(invocation.output.style, report, app),
          exit: !isAnswer && report.open.length > 0 ? exitCodes.found : exitCodes.done,
        };
      }),
    );
};

async function asked(engine: Engine, { call }: Invocation, app: string, { expected, notExpected, reset, together }: Options): Promise<AlarmsReport> {
  if ([expected, notExpected, reset].filter((each) => each !== undefined).length > 1) {
    throw new HoldfastError('invalid-input', 'One answer at a time.', { nextStep: 'Use --expected, --not-expected or --reset.' });
  }
  if (together === true && expected === undefined && notExpected === undefined) {
    throw new HoldfastError('invalid-input', '--together needs an answer.', { nextStep: 'Use it with --expected or --not-expected and the id of one of the alarms.' });
  }
  if (expected !== undefined) return engine.watch.answer(app, expected, 'expected', { ...call, together });
  if (notExpected !== undefined) return engine.watch.answer(app, notExpected, 'not-expected', { ...call, together });
  if (reset !== undefined) return engine.watch.resetThresholds(app, reset === true ? undefined : reset, call);
  return engine.watch.alarms(app);
}

export function describeAlarms(style: Style, { open, thresholds }: AlarmsReport, app: string): string {
  const name = printable(app);
  return [
    ...(open.length === 0 ? [`${style.good('✓')} No alarm is open.`] : []),
    ...byCause(open).flatMap(([alarm, ...others]) => [
      ...[alarm, ...others].map((each) => `${style.bad('!')} ${printable(alarmSentence(each))}${others.length === 0 ? '' : `  ${style.dim(each.id)}`}`),
      ...(others.length === 0 ? [] : ['  These went together: one cause.']),
      ...(alarm.healthy === null ? [] : [`  The last backup from before stays: ${printable(alarm.healthy)}`]),
      `  ${style.dim(`Was it meant?  holdfast alarms ${name} --expected ${alarm.id}${others.length === 0 ? '' : ' --together'}   or   --not-expected ${alarm.id}${others.length === 0 ? '' : ' --together'}`)}`,
    ]),
    ...(open.length === 0 ? [] : ['', 'No backup is removed until you say.']),
    ...(thresholds.length === 0 ? [] : ['', 'Raised, because you said “expected”:']),
    ...thresholds.map(({ table, lost, blanked }) => `  ${printable(table)}: told of from ${percent(lost.share)} lost, ${percent(blanked.share)} blank`),
  ].join('\n');
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
