import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Keychain } from '../../../electron/engine/ports/keychain.ts';

export interface KeychainUnderTest {
  readonly keychain: Keychain;
  /** The same secrets as a new process sees them; absent where they end with the process. */
  readonly reopen?: () => Promise<Keychain>;
  readonly close?: () => Promise<void>;
}

/** The contract of electron/engine/ports/keychain.ts, for any implementation. `make` may return why there is none here. */
export function describeKeychain(name: string, make: () => Promise<KeychainUnderTest | string>): void {
  describe(`keychain: ${name}`, () => {
    let made: KeychainUnderTest | string;
    beforeAll(async () => {
      made = await make();
    });
    afterAll(async () => {
      if (typeof made !== 'string') await made.close?.();
    });
    const check = (sentence: string, run: (keychain: Keychain, reopen: () => Promise<Keychain>) => Promise<void>) => {
      // oxlint-disable-next-line vitest/expect-expect -- each run expects
      it(sentence, async ({ skip }) => {
        if (typeof made === 'string') return skip(made);
        const { keychain, reopen } = made;
        await run(keychain, reopen ?? (async () => keychain));
      });
    };

    check('answers undefined for a secret that is not there', async (keychain) => {
      expect(await keychain.get('never/kept')).toBeUndefined();
    });

    check('keeps a secret, for a new process too, and replaces it', async (keychain, reopen) => {
      await keychain.set('vault/1', 'AGE-SECRET-KEY-1FIRST');
      expect(await keychain.get('vault/1')).toBe('AGE-SECRET-KEY-1FIRST');
      expect(await (await reopen()).get('vault/1')).toBe('AGE-SECRET-KEY-1FIRST');
      await keychain.set('vault/1', 'AGE-SECRET-KEY-1SECOND');
      expect(await keychain.get('vault/1')).toBe('AGE-SECRET-KEY-1SECOND');
      expect(await (await reopen()).get('vault/1')).toBe('AGE-SECRET-KEY-1SECOND');
    });

    check('keeps secrets apart, and any text exactly', async (keychain) => {
      const secrets = new Map([
        ['app/acme', 'päss wörd 🔑 \\ " \n end'],
        ['app/Acme', 'another'],
        ['app/ümläut and space', ' leading and trailing '],
        ['__proto__', 'not a prototype'],
        ['long', 'x'.repeat(2000)],
      ]);
      await Promise.all([...secrets].map(([each, secret]) => keychain.set(each, secret)));
      for (const [each, secret] of secrets) expect(await keychain.get(each), each).toBe(secret);
      await Promise.all([...secrets.keys()].map((each) => keychain.delete(each)));
      for (const each of secrets.keys()) expect(await keychain.get(each), each).toBeUndefined();
    });

    check('forgets a secret, and is done when it is gone already', async (keychain, reopen) => {
      await keychain.set('token', 'secret');
      await keychain.set('kept', 'secret');
      await keychain.delete('token');
      await keychain.delete('token');
      await keychain.delete('never/kept');
      expect(await keychain.get('token')).toBeUndefined();
      expect(await (await reopen()).get('token')).toBeUndefined();
      expect(await keychain.get('kept')).toBe('secret');
    });

    check('takes calls side by side', async (keychain) => {
      const names = Array.from({ length: 4 }, (_, index) => `side/${index}`);
      await Promise.all(names.map((each) => keychain.set(each, `secret of ${each}`)));
      expect(await Promise.all(names.map((each) => keychain.get(each)))).toEqual(names.map((each) => `secret of ${each}`));
      await Promise.all(names.map((each) => keychain.delete(each)));
      expect(await Promise.all(names.map((each) => keychain.get(each)))).toEqual(names.map(() => undefined));
    });
  });
}
