import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Command, Option } from 'commander';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { DefineCommand, Invocation, Result } from '../invocation.ts';
import type { OpenedLocation } from '../../engine/engine.ts';
import { forLocation } from '../reading.ts';
import { isBucket, type LocationOptions, locationInput } from './location-input.ts';
import { checkReading } from './check.ts';
import { diffReading } from './diff.ts';
import { exportReading } from './export.ts';
import { recordReading } from './record.ts';
import { snapshotsReading } from './snapshots.ts';
import { defineOpenStatus } from './open-status.ts';

interface OpenOptions extends LocationOptions {
  readonly identityFile: string;
  readonly app?: string;
}

const innerHelp = `
Commands:
  snapshots
  status [--max-age HOURS]
  check [--read-data]
  diff FROM [TO] [--records]
  record --snapshot NAME --entity NAME --id ID
  export --snapshot NAME --format jsonl|csv|sqlite --out DIR [--entity NAME]
`;

type Read = (invocation: Invocation, vault: OpenedLocation) => Promise<Result>;

export const defineOpen: DefineCommand = (program, run) => {
  const open = program.command('open');
  open
    .summary('open backups on any computer, with nothing but their place and key')
    .description('Opens backups with nothing but the place they lie in and their key, and runs one command on them. Nothing is written there.')
    .argument('<location>', 'where they lie, as the recovery kit says: a folder, s3://BUCKET/FOLDER, https://SERVER/BUCKET/FOLDER, or google-drive:FOLDER')
    .argument('[command]', 'snapshots (if none is given), status, check, diff, record or export')
    .argument('[arguments...]', 'arguments and options of that command')
    .requiredOption('--identity-file <FILE>', 'file with the key (the recovery kit is one); - for standard input')
    .option('--app <NAME>', 'which app, where the place holds backups of several')
    .option('--region <REGION>', 'where the bucket is (otherwise as its address says, or the server)')
    .option('--endpoint <URL>', 'address of the server, where it has a path of its own (a bucket)')
    .addOption(new Option('--addressing <HOW>', 'the bucket in the path or before the server’s name (otherwise as is usual for the server)').choices(['path', 'host']))
    .option('--access-key-id <ID>', 'id of an access key that may list and read (a bucket; AWS_ACCESS_KEY_ID otherwise)')
    .option('--secret-env <NAME>', 'environment variable that holds the secret of the key (a bucket; AWS_SECRET_ACCESS_KEY, then standard input otherwise)')
    .option('--client-id <ID>', 'your own OAuth client, where the kit names one (Google Drive)')
    .option('--client-secret-env <NAME>', 'environment variable that holds the secret of that client (Google Drive)')
    // The options of the inner command are its own to judge.
    .allowUnknownOption()
    .addHelpText('after', innerHelp)
    .action(async (location: string, command: string | undefined, rest: readonly string[]) => {
      const read = await chooseReading(open, command ?? 'snapshots', rest);
      const options = open.opts<OpenOptions>();
      await run(async (invocation) => {
        refuseTwoSecrets(invocation, location, options);
        const identity = await readIdentity(invocation, options.identityFile);
        const engine = await invocation.engine();
        const input = await locationInput(invocation, engine, location, options);
        const vault = await engine.openVault({ location: input, identity, ...(options.app === undefined ? {} : { app: options.app }) });
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
  defineOpenStatus(inner, act);
  forLocation(checkReading, inner, act);
  forLocation(diffReading('latest'), inner, act);
  forLocation(recordReading, inner, act);
  forLocation(exportReading, inner, act);
  await inner.parseAsync([name, ...rest], { from: 'user' });
  if (chosen === undefined) throw new HoldfastError('invalid-input', 'There is no such command for opened backups.', { nextStep: 'Use snapshots, status, check, diff, record or export.' });
  return chosen;
}

/** Standard input holds one secret. @throws invalid-input */
function refuseTwoSecrets({ env }: Invocation, location: string, { identityFile, secretEnv }: OpenOptions): void {
  const readsSecret = isBucket(location) && secretEnv === undefined && env['AWS_SECRET_ACCESS_KEY'] === undefined;
  if (identityFile !== '-' || !readsSecret) return;
  throw new HoldfastError('invalid-input', 'Both the key of the backups and the secret of the access key would be read from standard input.', {
    nextStep: 'Put the secret into a variable and name it with --secret-env, or give the key as a file.',
  });
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
