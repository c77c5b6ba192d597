import { identityToRecipient } from 'age-encryption';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { asKeyCharacters, keyPrefix } from './key-groups.ts';

/** Characters after the prefix: 32 bytes and a checksum. */
const bodyLength = 58;

/**
 * The key in what somebody typed, pasted or scanned from a recovery kit: the kit's whole text, or the key with or without its beginning, in
 * groups or in one piece, with or without the groups' numbers, in capitals or not.
 * @throws invalid-input; neither sentence nor cause holds what was typed.
 */
export async function parseTypedKey(text: string): Promise<string> {
  const whole = /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}(?![0-9A-Z])/i.exec(text)?.[0];
  if (whole !== undefined) return checked(whole.toUpperCase());
  const body = asKeyCharacters(withoutBeginning(withoutNumbers(text)));
  if (body === '') throw refused('No key was given.');
  if (!/^[02-9AC-HJ-NP-Z]+$/.test(body)) throw refused('This is not a recovery key: it holds characters that no key has.');
  if (body.length !== bodyLength) throw refused(`This is not the whole key: it has ${body.length} characters where ${bodyLength} are needed.`);
  return checked(`${keyPrefix}${body}`);
}

async function checked(identity: string): Promise<string> {
  try {
    await identityToRecipient(identity);
    return identity;
  } catch {
    // Without the cause: it could quote the key.
    throw refused('There is a mistake in the key: its characters do not fit together.');
  }
}

/** Without the numbers 1, 2, 3 … that stand before the groups in the kit. */
function withoutNumbers(text: string): string {
  let expected = 1;
  return text
    .split(/\s+/)
    .filter((word) => {
      if (word.replace(/[.:)]$/, '') !== String(expected)) return true;
      expected += 1;
      return false;
    })
    .join(' ');
}

function withoutBeginning(text: string): string {
  return text.replace(/[\s\-\u2010-\u2015._]/g, '').replace(/^AGESECRETKEY1/i, '');
}

function refused(message: string): HoldfastError {
  return new HoldfastError('invalid-input', message, {
    nextStep: 'Type the groups as they are in the recovery kit, in their order, or scan its QR code and paste what it says.',
    details: { field: 'key' },
  });
}
