import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { DefineCommand } from '../invocation.ts';
import { printable } from '../terminal/text.ts';

export const defineReport: DefineCommand = (program, run) => {
  program
    .command('report')
    .summary('what to hand on when something went wrong with Holdfast, to read first')
    .description('Makes a text of what somebody who helps you needs to know: versions, how Holdfast is set up (without names), what ran last and how it ended, problems and the log.\nThere are no records in it, no keys, tokens, addresses or names. Nothing is sent: read it, then hand it on yourself.')
    .option('--out <FILE>', 'write it into this new file instead of printing it')
    .action((options: { readonly out?: string }) =>
      run(async (invocation) => {
        const { text } = await (await invocation.engine()).reports.make();
        if (options.out === undefined) return { json: { text }, text: () => text };
        const file = path.resolve(options.out);
        await write(file, text);
        return { json: { file }, text: () => `${invocation.output.style.good('✓')} The report was written to ${printable(file)}. Nothing was sent: read it, then hand it on yourself.` };
      }),
    );
};

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw isThere
      ? new HoldfastError('conflict', `${file} is there already.`, { nextStep: 'Name another file with --out.', cause })
      : new HoldfastError('permission-denied', `${file} cannot be written.`, { nextStep: 'Choose a folder that is there and that you may write to.', cause });
  }
}
