import { describe, expect, it } from 'vitest';
import type { KeychainEntry } from '../../../electron/engine/keychain/os-keychain.ts';
import { createOsKeychain } from '../../../electron/engine/keychain/os-keychain.ts';
import { expectCode } from '../../conformance/object-store/fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** A keychain in memory with calls replaced, and every name it was asked for. `locked`: it forgets everything until something is set. */
function keychainLike(changes: Partial<KeychainEntry> = {}, locked: ReadonlyMap<string, string> = new Map()) {
  const secrets = new Map<string, string>();
  const asked: string[] = [];
  const clock = new FakeClock();
  const keychain = createOsKeychain({
    clock,
    service: 'Test',
    async makeEntry(service, name) {
      asked.push(`${service} ${name}`);
      return {
        getPassword: async () => secrets.get(name) ?? null,
        async setPassword(secret) {
          for (const [known, kept] of locked) secrets.set(known, kept);
          secrets.set(name, secret);
        },
        deletePassword: async () => secrets.delete(name),
        ...changes,
      };
    },
  });
  return { keychain, secrets, asked, clock };
}

describe('the operating system’s keychain', () => {
  it('is believed that a secret is not there only after it has shown that it can keep one, under another name', async () => {
    const { keychain, secrets, asked } = keychainLike();
    expect(await keychain.get('token')).toBeUndefined();
    expect(asked.map((name) => name.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual(['Test token', 'Test self-test/ID', 'Test token']);
    expect([...secrets]).toEqual([]);
  });

  it('needs no such test for a secret that is there', async () => {
    const { keychain, asked } = keychainLike();
    await keychain.set('token', 'secret');
    asked.length = 0;
    expect(await keychain.get('token')).toBe('secret');
    expect(asked).toEqual(['Test token']);
  });

  it.each<[string, Partial<KeychainEntry>]>([
    ['forgets at once', { getPassword: async () => null }],
    ['keeps nothing it is given', { setPassword: async () => undefined }],
    ['gives back something else', { getPassword: async () => 'another' }],
  ])('is unavailable when it %s', async (_, changes) => {
    const { keychain } = keychainLike(changes);
    expect((await expectCode(keychain.set('token', 's'), 'permission-denied')).details['reason']).toBe('unavailable');
  });

  it('is unavailable when it has no answer and cannot keep one either', async () => {
    const { keychain } = keychainLike({ getPassword: async () => null });
    expect((await expectCode(keychain.get('token'), 'permission-denied')).details['reason']).toBe('unavailable');
  });

  it('is unavailable when nothing was deleted and nothing can be kept either', async () => {
    const { keychain } = keychainLike({ deletePassword: async () => false, getPassword: async () => null });
    expect((await expectCode(keychain.delete('token'), 'permission-denied')).details['reason']).toBe('unavailable');
  });

  it('may be unlocked by its owner during the test: the secret is found after all', async () => {
    const { keychain } = keychainLike({}, new Map([['token', 'found']]));
    expect(await keychain.get('token')).toBe('found');
  });

  // Messages seen with @napi-rs/keyring 2.1.2 on Linux, and those of macOS and Windows from their own documentation.
  it.each([
    ['Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time', 'unavailable'],
    ['Platform failure: DBus error: Did not receive a reply. Possible causes include: the reply timeout expired', 'unavailable'],
    ['Couldn’t access platform storage: Secret Service: no result found', 'unavailable'],
    ['zbus error: Failed to connect to address', 'unavailable'],
    ['Couldn’t access platform storage: AccessDenied', 'unavailable'],
    ['something nobody has seen yet', 'unavailable'],
    ['Couldn’t access platform storage: Secret Service: unlock prompt was dismissed', 'locked'],
    ['Secret Service: IsLocked', 'locked'],
    ['User interaction is not allowed.', 'locked'],
    ['User canceled the operation.', 'locked'],
    ['The user name or passphrase you entered is not correct.', 'locked'],
  ])('says what “%s” means: %s', async (message, reason) => {
    const fail = () => Promise.reject(Object.assign(new Error(message), { code: 'GenericFailure' }));
    const { keychain } = keychainLike({ getPassword: fail, setPassword: fail, deletePassword: fail });
    for (const call of [keychain.get('t'), keychain.set('t', 'secret'), keychain.delete('t')]) {
      const error = await expectCode(call, 'permission-denied');
      expect(error.details['reason']).toBe(reason);
      expect(error.nextStep).toMatch(reason === 'locked' ? /^Unlock it/ : /HOLDFAST_KEYCHAIN=file/);
    }
  });

  it('says when a secret is too long for it', async () => {
    const { keychain } = keychainLike({ setPassword: () => Promise.reject(new Error('Attribute `password` is longer than platform limit of 2560 chars')) });
    await expectCode(keychain.set('t', 'x'), 'invalid-input');
  });

  it('is unavailable where its library cannot be loaded', async () => {
    const keychain = createOsKeychain({ clock: new FakeClock(), makeEntry: () => Promise.reject(new Error('Cannot find native binding')) });
    expect((await expectCode(keychain.get('t'), 'permission-denied')).details['reason']).toBe('unavailable');
  });

  it('is given two minutes to ask its owner for a password, then counts as locked', async () => {
    const { keychain, clock } = keychainLike({ getPassword: () => new Promise(() => undefined) });
    let done = false;
    const asking = expectCode(keychain.get('t'), 'permission-denied').finally(() => (done = true));
    await clock.advance(119_000);
    expect(done).toBe(false);
    await clock.advance(2000);
    expect((await asking).details['reason']).toBe('locked');
  });

  it('leaves no timer behind once it has answered', async () => {
    const { keychain, clock } = keychainLike();
    await keychain.set('t', 's');
    await keychain.get('t');
    await keychain.get('absent');
    await keychain.delete('t');
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});
