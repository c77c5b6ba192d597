import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import { createOsKeychain } from './os-keychain.ts';
import { createPassphraseFile } from './passphrase-file.ts';

export interface ChooseKeychainOptions {
  /** The home directory, for the file. Nothing is made before the first secret is kept. */
  readonly home: string;
  readonly clock: Clock;
  /** As in OsKeychainOptions: another name keeps another home's secrets apart. */
  readonly service?: string;
}

/**
 * The operating system's keychain; with `HOLDFAST_KEYCHAIN=file` an encrypted file under the home, opened with
 * `HOLDFAST_KEYCHAIN_PASSPHRASE`, or with what the file says that `HOLDFAST_KEYCHAIN_PASSPHRASE_FILE` names. A keychain that does not work says so at the first call (permission-denied, with the
 * way out), never by quietly choosing another.
 * @throws invalid-input when the settings of the environment make no sense
 */
export function chooseKeychain(env: Readonly<Record<string, string | undefined>>, options: ChooseKeychainOptions): Keychain {
  const { home, clock, service } = options;
  const kind = env.HOLDFAST_KEYCHAIN ?? '';
  if (kind === '' || kind === 'os') return createOsKeychain({ clock, ...(service === undefined ? {} : { service }) });
  if (kind !== 'file') {
    throw new HoldfastError('invalid-input', `HOLDFAST_KEYCHAIN is set to something unknown.`, {
      nextStep: 'Set it to “file”, or remove it to use this computer’s keychain.',
      details: { variable: 'HOLDFAST_KEYCHAIN' },
    });
  }
  const passphrase = passphraseIn(env);
  if (passphrase === '') {
    throw new HoldfastError('invalid-input', 'HOLDFAST_KEYCHAIN=file needs a passphrase, and none is set.', {
      nextStep: 'Put a long passphrase in HOLDFAST_KEYCHAIN_PASSPHRASE, or in a file that HOLDFAST_KEYCHAIN_PASSPHRASE_FILE names, and keep a copy of it: without it the secrets cannot be opened again.',
      details: { variable: 'HOLDFAST_KEYCHAIN_PASSPHRASE' },
    });
  }
  return createPassphraseFile({ path: join(home, 'secrets.age'), passphrase, clock });
}

/** Services and containers hand secrets over as files: what is in the environment, every program that they start can read. @throws invalid-input. */
function passphraseIn(env: Readonly<Record<string, string | undefined>>): string {
  const given = env.HOLDFAST_KEYCHAIN_PASSPHRASE ?? '';
  const file = env.HOLDFAST_KEYCHAIN_PASSPHRASE_FILE ?? '';
  if (given !== '' || file === '') return given;
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new HoldfastError('invalid-input', 'The file that HOLDFAST_KEYCHAIN_PASSPHRASE_FILE names cannot be read.', {
      nextStep: 'Make sure that it is there, and that the user who runs Holdfast may read it.',
      details: { variable: 'HOLDFAST_KEYCHAIN_PASSPHRASE_FILE' },
      cause,
    });
  }
}
