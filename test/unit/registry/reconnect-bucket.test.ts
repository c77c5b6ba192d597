import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import type { Keychain } from '../../../electron/engine/ports/keychain.ts';
import { createDestinationRegistry, type RegisteredDestinations } from '../../../electron/engine/registry/destinations.ts';
import { createGoogleSignIns } from '../../../electron/engine/registry/google-sign-ins.ts';
import { openSettings, type SettingsStore } from '../../../electron/engine/settings/settings.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { createFakeConnector, type FakeConnector } from '../../support/fake-connector.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createMemorySource } from '../../support/memory-source.ts';

const call = { signal: new AbortController().signal };
const old = { accessKeyId: 'OLDKEY', secretAccessKey: 'old-secret' };
const fresh = { accessKeyId: 'NEWKEY', secretAccessKey: 'new-secret' };

let home = '';
let connector: FakeConnector;
let keychain: Keychain;
let settings: SettingsStore;
let destinations: RegisteredDestinations;
/** Secrets in the keychain, by their names. */
let secrets: Map<string, string>;

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-reconnect-'));
  connector = createFakeConnector(createMemorySource());
  secrets = new Map();
  const memory = createMemoryKeychain();
  keychain = {
    ...memory,
    get: async (name) => secrets.get(name),
    set: async (name, secret) => void secrets.set(name, secret),
    delete: async (name) => void secrets.delete(name),
  };
  settings = openSettings(home, '1.0.0');
  const common = { settings, connector, keychain, clock: new FakeClock(), alone: <T>(change: () => Promise<T>): Promise<T> => change() };
  destinations = createDestinationRegistry({ ...common, signIns: createGoogleSignIns({ ...common, google: connector.google, closing: call.signal }) });
  await destinations.add({ name: 'Cloud', kind: 's3', bucket: 'backups', ...old }, call);
});
afterEach(() => rm(home, { recursive: true }));

/** The key as the next backup would use it. */
async function keyInUse(): Promise<unknown> {
  const [stored] = (await settings.read()).destinations;
  return stored?.kind === 's3' ? { accessKeyId: stored.accessKeyId, secretAccessKey: secrets.get(stored.secrets.secretAccessKey) } : undefined;
}

describe('another key for a bucket', () => {
  it('is used from then on, and the old secret is forgotten', async () => {
    expect(await destinations.reconnect('cloud', { kind: 's3', ...fresh }, call)).toMatchObject({ name: 'Cloud', kind: 's3', accessKeyId: 'NEWKEY' });
    expect([await keyInUse(), [...secrets.values()]]).toEqual([fresh, ['new-secret']]);
    expect(await readFile(path.join(home, 'config.json'), 'utf8')).not.toContain('secret"');
  });

  it('may be the same with another secret', async () => {
    await destinations.reconnect('Cloud', { kind: 's3', secretAccessKey: ' new-secret\n' }, call);
    expect(await keyInUse()).toEqual({ accessKeyId: 'OLDKEY', secretAccessKey: 'new-secret' });
  });

  it('is tried first, with everything that a backup does, and where it fails nothing is another', async () => {
    let tried: unknown;
    connector.test = async (destination, options) => {
      tried = [destination.kind === 's3' ? destination.accessKeyId : '', options.secrets?.secretAccessKey];
      return { report: { ok: false, checks: [], freeSpace: null }, problem: new HoldfastError('permission-denied', 'The access key may not write.') };
    };
    await expect(destinations.reconnect('Cloud', { kind: 's3', ...fresh }, call)).rejects.toMatchObject({ code: 'permission-denied' });
    expect(tried).toEqual(['NEWKEY', 'new-secret']);
    expect([await keyInUse(), [...secrets.values()]]).toEqual([old, ['old-secret']]);
  });

  it.each([
    ['before the secret is kept', () => (keychain.set = () => Promise.reject(new Error('cut')))],
    ['before the settings name it', () => (settings.update = () => Promise.reject(new Error('cut')))],
  ])('that is cut short %s leaves the old key with its own secret', async (_when, cut) => {
    cut();
    await expect(destinations.reconnect('Cloud', { kind: 's3', ...fresh }, call)).rejects.toThrow('cut');
    expect(await keyInUse()).toEqual(old);
  });

  it('is used although the keychain does not let the old secret go', async () => {
    keychain.delete = () => Promise.reject(new Error('locked'));
    await destinations.reconnect('Cloud', { kind: 's3', ...fresh }, call);
    expect(await keyInUse()).toEqual(fresh);
  });

  it.each([
    [{ accessKeyId: 'a b' }, 'accessKeyId'],
    [{ secretAccessKey: '' }, 'secretAccessKey'],
  ])('is refused where it is none: %j', async (wrong, field) => {
    const error: unknown = await destinations.reconnect('Cloud', { kind: 's3', ...fresh, ...wrong }, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-input', details: { field } });
    expect(String(error)).not.toContain('new-secret');
  });

  it('is nothing for a folder', async () => {
    await destinations.add({ name: 'Drive', kind: 'local', path: home }, call);
    await expect(destinations.reconnect('Drive', { kind: 's3', ...fresh }, call)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
