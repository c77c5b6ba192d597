import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { KitFile, KitOptions } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand } from '../invocation.ts';
import { writeNewFile } from '../new-file.ts';
import { readSecret } from '../secrets.ts';
import { printable } from '../terminal/text.ts';

export const defineRecoveryKit: DefineCommand = (program, run) => {
  const command = program
    .command('recovery-kit')
    .summary('write down the key that opens the backups of an app')
    .description('Writes the key that opens the backups of an app into a file, with how to use it, with Holdfast or without.')
    .argument('<app>', 'name of the app')
    .option('--out <FILE>', 'the file to write, .pdf (a page to print) or .txt; it must not exist yet')
    .option('--deputy <NAME>', 'who else may open the backups, to be printed')
    .action((app: string, options: { out?: string; deputy?: string }) =>
      run(async (invocation) => {
        const { file, format } = kitFile(options.out, '--out');
        const engine = await invocation.engine();
        const { vaultId, recipient, app: name } = await engine.recoveryKit(app);
        await writeRecoveryKit(file, await engine.kit.render(app, { format, ...(options.deputy === undefined ? {} : { deputy: options.deputy }) }));
        const { style } = invocation.output;
        return {
          json: { file, app: name, vaultId, recipient },
          text: () =>
            `${style.good('✓')} The recovery kit of ${printable(name)} was written to ${printable(file)}.\n` +
            '  Whoever has this file can read every backup of the app. Print it or put it where only you find it,\n' +
            '  away from this computer and away from the backups, then delete the file here.',
        };
      }),
    );

  command
    .command('verify')
    .summary('find out whether a kit you have is the right one')
    .description('Reads the key from standard input, as it is in the kit (with or without spaces), and says whether it opens the backups of the app.')
    .argument('<app>', 'name of the app')
    .option('--key-env <NAME>', 'environment variable that holds the key (otherwise standard input)')
    .action((app: string, options: { keyEnv?: string }) =>
      run(async (invocation) => {
        const typed = await readSecret(invocation, 'Key', options.keyEnv, '--key-env');
        const { proved } = await (await invocation.engine()).kit.verify(app, typed);
        const { style } = invocation.output;
        return {
          json: { app, proved },
          text: () =>
            proved
              ? `${style.good('✓')} This is the key of the backups of ${printable(app)}. The kit works.`
              : `${style.bad('✗')} This is a key, but not the one of the backups of ${printable(app)}.\n  Write a new kit with "holdfast recovery-kit", and keep the old one apart: it may belong to another app.`,
          exit: proved ? exitCodes.done : exitCodes.failed,
        };
      }),
    );

  command
    .command('restore')
    .summary('give Holdfast the key again that its keychain lost')
    .description('Reads the key from standard input, as it is in the kit, and puts it back into the keychain of this computer, where it was lost. Only the key of that app is taken.')
    .argument('<app>', 'name of the app')
    .option('--key-env <NAME>', 'environment variable that holds the key (otherwise standard input)')
    .action((app: string, options: { keyEnv?: string }) =>
      run(async (invocation) => {
        const typed = await readSecret(invocation, 'Key', options.keyEnv, '--key-env');
        const restored = await (await invocation.engine()).kit.restore(app, typed, invocation.call);
        return {
          json: { ...restored, restored: true },
          text: () => `${invocation.output.style.good('✓')} The key of ${printable(restored.app)} is in the keychain again: its backups can be read, and new ones made.`,
        };
      }),
    );
};

/** The file that a kit goes to, and its form. @param option that names it, for the sentence. @throws invalid-input. */
export function kitFile(out: string | undefined, option: string): { readonly file: string; readonly format: KitOptions['format'] } {
  // Not a required option of the command, because `verify` would then require it too.
  if (out === undefined) throw new HoldfastError('invalid-input', 'No file was named for the recovery kit.', { nextStep: `Name one with ${option}, such as ${option} kit.pdf.` });
  const extension = path.extname(out).toLowerCase();
  if (extension === '.pdf' || extension === '.txt') return { file: path.resolve(out), format: extension === '.pdf' ? 'pdf' : 'txt' };
  throw new HoldfastError('invalid-input', 'The recovery kit is written as a PDF or as a text file.', { nextStep: 'Name a file that ends in .pdf or .txt.' });
}

/** Writes the kit into a new file that only its owner can read. @throws conflict when there is one already. */
export function writeRecoveryKit(file: string, kit: KitFile): Promise<void> {
  return writeNewFile(file, kit.content);
}
