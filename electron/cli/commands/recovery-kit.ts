import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { RecoveryKit } from '../../engine/engine.ts';
import type { DefineCommand } from '../invocation.ts';
import { formatMoment } from '../terminal/format.ts';
import { printable } from '../terminal/text.ts';

export const defineRecoveryKit: DefineCommand = (program, run) => {
  program
    .command('recovery-kit')
    .summary('write down the key that opens the backups of an app')
    .description('Writes the key that opens the backups of an app into a file, with how to use it, with Holdfast or without.')
    .argument('<app>', 'name of the app')
    .requiredOption('--out <FILE.txt>', 'the file to write; it must not exist yet')
    .action((app: string, options: { out: string }) =>
      run(async (invocation) => {
        const file = textFile(options.out);
        const kit = await (await invocation.engine()).recoveryKit(app);
        await writeRecoveryKit(file, kit, new Date());
        const { style } = invocation.output;
        return {
          json: { file, app: kit.app, vaultId: kit.vaultId, recipient: kit.recipient },
          text: () =>
            `${style.good('✓')} The recovery kit of ${printable(kit.app)} was written to ${printable(file)}.\n` +
            '  Whoever has this file can read every backup of the app. Print it or put it where only you find it,\n' +
            '  away from this computer and away from the backups, then delete the file here.',
        };
      }),
    );
};

function textFile(out: string): string {
  const extension = path.extname(out).toLowerCase();
  if (extension === '.pdf') {
    throw new HoldfastError('invalid-input', 'The recovery kit cannot be written as a PDF by this version.', { nextStep: 'Name a file that ends in .txt; it can be printed just as well.' });
  }
  if (extension !== '.txt') {
    throw new HoldfastError('invalid-input', 'The recovery kit is written as a text file.', { nextStep: 'Name a file that ends in .txt.' });
  }
  return path.resolve(out);
}

/** Writes the kit into a new file that only its owner can read. @throws conflict when there is one already. */
export async function writeRecoveryKit(file: string, kit: RecoveryKit, now: Date): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(recoveryKitText(kit, now));
      await handle.sync();
    } catch (error) {
      await unlink(file).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): HoldfastError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EEXIST':
      return new HoldfastError('conflict', `There is already a file ${file}.`, { nextStep: 'Choose another name, or delete that file first: a kit is never overwritten.', cause: error });
    case 'ENOENT':
    case 'ENOTDIR':
      return new HoldfastError('not-found', `The folder for ${file} does not exist.`, { nextStep: 'Make the folder first, or choose another.', cause: error });
    case 'ENOSPC':
      return new HoldfastError('quota-exceeded', `There is no space left for ${file}.`, { nextStep: 'Free some space, or choose another folder.', cause: error });
    default:
      return new HoldfastError('permission-denied', `${file} cannot be written.`, { nextStep: 'Choose a folder that you may write to.', cause: error });
  }
}

/**
 * The kit as text. It is an age identity file as it stands: every line but the key begins with `#`, so that both
 * `age -d -i KIT.txt` and `holdfast open --identity-file KIT.txt` take it.
 */
function recoveryKitText(kit: RecoveryKit, now: Date): string {
  const places = kit.places.length === 0 ? ['(no place yet)'] : kit.places.map((each) => `${each.name}: ${each.location}`);
  const [first] = kit.places;
  const location = first?.location ?? 'FOLDER';
  const lines = [
    `Holdfast recovery kit for ${kit.app}`,
    '',
    'Whoever has the key below can read every backup of this app. Keep it where only you find it,',
    'away from the computer and away from the backups.',
    '',
    'Where the backups lie:',
    ...places.map((each) => `  ${each}`),
    '',
    'On a new computer, with Holdfast:',
    `  holdfast open ${quoted(location)} --identity-file THIS-FILE snapshots`,
    `  holdfast open ${quoted(location)} --identity-file THIS-FILE export --snapshot latest --format csv --out FOLDER`,
    '',
    'Without Holdfast: install age (age-encryption.org) and zstd, open README.txt in the folder above and',
    'follow it; this file is the identity file (age -d -i THIS-FILE …).',
    '',
    `Vault: ${kit.vaultId}`,
    `Written: ${formatMoment(now.toISOString())}`,
    `public key: ${kit.recipient}`,
  ];
  return `${lines.map((line) => `# ${printable(line)}`.trimEnd()).join('\n')}\n${kit.identity}\n`;
}

function quoted(text: string): string {
  return /^[\w./~-]+$/.test(text) ? text : `"${text}"`;
}
