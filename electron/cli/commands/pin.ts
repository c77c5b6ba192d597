import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand } from '../invocation.ts';
import { printable } from '../terminal/text.ts';

export const definePin: DefineCommand = (program, run) => {
  program
    .command('pin')
    .summary('keep a backup for good')
    .description('Pins a backup, so that it is never removed to make room, or takes its pin away.')
    .argument('<app>', 'name of the app')
    .argument('<snapshot>', 'the backup: its name, “latest”, or the beginning of just one name')
    .option('--remove', 'take the pin away')
    .action((app: string, snapshot: string, options: { remove?: boolean }) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const report = await engine.pin(app, snapshot, { ...invocation.call, pinned: options.remove !== true });
        const failed = report.places.filter(({ outcome }) => outcome === 'failed');
        const { style } = invocation.output;
        return {
          json: report,
          text: () =>
            [
              `${style.good('✓')} ${printable(report.snapshot)} ${report.pinned ? 'stays for good' : 'is not pinned any more'}.`,
              ...failed.map(({ name, error }) => `  ${style.bad('✗')} ${printable(name)}: ${printable(error?.message ?? 'failed')}\n    ${style.dim(printable(error?.nextStep ?? ''))}`),
            ].join('\n'),
          exit: failed.length === 0 ? exitCodes.done : exitCodes.incomplete,
        };
      }),
    );
};
