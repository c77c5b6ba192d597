import { randomUUID } from 'node:crypto';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import { keychainLocked, keychainUnavailable } from './keychain-errors.ts';

/** One secret's place in the operating system's keychain: what we need of @napi-rs/keyring's AsyncEntry. */
export interface KeychainEntry {
  getPassword(): Promise<string | null | undefined>;
  setPassword(secret: string): Promise<void>;
  deletePassword(): Promise<boolean>;
}

export interface OsKeychainOptions {
  readonly clock: Clock;
  /** Under which programs like Seahorse and Keychain Access show the secrets. */
  readonly service?: string;
  readonly makeEntry?: (service: string, name: string) => Promise<KeychainEntry>;
}

/** Long enough to type a password into the keychain's own window. */
const patienceMs = 120_000;

/**
 * macOS' Keychain, Windows' Credential Manager, Linux' Secret Service (docs/adr/0003-keychain-napi-rs-keyring.md).
 * Needs no opening: whether it works shows at the first call.
 */
export function createOsKeychain(options: OsKeychainOptions): Keychain {
  const { clock, service = 'Holdfast', makeEntry = makeSystemEntry } = options;

  async function ask<T>(name: string, question: (entry: KeychainEntry) => Promise<T>): Promise<T> {
    const patience = new AbortController();
    try {
      const answer = makeEntry(service, name).then(question);
      const tooLate = clock.sleepUntil(new Date(clock.now().getTime() + patienceMs), patience.signal).then(() => {
        throw keychainLocked(new Error('no answer from the keychain'));
      });
      // Whichever loses must not count as unhandled.
      tooLate.catch(() => undefined);
      answer.catch(() => undefined);
      return await Promise.race([answer, tooLate]);
    } catch (error) {
      throw keychainError(error);
    } finally {
      patience.abort();
    }
  }

  /** "There is none" is also what a missing or locked keychain says on some systems. Only one that can keep a secret is believed. */
  async function proveWorking(): Promise<void> {
    const canary = `self-test/${randomUUID()}`;
    const kept = await ask(canary, async (entry) => {
      await entry.setPassword(canary);
      const answer = await entry.getPassword();
      const gone = await entry.deletePassword();
      return answer === canary && gone;
    });
    if (!kept) throw keychainUnavailable();
  }

  return {
    protection: 'os-keychain',
    async get(name) {
      const secret = await ask(name, (entry) => entry.getPassword());
      if (typeof secret === 'string') return secret;
      await proveWorking();
      // The test may have made the user unlock it: only now is the answer worth something.
      return (await ask(name, (entry) => entry.getPassword())) ?? undefined;
    },
    async set(name, secret) {
      const answer = await ask(name, async (entry) => {
        await entry.setPassword(secret);
        return entry.getPassword();
      });
      if (answer !== secret) throw keychainUnavailable();
    },
    async delete(name) {
      if (!(await ask(name, (entry) => entry.deletePassword()))) await proveWorking();
    },
  };
}

async function makeSystemEntry(service: string, name: string): Promise<KeychainEntry> {
  // Imported late: where there is no prebuilt binary the program must still start, and the passphrase file still work.
  const { AsyncEntry } = await import('@napi-rs/keyring');
  // Pinned: unpinned, it falls back to the kernel's keyring, which forgets everything when the computer restarts.
  return new AsyncEntry(service, name, { linux: { store: 'secret-service' } });
}

/** The library gives every error the code `GenericFailure`: the message is all there is (seen with 2.1.2; macOS' texts are from Security.framework). */
function keychainError(error: unknown): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const message = error instanceof Error ? error.message : '';
  if (/dismissed|is ?locked|interaction (is )?not allowed|passphrase (you entered )?is not correct|cancell?ed/i.test(message)) return keychainLocked(error);
  if (/too long|longer than|exceeds/i.test(message)) {
    return new HoldfastError('invalid-input', 'The secret is too long for this computer’s keychain.', { nextStep: 'Check that the right text was given as the secret.', cause: error });
  }
  return keychainUnavailable(error);
}
