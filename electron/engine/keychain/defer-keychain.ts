import type { Keychain } from '../ports/keychain.ts';

/** A keychain that is opened when a secret is first asked for: most commands need none, and opening one takes time. */
export function deferKeychain(protection: Keychain['protection'], open: () => Promise<Keychain>): Keychain {
  let opened: Promise<Keychain> | undefined;
  const keychain = (): Promise<Keychain> => (opened ??= open());
  return {
    protection,
    get: async (name) => (await keychain()).get(name),
    set: async (name, secret) => (await keychain()).set(name, secret),
    delete: async (name) => (await keychain()).delete(name),
  };
}
