import { Decrypter, Encrypter } from 'age-encryption';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { longestCopy, shortestPassphrase } from '../../../shared/model/settings-file.ts';
import { passphraseIdentity, passphraseRecipient } from '../vault/crypto/age-passphrase.ts';

/** What `age -p` takes: 256 MB and about a second for each guess. A person thinks the passphrase up, and the file may lie anywhere. */
const usualWorkFactor = 18;
/** A file that asks for more would hold this computer up for as long as its maker likes. */
const mostWorkFactor = 18;

const header = /^age-encryption\.org\/v1\n-> (\S+)(?: \S+ (\d{1,3})\n)?/;

/** @throws invalid-input (`details.field` = `passphrase`) for one that is easily found, or that typing it in again would not give. */
function checkPassphrase(passphrase: string): void {
  const field = { details: { field: 'passphrase' } };
  if (/[\p{Cc}\p{Cs}]/u.test(passphrase) || passphrase.trim() !== passphrase) {
    throw new HoldfastError('invalid-input', 'The passphrase begins or ends with a space, or holds what no keyboard types.', { nextStep: 'Choose letters, digits, signs, and spaces between them.', ...field });
  }
  if (Array.from(passphrase).length < shortestPassphrase || new Set(passphrase).size < 5) {
    throw new HoldfastError('invalid-input', `The passphrase is too easy to find: it needs ${shortestPassphrase} characters, and not always the same.`, { nextStep: 'Four or five unrelated words do well.', ...field });
  }
}

/**
 * An age file that opens with the passphrase, also with the stock `age -d`.
 * @param workFactor another one only in tests. @throws as `checkPassphrase`
 */
export async function sealCopy(text: string, passphrase: string, workFactor: number = usualWorkFactor): Promise<Uint8Array> {
  checkPassphrase(passphrase);
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase.normalize('NFC'), workFactor));
  return encrypter.encrypt(text);
}

/**
 * What the file holds, as text.
 * @throws invalid-input (not such a file, or too large), permission-denied (another passphrase, or damaged at its beginning), corrupt (cut short or changed).
 */
export async function openCopy(sealed: Uint8Array, passphrase: string): Promise<string> {
  if (sealed.length > longestCopy) throw new HoldfastError('invalid-input', 'That file is too large to be settings of Holdfast.', { nextStep: 'Choose the file holdfast-settings-….age.', details: { field: 'file' } });
  const [, kind, workFactor] = header.exec(Buffer.from(sealed.subarray(0, 200)).toString('latin1')) ?? [];
  if (kind === undefined) throw new HoldfastError('invalid-input', 'That is not a file of settings of Holdfast.', { nextStep: 'Choose the file holdfast-settings-….age that was made under Settings.', details: { field: 'file' } });
  if (kind !== 'scrypt' || workFactor === undefined) throw new HoldfastError('invalid-input', 'That file is encrypted, but not with a passphrase as settings of Holdfast are.', { nextStep: 'Choose the file holdfast-settings-….age that was made under Settings.', details: { field: 'file' } });
  if (Number(workFactor) > mostWorkFactor) throw new HoldfastError('invalid-input', 'That file asks for more work to open than any that Holdfast makes.', { nextStep: 'Choose a file that Holdfast made.', details: { field: 'file' } });
  const decrypter = new Decrypter();
  decrypter.addIdentity(passphraseIdentity(passphrase.normalize('NFC'), mostWorkFactor));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await decrypter.decrypt(sealed));
  } catch (error) {
    if (error instanceof Error && /no identity matched/i.test(error.message)) throw new HoldfastError('permission-denied', 'The file does not open with this passphrase.', { nextStep: 'Type the passphrase that was chosen when the file was made. If it is the right one, the file was damaged on its way: copy it again.', details: { reason: 'wrong-passphrase', field: 'passphrase' } });
    throw damagedCopy('it was changed or cut short on its way');
  }
}

/** @param why ends the sentence “The file cannot be used: …”. Never something that the file says. */
export function damagedCopy(why: string): HoldfastError {
  return new HoldfastError('corrupt', `The file cannot be used: ${why}. Nothing was changed.`, { nextStep: 'Copy it again from the other computer, or make a new one there.', details: { field: 'file' } });
}
