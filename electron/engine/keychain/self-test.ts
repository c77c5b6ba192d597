import { randomUUID } from 'node:crypto';
import { HoldfastError, type PlainError, toPlainError } from '../../../shared/model/errors.ts';
import type { Keychain } from '../ports/keychain.ts';

export interface KeychainTest {
  readonly protection: Keychain['protection'];
  readonly ok: boolean;
  /** Why not, and the way out. */
  readonly problem?: PlainError;
}

/** Writes a canary, reads it back and deletes it: whether the keychain keeps secrets is only known once it has. A keychain that does not is a result. */
export async function testKeychain(keychain: Keychain): Promise<KeychainTest> {
  const { protection } = keychain;
  const canary = `self-test/${randomUUID()}`;
  try {
    await keychain.set(canary, canary);
    const kept = await keychain.get(canary);
    await keychain.delete(canary);
    if (kept !== canary || (await keychain.get(canary)) !== undefined) throw forgetful();
    return { protection, ok: true };
  } catch (error) {
    return { protection, ok: false, problem: toPlainError(error) };
  }
}

function forgetful(): HoldfastError {
  return new HoldfastError('permission-denied', 'This computer’s keychain answers, but does not keep what it is given.', {
    nextStep: 'Restart the computer and try again. If it lasts, set HOLDFAST_KEYCHAIN=file and a passphrase in HOLDFAST_KEYCHAIN_PASSPHRASE to keep secrets in an encrypted file instead.',
    details: { reason: 'unavailable' },
  });
}
