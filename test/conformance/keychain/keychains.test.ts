import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import { createPassphraseFile } from '../../../electron/engine/keychain/passphrase-file.ts';
import { systemClock } from '../../../electron/engine/system/system-clock.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { noKeyringBecause, startKeyringSession } from '../../support/keyring-session.ts';
import { describeKeychain } from './describe-keychain.ts';

describeKeychain('in memory', async () => ({ keychain: createMemoryKeychain() }));

describeKeychain('a file with a passphrase', async () => {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-keychain-'));
  const open = () => createPassphraseFile({ path: join(home, 'secrets.age'), passphrase: 'correct horse battery staple', clock: systemClock });
  return { keychain: open(), reopen: async () => open(), close: () => rm(home, { recursive: true, force: true }) };
});

describeKeychain('gnome-keyring', async () => {
  const why = noKeyringBecause();
  if (why !== undefined) return why;
  const session = await startKeyringSession('unlocked');
  return { keychain: session.open(), reopen: async () => session.open(), close: () => session.close() };
});

describe('a keychain that cannot be had', () => {
  it.for([
    ['no-bus', 'unavailable'],
    ['none', 'unavailable'],
    ['locked', 'locked'],
  ] as const)('is an error with a way out, never an empty answer: %s', async ([state, reason], { skip }) => {
    const why = noKeyringBecause();
    if (why !== undefined) skip(why);
    const session = await startKeyringSession(state);
    try {
      const keychain = session.open();
      for (const call of [() => keychain.get('token'), () => keychain.set('token', 'tell-nobody'), () => keychain.delete('token')]) {
        const error = await call().then(
          () => 'no error',
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(HoldfastError);
        expect(error).toMatchObject({ code: 'permission-denied', details: { reason }, transient: false });
        expect(JSON.stringify(error)).not.toContain('tell-nobody');
      }
    } finally {
      await session.close();
    }
  });
});

describe('secrets in gnome-keyring', () => {
  it('can be found by its owner with another program, under our name', async ({ skip }) => {
    const why = noKeyringBecause();
    if (why !== undefined) skip(why);
    const session = await startKeyringSession('unlocked');
    try {
      await session.open().set('app/acme/token', 'the-token');
      expect(await session.run('secret-tool', ['lookup', 'service', 'Holdfast test', 'username', 'app/acme/token'])).toBe('the-token');
      // The self-test leaves nothing behind.
      expect(await session.open().get('other')).toBeUndefined();
      expect(await session.run('secret-tool', ['search', '--all', 'service', 'Holdfast test'])).not.toContain('self-test');
    } finally {
      await session.close();
    }
  });
});
