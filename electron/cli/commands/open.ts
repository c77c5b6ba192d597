import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import { forLocation, type ReadableVault } from '../reading.ts';
import { checkReading } from './check.ts';
import { diffReading } from './diff.ts';
import { exportReading } from './export.ts';
import { recordReading } from './record.ts';
import { snapshotsReading } from './snapshots.ts';

interface OpenOptions {
  readonly identityFile: string;
  readonly app?: string;
}

const innerHelp = `
Commands:
  snapshots
  check [--read-data]
  diff FROM [TO] [--records]
  record --snapshot NAME --entity NAME --id ID
  export --snapshot NAME --format jsonl|csv|sqlite --out DIR [--entity NAME]
`;

type Read = (invocation: Invocation, vault: ReadableVault) => Promise<Result>;

export const defineOpen: DefineCommand = (program, run) => {
  const open = program.command('open');
  open
    .summary('open backups on any computer, with nothing but their folder and key')
    .description('Opens backups with nothing but the folder they lie in and their key, and runs one command on them.')
    .argument('<location>', 'folder of the backups')
    .argument('[command]', 'snapshots (if none is given), check, diff, record or export')
    .argument('[arguments...]', 'arguments and options of that command')
    .requiredOption('--identity-file <FILE>', 'file with the key (the recovery kit is one); - for standard input')
    .option('--app <NAME>', 'which app, where the folder holds backups of several')
    // The options of the inner command are its own to judge.
    .allowUnknownOption()
    .addHelpText('after', innerHelp)
    .action(async (location: string, command: string | undefined, rest: readonly string[]) => {
      const read = await chooseReading(open, command ?? 'snapshots', rest);
      const options = open.opts<OpenOptions>();
      await run(async (invocation) => {
        const identity = await readIdentity(invocation, options.identityFile);
        const engine = await invocation.engine();
        const vault = await engine.openVault({ location: path.resolve(location), identity, ...(options.app === undefined ? {} : { app: options.app }) });
        try {
          return await read(invocation, vault);
        } finally {
          await vault.close();
        }
      });
    });
};

/** What the inner command will do, once its arguments were found good. */
async function chooseReading(open: Command, name: string, rest: readonly string[]): Promise<Read> {
  let chosen: Read | undefined;
  const inner = new Command('holdfast open LOCATION').copyInheritedSettings(open).helpCommand(false);
  const act = (read: Read): void => {
    chosen = read;
  };
  forLocation(snapshotsReading, inner, act);
  forLocation(checkReading, inner, act);
  forLocation(diffReading('latest'), inner, act);
  forLocation(recordReading, inner, act);
  forLocation(exportReading, inner, act);
  await inner.parseAsync([name, ...rest], { from: 'user' });
  if (chosen === undefined) throw new HoldfastError('invalid-input', 'There is no such command for opened backups.', { nextStep: 'Use snapshots, check, diff, record or export.' });
  return chosen;
}

const longestIdentityFile = 1024 * 1024;

async function readIdentity(invocation: Invocation, file: string): Promise<string> {
  if (file === '-') {
    const { readSecret } = await import('../secrets.ts');
    return readSecret(invocation, 'Key (AGE-SECRET-KEY-1…)', undefined, '--identity-file');
  }
  try {
    const text = await readFile(path.resolve(file), { encoding: 'utf8', signal: invocation.signal });
    if (text.length <= longestIdentityFile) return text;
  } catch (error) {
    invocation.signal.throwIfAborted();
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new HoldfastError(missing ? 'not-found' : 'permission-denied', missing ? 'The key file does not exist.' : 'The key file cannot be read.', {
      nextStep: 'Give the file of the recovery kit, or any file that holds the line AGE-SECRET-KEY-1….',
      cause: error,
    });
  }
  throw new HoldfastError('invalid-input', 'That file is far larger than a key.', { nextStep: 'Give the file of the recovery kit.' });
}
