import { HoldfastError } from '../../../shared/model/errors.ts';

/** What to do where this computer has no keychain that works (docs: command line, "Secrets"). */
const useFile = 'set HOLDFAST_KEYCHAIN=file and a passphrase in HOLDFAST_KEYCHAIN_PASSPHRASE to keep secrets in an encrypted file instead';

export function keychainLocked(cause?: unknown): HoldfastError {
  return new HoldfastError('permission-denied', 'This computer’s keychain is locked.', {
    nextStep: 'Unlock it (sign in to the computer, or type its password when asked) and try again.',
    details: { reason: 'locked' },
    cause,
  });
}

export function keychainUnavailable(cause?: unknown): HoldfastError {
  return new HoldfastError('permission-denied', 'This computer has no keychain that works, and secrets are not kept without one.', {
    nextStep: `Start the keychain (on Linux: a Secret Service such as gnome-keyring or KWallet), or ${useFile}.`,
    details: { reason: 'unavailable' },
    cause,
  });
}

export function wrongPassphrase(file: string, knownIntact: boolean): HoldfastError {
  const sentence = knownIntact ? `The passphrase does not open the file of secrets ${file}.` : `The passphrase does not open the file of secrets ${file}, or the file is damaged.`;
  return new HoldfastError('permission-denied', sentence, {
    nextStep: 'Set HOLDFAST_KEYCHAIN_PASSPHRASE to the passphrase with which the file was made.',
    details: { reason: 'wrong-passphrase' },
  });
}

export function secretsDamaged(file: string, problem: 'damaged' | 'missing', cause?: unknown): HoldfastError {
  const sentence = problem === 'damaged' ? `The file of secrets ${file} is damaged.` : `The file of secrets ${file} is gone.`;
  return new HoldfastError('corrupt', sentence, {
    nextStep: `Put it back from a copy. Without one, move ${file}.sha256 and what is left of the file away, give each app its key again from its recovery kit (recovery-kit restore), and its access token (app reconnect).`,
    details: { object: file },
    cause,
  });
}

export function secretsUnusable(file: string, doing: 'read' | 'written', cause: unknown): HoldfastError {
  const full = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
  if (full) {
    return new HoldfastError('quota-exceeded', `The file of secrets ${file} could not be written: the disk is full.`, { nextStep: 'Free some space and try again; the secrets kept so far are untouched.', cause });
  }
  return new HoldfastError('permission-denied', `The file of secrets ${file} could not be ${doing}.`, {
    nextStep: 'Make sure that it belongs to your user and that its folder can be written to.',
    details: { reason: 'unavailable' },
    cause,
  });
}
