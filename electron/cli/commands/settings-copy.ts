import { type Command, InvalidArgumentError } from 'commander';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { CopyPreview, MovedFolder } from '../../engine/engine.ts';
import type { Invocation, Run } from '../invocation.ts';
import { writeNewFile } from '../new-file.ts';
import { readSecret } from '../secrets.ts';
import { describeCopy } from './settings-copy-words.ts';

interface PassphraseOptions {
  readonly passphraseFile?: string;
  readonly passphraseEnv?: string;
}

interface ExportOptions extends PassphraseOptions {
  readonly out?: string;
  readonly withSecrets?: true;
}

interface ImportOptions extends PassphraseOptions {
  readonly folder: readonly MovedFolder[];
  readonly dryRun?: true;
  readonly yes?: true;
}

/** Settings in an encrypted file: made, looked at and taken over, taken back. */
export function defineSettingsCopy(command: Command, run: Run): void {
  command
    .command('export')
    .summary('write all settings into one encrypted file')
    .description(
      'Writes apps, places, schedules, what is kept, alerts and preferences into one file that opens with a passphrase (with stock age too). Tokens and keys of places are in it only with --with-secrets; the keys of backups never: recovery kits have those.',
    )
    .option('--out <FILE>', 'the file to write; it must not exist yet (otherwise holdfast-settings-<date>.age here)')
    .option('--with-secrets', 'also access tokens, keys of buckets, sign-ins and passwords: whoever opens the file can use them')
    .option('--passphrase-file <FILE>', 'file that holds the passphrase')
    .option('--passphrase-env <NAME>', 'environment variable that holds it (otherwise standard input)')
    .action((options: ExportOptions) =>
      run(async (invocation) => {
        const passphrase = await passphraseOf(invocation, options);
        const engine = await invocation.engine();
        const made = await engine.settingsCopy.make({ passphrase, withSecrets: options.withSecrets === true });
        const file = path.resolve(options.out ?? made.fileName);
        await writeNewFile(file, made.content);
        await engine.noteCommand({ kind: 'settings-copied', detail: options.withSecrets === true ? 'With secrets.' : 'Without secrets.' });
        const { style } = invocation.output;
        return {
          json: { file, withSecrets: options.withSecrets === true, missing: made.missing },
          text: () =>
            [
              `${style.good('✓')} The settings were written to ${file}.`,
              options.withSecrets === true ? '  Tokens and keys of places are in it: whoever has the file and the passphrase can use them.' : '  No secret is in it: tokens and keys of places are given again on the other computer.',
              '  The keys of your backups are not in it. Have the recovery kits ready there.',
              ...(made.missing.length === 0 ? [] : [`  ${style.bad('!')} This computer does not have the secret of: ${made.missing.join(', ')}.`]),
            ].join('\n'),
        };
      }),
    );

  command
    .command('import')
    .summary('look at settings from another computer, and take them over')
    .description('Shows what a file of “settings export” would add and replace here, and what is still to be done then. With --yes all of it is taken over, or nothing; the settings of before are kept beside and “settings undo-import” puts them back.')
    .argument('<file>', 'holdfast-settings-….age')
    .option('--passphrase-file <FILE>', 'file that holds the passphrase')
    .option('--passphrase-env <NAME>', 'environment variable that holds it (otherwise standard input)')
    .option('--folder <app|place:NAME=PATH>', 'where a folder of the file is on this computer; can be given again', movedFolder, [])
    .option('--dry-run', 'only show it')
    .option('--yes', 'take it over')
    .action((file: string, options: ImportOptions) =>
      run(async (invocation) => {
        if (options.dryRun === true && options.yes === true) throw new HoldfastError('invalid-input', '--dry-run and --yes contradict each other.', { nextStep: 'Give one of them.' });
        const engine = await invocation.engine();
        const given = { file: await readCopyFile(file), passphrase: await passphraseOf(invocation, options), folders: options.folder };
        const shown = await engine.settingsCopy.preview(given);
        if (options.yes !== true) return { json: { plan: planOf(shown) }, text: () => describeCopy(invocation.output.style, shown, undefined) };
        const taken = await engine.settingsCopy.takeOver({ ...given, basis: shown.basis });
        await engine.noteCommand({ kind: 'settings-taken-over', detail: `From ${taken.computer}.` });
        return { json: { plan: planOf(taken), backupFile: taken.backupFile }, text: () => describeCopy(invocation.output.style, taken, taken.backupFile) };
      }),
    );

  command
    .command('undo-import')
    .summary('put the settings of before back')
    .description('Puts the settings back as they were before the last import, whole. What was changed since is kept in a dated file in the home directory.')
    .action(() =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        await engine.settingsCopy.undo();
        await engine.noteCommand({ kind: 'settings-put-back' });
        return { json: { undone: true }, text: () => `${invocation.output.style.good('✓')} The settings are as they were before the import.` };
      }),
    );
}

function planOf({ basis: _basis, ...plan }: CopyPreview): Omit<CopyPreview, 'basis'> {
  const { madeAt, computer, withSecrets, items, notes } = plan;
  return { madeAt, computer, withSecrets, items, notes };
}

/** `place:Disk=/media/ada/disk`. @throws InvalidArgumentError, which commander words. */
function movedFolder(text: string, before: readonly MovedFolder[]): readonly MovedFolder[] {
  const [, of, name, folder] = /^(app|place):([^=]+)=(.+)$/.exec(text) ?? [];
  if ((of !== 'app' && of !== 'place') || name === undefined || folder === undefined) throw new InvalidArgumentError('Use place:NAME=PATH or app:NAME=PATH.');
  return [...before, { of, name, path: path.resolve(folder) }];
}

async function passphraseOf(invocation: Invocation, { passphraseFile, passphraseEnv }: PassphraseOptions): Promise<string> {
  if (passphraseFile === undefined) return readSecret(invocation, 'Passphrase', passphraseEnv, '--passphrase-env');
  try {
    return (await readFile(passphraseFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new HoldfastError('not-found', `The passphrase cannot be read from ${passphraseFile}.`, { nextStep: 'Name a file that is there and that you may read.', cause });
  }
}

/** No file of settings is larger; more of it is not read. */
const longestRead = 4 * 1024 * 1024;

async function readCopyFile(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.min(Math.max(size, 0), longestRead));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return new Uint8Array(bytes.subarray(0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new HoldfastError('not-found', `The file ${file} cannot be read.`, { nextStep: 'Name a file that is there and that you may read.', cause });
  }
}
