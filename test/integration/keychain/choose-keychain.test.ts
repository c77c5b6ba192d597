import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseKeychain } from '../../../electron/engine/keychain/choose-keychain.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const options = (home: string) => ({ home, clock: new FakeClock() });

describe('which keychain is used', () => {
  it.each([{}, { HOLDFAST_KEYCHAIN: '' }, { HOLDFAST_KEYCHAIN: 'os' }, { HOLDFAST_KEYCHAIN_PASSPHRASE: 'unused' }])('the operating system’s: %j', (env) => {
    expect(chooseKeychain(env, options('/nowhere')).protection).toBe('os-keychain');
  });

  it('a file under the home, which reading does not make', async () => {
    const base = await mkdtemp(join(tmpdir(), 'holdfast-keychain-'));
    try {
      const keychain = chooseKeychain({ HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'correct horse' }, options(join(base, 'home')));
      expect(keychain.protection).toBe('passphrase-file');
      expect(await keychain.get('token')).toBeUndefined();
      expect(await readdir(base)).toEqual([]);
    } finally {
      await rm(base, { recursive: true, force: true });
    }
  });

  it('its passphrase may lie in a file, as services and containers are given secrets', async () => {
    const base = await mkdtemp(join(tmpdir(), 'holdfast-keychain-'));
    try {
      await writeFile(join(base, 'passphrase'), 'correct horse\n');
      const env = { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE_FILE: join(base, 'passphrase') };
      await chooseKeychain(env, options(base)).set('token', 'kept');
      expect(await chooseKeychain({ HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'correct horse' }, options(base)).get('token')).toBe('kept');
    } finally {
      await rm(base, { recursive: true, force: true });
    }
  });

  it.each([
    [{ HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE_FILE: '/nowhere/at/all' }, 'HOLDFAST_KEYCHAIN_PASSPHRASE_FILE'],
    [{ HOLDFAST_KEYCHAIN: 'file' }, 'HOLDFAST_KEYCHAIN_PASSPHRASE'],
    [{ HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: '' }, 'HOLDFAST_KEYCHAIN_PASSPHRASE'],
    [{ HOLDFAST_KEYCHAIN: 'vault', HOLDFAST_KEYCHAIN_PASSPHRASE: 'tell-nobody' }, 'HOLDFAST_KEYCHAIN'],
  ])('none when the settings make no sense: %j', (env, variable) => {
    let thrown: unknown;
    try {
      chooseKeychain(env, options('/nowhere'));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(HoldfastError);
    expect(thrown).toMatchObject({ code: 'invalid-input', details: { variable } });
    expect(String(thrown) + JSON.stringify(thrown)).not.toContain('tell-nobody');
  });
});
