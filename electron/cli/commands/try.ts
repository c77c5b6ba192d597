import type { DefineCommand } from '../invocation.ts';

export const defineTry: DefineCommand = (program, run) => {
  program
    .command('try')
    .summary('see the whole story on a sample app, in under a minute')
    .description('Plays the whole story on a sample app: protect it, back it up, verify, lose records, take them out as a file, bring them back into the app, prove with a drill that all would come back, and grade it.\nNothing of yours is touched; everything happens in a temporary folder.')
    .option('--keep <DIR>', 'keep the backups, the key and what was taken out in this new folder')
    .action((options: { keep?: string }) =>
      run(async (invocation) => {
        const { perform } = await import('../story/perform.ts');
        return perform(invocation, options.keep);
      }),
    );
};
