import { describe, expect, it } from 'vitest';
import { examineKeys, type KeyState } from '../../../electron/engine/keys/key-health.ts';
import type { Keychain } from '../../../electron/engine/ports/keychain.ts';
import type { StoredApp } from '../../../electron/engine/settings/schema.ts';
import { testKeys, testVaultId } from '../../support/small-app.ts';
import { type KeyringSession, noKeyringBecause, startKeyringSession } from '../../support/keyring-session.ts';

/** What a real keychain comes to, in each of the ways in which the key of an app can be lost. */

const canary = 'canary/0b0e';
const app: StoredApp = {
  name: 'Shop',
  slug: 'shop',
  connection: { platform: 'csv-folder', path: '/exports' },
  secrets: { identity: `vault/${testVaultId}/identity`, chunkKey: `vault/${testVaultId}/chunk-key` },
  destinations: 'all',
  vault: { id: testVaultId, recipient: testKeys.recipients[0] ?? '' },
  addedAt: '2026-01-01T00:00:00.000Z',
};

async function keep(keychain: Keychain): Promise<void> {
  await keychain.set(app.secrets.identity, testKeys.identity);
  await keychain.set(app.secrets.chunkKey, Buffer.from(testKeys.chunkKey).toString('base64'));
  await keychain.set(canary, canary);
}

async function stateIn(session: KeyringSession): Promise<readonly [KeyState, string]> {
  const health = await examineKeys(session.open(), { canary }, app);
  return [health.state, health.state === 'ok' ? '' : health.error.message];
}

describe('the key of an app in gnome-keyring', () => {
  it('is there; is missing once its item was deleted; and cannot be had when the daemon is gone', async ({ skip }) => {
    const why = noKeyringBecause();
    if (why !== undefined) skip(why);
    const session = await startKeyringSession('unlocked');
    try {
      await keep(session.open());
      expect(await stateIn(session)).toEqual(['ok', '']);
      await session.run('secret-tool', ['clear', 'service', 'Holdfast test', 'username', app.secrets.identity]);
      expect(await stateIn(session)).toEqual(['missing', expect.stringContaining('not in the keychain any more')]);
      await keep(session.open());
      expect((await stateIn(session))[0]).toBe('ok');
      // The bus starts another daemon, which knows no password: nobody is there to type it.
      const told = await session.run('dbus-send', ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.GetConnectionUnixProcessID', 'string:org.freedesktop.secrets']);
      process.kill(Number(/uint32 (\d+)/.exec(told)?.[1]), 'SIGKILL');
      const [state, sentence] = await stateIn(session);
      expect([['locked', 'unavailable'].includes(state), sentence]).toEqual([true, expect.stringMatching(/keychain/)]);
    } finally {
      await session.close();
    }
  });

  it.for([
    ['unlocked', 'changed', /another one than Holdfast put it into/],
    ['locked', 'locked', /keychain is locked/],
    ['none', 'unavailable', /no keychain that works/],
    ['no-bus', 'unavailable', /no keychain that works/],
  ] as const)('in a session that is not the one it was put into, %s: %s', async ([kind, state, sentence], { skip }) => {
    const why = noKeyringBecause();
    if (why !== undefined) skip(why);
    const session = await startKeyringSession(kind);
    try {
      expect(await stateIn(session)).toEqual([state, expect.stringMatching(sentence)]);
    } finally {
      await session.close();
    }
  });
});
