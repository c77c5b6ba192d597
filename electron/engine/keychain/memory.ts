import type { Keychain } from '../ports/keychain.ts';

/** Secrets for as long as this object lives: for tests, and for work that must leave no trace. */
export function createMemoryKeychain(): Keychain {
  const secrets = new Map<string, string>();
  return {
    protection: 'memory-only',
    get: async (name) => secrets.get(name),
    async set(name, secret) {
      secrets.set(name, secret);
    },
    async delete(name) {
      secrets.delete(name);
    },
  };
}
