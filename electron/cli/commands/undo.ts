import type { DefineCommand } from '../invocation.ts';
import { done } from './restore.ts';

export const defineUndo: DefineCommand = (program, run) => {
  program
    .command('undo')
    .summary('take a restore back')
    .description('Takes a restore back: what it brought goes to the trash again, what it changed gets the values it had before, unless somebody changed it since. It can itself be taken back.')
    .argument('<app>', 'name of the app')
    .argument('<restore>', 'the restore: its name from its receipt, or from "holdfast restores"')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action((app: string, id: string, options: { dryRun?: boolean }) =>
      run(async (invocation) => {
        const { restoring } = await invocation.engine();
        return done(invocation, await restoring.undo(app, id, { ...invocation.call, noteAs: 'command-line', dryRun: options.dryRun === true }));
      }),
    );
};
