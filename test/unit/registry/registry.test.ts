import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddAppInput, AppRegistry } from '../../../electron/engine/engine.ts';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import type { Keychain } from '../../../electron/engine/ports/keychain.ts';
import { createAppRegistry } from '../../../electron/engine/registry/apps.ts';
import { createDestinationRegistry, type RegisteredDestinations } from '../../../electron/engine/registry/destinations.ts';
import { createGoogleSignIns } from '../../../electron/engine/registry/google-sign-ins.ts';
import { openSettings, type SettingsStore } from '../../../electron/engine/settings/settings.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { createFakeConnector, type FakeConnector } from '../../support/fake-connector.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createMemorySource, type MemorySource } from '../../support/memory-source.ts';

let home = '';
let source: MemorySource;
let connector: FakeConnector;
let keychain: Keychain;
let settings: SettingsStore;
let apps: AppRegistry;
let destinations: RegisteredDestinations;
let made = 0;

const call = { signal: new AbortController().signal };
const token = 'b44-secret-token';
const shop: AddAppInput = { name: 'Shop', connection: { platform: 'base44', url: 'https://app.base44.com/', appId: '6501aa', token } };

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-registry-'));
  source = createMemorySource();
  source.setEntity('Order', { records: [{ id: 'a', created_date: '2026-01-01' }, { id: 'b', created_date: '2026-01-02' }] });
  source.setEntity('Note', { count: null });
  connector = createFakeConnector(source);
  keychain = createMemoryKeychain();
  settings = openSettings(home, '1.0.0');
  made = 0;
  const common = { settings, connector, clock: new FakeClock(), alone: <T>(change: () => Promise<T>): Promise<T> => change() };
  apps = createAppRegistry({
    ...common,
    keychain,
    onCounted: async () => undefined,
    async newVault() {
      made += 1;
      return { identity: `AGE-SECRET-KEY-1${made}`, recipient: `age1${made}`, chunkKey: 'Y2h1bms=' };
    },
  });
  const signIns = createGoogleSignIns({ ...common, keychain, google: connector.google, closing: call.signal });
  destinations = createDestinationRegistry({ ...common, keychain, signIns });
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

describe('looking at an app before it is added', () => {
  it('tells what adding would, and keeps nothing', async () => {
    source = createMemorySource({ title: '  The  corner shop, Ltd ' });
    source.setEntity('Order', { records: [{ id: 'a', created_date: '2026-01-01' }] });
    source.setEntity('Diary', { hiddenRows: { reason: 'Row rules hide some records from this token.', proven: true } });
    connector.source = async () => source;
    const inspected = await apps.inspect(shop.connection, call);
    expect(inspected).toMatchObject({ suggestedName: 'The corner shop Ltd', entities: [{ name: 'Order', records: 1 }, { name: 'Diary' }] });
    expect(inspected.notes).toContain('Diary: Row rules hide some records from this token.');
    expect(await apps.list()).toEqual([]);
    expect(made).toBe(0);
    await expect(readFile(settings.file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([undefined, '', '\u202e', 'x'.repeat(61)])('suggests no name that could not be one: %j', async (title) => {
    connector.source = async () => ({ ...source, describe: async (options) => ({ ...(await source.describe(options)), title }) });
    expect(await apps.inspect(shop.connection, call)).not.toHaveProperty('suggestedName');
  });

  it('fails as adding would', async () => {
    source.inject({ on: 'describe', error: new HoldfastError('auth-expired', 'The token has expired.') });
    await expect(apps.inspect(shop.connection, call)).rejects.toMatchObject({ code: 'auth-expired' });
    await expect(apps.inspect({ platform: 'base44', url: 'x', appId: 'y', token }, call)).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'url' } });
  });
});

describe('adding an app', () => {
  it('asks it first and tells what it holds', async () => {
    const added = await apps.add(shop, call);
    expect(added).toMatchObject({
      app: { name: 'Shop', platform: 'base44', url: 'https://app.base44.com', appId: '6501aa', destinations: 'all', addedAt: '2026-01-14T02:00:00.000Z' },
      entities: [
        { name: 'Order', records: 2 },
        { name: 'Note', records: null },
      ],
    });
    expect(connector.asked).toMatchObject([{ token }]);
    expect(await apps.list()).toEqual([added.app]);
  });

  it('keeps secrets in the keychain alone', async () => {
    await apps.add(shop, call);
    const [stored] = (await settings.read()).apps;
    expect(await keychain.get(stored?.secrets.token ?? '')).toBe(token);
    expect(await keychain.get(stored?.secrets.identity ?? '')).toBe('AGE-SECRET-KEY-11');
    expect(await keychain.get(stored?.secrets.chunkKey ?? '')).toBe('Y2h1bms=');
    const file = await readFile(settings.file, 'utf8');
    expect(file).not.toContain(token);
    expect(file).not.toContain('AGE-SECRET-KEY');
  });

  it('leaves no trace when the app does not answer', async () => {
    source.inject({ on: 'describe', error: new HoldfastError('auth-expired', 'The token has expired.') });
    await expect(apps.add(shop, call)).rejects.toMatchObject({ code: 'auth-expired' });
    expect(await apps.list()).toEqual([]);
    expect(made).toBe(0);
  });

  it('goes on when a table cannot be counted, and says which cannot be read', async () => {
    source.inject({ on: 'count', error: new HoldfastError('server', 'no') });
    source.setEntity('Secret', { unreadable: new HoldfastError('permission-denied', 'This token may not read it.') });
    const added = await apps.add(shop, call);
    expect(added.entities.map((entity) => entity.records)).toEqual([null, null, null]);
    expect(added.notes.join('\n')).toContain('Secret cannot be read: This token may not read it.');
  });

  it.each([true, false])('says that rows may be hidden, also where it is certain (%s)', async (proven) => {
    source.setEntity('Diary', { hiddenRows: { reason: 'Row rules hide some records from this token.', proven } });
    expect((await apps.add(shop, call)).notes).toContain('Diary: Row rules hide some records from this token.');
  });

  it('takes a server on this computer for one without rate limits, unless told', async () => {
    await apps.add({ ...shop, connection: { platform: 'base44', url: 'http://127.0.0.1:4400', appId: 'x', token } }, call);
    await apps.add({ name: 'Other', connection: { platform: 'base44', url: 'http://localhost:4400', appId: 'x', token, plan: 'free' } }, call);
    await apps.add({ ...shop, name: 'Third' }, call);
    expect(connector.asked.map(({ connection }) => connection.platform === 'base44' && connection.plan)).toEqual(['unmetered', 'free', undefined]);
  });

  it('warns of an address that is not encrypted', async () => {
    const { notes } = await apps.add({ ...shop, connection: { platform: 'base44', url: 'http://nas.example', appId: 'x', token } }, call);
    expect(notes.join('\n')).toContain('not encrypted');
  });

  it.each([
    ['a name that is taken, in other letters', { ...shop, name: 'SHOP' }, 'conflict'],
    ['an empty name', { ...shop, name: ' ' }, 'invalid-input'],
    ['an address that is none', { ...shop, connection: { platform: 'base44', url: 'app.base44.com', appId: 'x', token } }, 'invalid-input'],
    ['a file’s address', { ...shop, connection: { platform: 'base44', url: 'file:///etc/passwd', appId: 'x', token } }, 'invalid-input'],
    ['an address with a password in it', { ...shop, connection: { platform: 'base44', url: 'https://me:pw@x.example', appId: 'x', token } }, 'invalid-input'],
    ['an id that would leave the path', { ...shop, connection: { platform: 'base44', url: 'https://x.example', appId: '../admin', token } }, 'invalid-input'],
    ['an empty token', { ...shop, connection: { platform: 'base44', url: 'https://x.example', appId: 'x', token: '  ' } }, 'invalid-input'],
    ['a token that would add a header', { ...shop, connection: { platform: 'base44', url: 'https://x.example', appId: 'x', token: 'a\r\nX-Other: b' } }, 'invalid-input'],
    ['a place that is not there', { ...shop, name: 'New', destinations: ['nowhere'] }, 'not-found'],
    ['no place at all', { ...shop, name: 'New', destinations: [] }, 'invalid-input'],
  ] as const)('refuses %s', async (_what, input, code) => {
    await apps.add(shop, call);
    await expect(apps.add(input, call)).rejects.toMatchObject({ code });
    expect(await apps.list()).toHaveLength(1);
  });

  it('gives apps whose names look the same in a file name folders of their own', async () => {
    await apps.add({ ...shop, name: 'Shop!' }, call);
    await apps.add({ ...shop, name: 'Shop?' }, call);
    expect((await settings.read()).apps.map((app) => app.slug)).toEqual(['shop', 'shop-2']);
  });
});

describe('an app that is removed', () => {
  it('is forgotten with its token, but the key of its backups stays', async () => {
    await apps.add(shop, call);
    const [stored] = (await settings.read()).apps;
    await apps.remove('shop');
    expect(await apps.list()).toEqual([]);
    expect(await keychain.get(stored?.secrets.token ?? '')).toBeUndefined();
    expect(await keychain.get(stored?.secrets.identity ?? '')).toBe('AGE-SECRET-KEY-11');
  });

  it('goes on with its vault when it is added again', async () => {
    await apps.add(shop, call);
    const [before] = (await settings.read()).apps;
    await apps.remove('Shop');
    const { notes } = await apps.add({ ...shop, name: 'My shop' }, call);
    const [after] = (await settings.read()).apps;
    expect(after).toMatchObject({ name: 'My shop', slug: before?.slug, vault: before?.vault, secrets: { identity: before?.secrets.identity } });
    expect(notes.join('\n')).toContain('go on where they ended');
    expect(made).toBe(1);
  });

  it('gets a new vault and folder where its key is lost', async () => {
    await apps.add(shop, call);
    const [before] = (await settings.read()).apps;
    await apps.remove('Shop');
    await keychain.delete(before?.secrets.identity ?? '');
    await apps.add(shop, call);
    const [after] = (await settings.read()).apps;
    expect(after?.vault.id).not.toBe(before?.vault.id);
    expect(after?.slug).toBe('shop-2');
  });

  it('does not lend its vault to another app of the same name', async () => {
    await apps.add(shop, call);
    await apps.remove('Shop');
    await apps.add({ ...shop, connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'another', token } }, call);
    expect((await settings.read()).apps.map((app) => app.slug)).toEqual(['shop-2']);
    expect(made).toBe(2);
  });

  it('that was never there is not found, and the known ones are named', async () => {
    await apps.add(shop, call);
    await expect(apps.remove('Shoop')).rejects.toMatchObject({ code: 'not-found', nextStep: 'Use one of these: Shop.' });
  });
});

describe('connecting again', () => {
  it('takes a new token once the app answered to it', async () => {
    await apps.add(shop, call);
    await apps.reconnect('shop', { token: 'new-token' }, call);
    const [stored] = (await settings.read()).apps;
    expect(await keychain.get(stored?.secrets.token ?? '')).toBe('new-token');
  });

  it('keeps the old one when the app refuses the new one', async () => {
    await apps.add(shop, call);
    source.inject({ on: 'describe', error: new HoldfastError('auth-revoked', 'no') });
    await expect(apps.reconnect('shop', { token: 'new-token' }, call)).rejects.toMatchObject({ code: 'auth-revoked' });
    const [stored] = (await settings.read()).apps;
    expect(await keychain.get(stored?.secrets.token ?? '')).toBe(token);
  });
});

describe('places', () => {
  const backups = { name: 'Backups', kind: 'local', path: '/backups' } as const;

  it('are tested, then added', async () => {
    const added = await destinations.add(backups, call);
    expect(added).toEqual({ name: 'Backups', kind: 'local', path: path.resolve('/backups'), addedAt: '2026-01-14T02:00:00.000Z' });
    expect(await destinations.list()).toEqual([added]);
    expect((await destinations.test('backups', call)).ok).toBe(true);
  });

  it('that fail the test are not added', async () => {
    connector.placeProblem = new HoldfastError('quota-exceeded', 'The drive is full.');
    await expect(destinations.add(backups, call)).rejects.toMatchObject({ code: 'quota-exceeded' });
    expect(await destinations.list()).toEqual([]);
  });

  it.each([
    ['a name that is taken', { ...backups, name: 'backups', path: '/other' }, 'conflict'],
    ['a folder that is a place already', { ...backups, name: 'Other', path: '/x/../backups' }, 'conflict'],
    ['an empty path', { ...backups, name: 'Other', path: '' }, 'invalid-input'],
    ['a path with a NUL', { ...backups, name: 'Other', path: 'a\0b' }, 'invalid-input'],
  ] as const)('refuse %s', async (_what, input, code) => {
    await destinations.add(backups, call);
    await expect(destinations.add(input, call)).rejects.toMatchObject({ code });
    expect(await destinations.list()).toHaveLength(1);
  });

  const cloud = { name: 'Cloud', kind: 's3', endpoint: 'https://s3.example.com/', bucket: 'backups', prefix: '/acme/shop/', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: ' tell-nobody\n' } as const;

  it('in a bucket keep the secret in the keychain and nothing of it in the settings', async () => {
    const added = await destinations.add(cloud, call);
    expect(added).toEqual({ name: 'Cloud', kind: 's3', path: 'https://s3.example.com/backups/acme/shop', accessKeyId: 'AKIAEXAMPLE', addedAt: '2026-01-14T02:00:00.000Z' });
    const [stored] = (await settings.read()).destinations;
    expect(stored).toMatchObject({ kind: 's3', endpoint: 'https://s3.example.com', region: 'us-east-1', bucket: 'backups', prefix: 'acme/shop', accessKeyId: 'AKIAEXAMPLE' });
    const secretName = stored?.kind === 's3' ? stored.secrets.secretAccessKey : '';
    expect(await keychain.get(secretName)).toBe('tell-nobody');
    expect(await readFile(path.join(home, 'config.json'), 'utf8')).not.toContain('tell-nobody');
    await destinations.remove('Cloud');
    expect(await keychain.get(secretName)).toBeUndefined();
  });

  it('in a bucket are tested with the secret before it is kept', async () => {
    const kept: string[] = [];
    const set = keychain.set.bind(keychain);
    keychain.set = async (name, secret) => {
      kept.push(name);
      await set(name, secret);
    };
    let tested: string | undefined;
    connector.test = async (_destination, options) => {
      tested = options.secrets?.secretAccessKey;
      const problem = new HoldfastError('auth-revoked', 'The secret does not belong to the access key.');
      return { report: { ok: false, checks: [], freeSpace: null }, problem };
    };
    await expect(destinations.add(cloud, call)).rejects.toMatchObject({ code: 'auth-revoked' });
    expect([tested, kept, await destinations.list()]).toEqual(['tell-nobody', [], []]);
  });

  it.each([
    ['an address that is none', { endpoint: 's3.example.com' }, 'endpoint'],
    ['an address of another kind', { endpoint: 'ftp://s3.example.com' }, 'endpoint'],
    ['a password in the address', { endpoint: 'https://me:tell-nobody@s3.example.com' }, 'endpoint'],
    ['a whole link', { endpoint: 'https://s3.example.com/backups?X-Amz-Signature=1' }, 'endpoint'],
    ['an address as a bucket', { bucket: 's3://backups' }, 'bucket'],
    ['no bucket', { bucket: ' ' }, 'bucket'],
    ['a region with blanks', { region: 'EU (Frankfurt)' }, 'region'],
    ['a folder that leads out', { prefix: 'a/../b' }, 'prefix'],
    ['a folder with too long a name', { prefix: `${'a'.repeat(150)}/${'b'.repeat(60)}` }, 'prefix'],
    ['no key', { accessKeyId: '' }, 'accessKeyId'],
    ['no secret', { secretAccessKey: '' }, 'secretAccessKey'],
    ['a secret of two lines', { secretAccessKey: 'tell-nobody\nsecond' }, 'secretAccessKey'],
  ])('in a bucket refuse %s, without repeating a secret', async (_what, wrong, field) => {
    const error: unknown = await destinations.add({ ...cloud, ...wrong }, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-input', details: { field } });
    expect(String(error)).not.toContain('tell-nobody');
  });

  it('in one bucket are two only in two folders', async () => {
    await destinations.add(cloud, call);
    await expect(destinations.add({ ...cloud, name: 'Again', endpoint: 'https://S3.example.com', prefix: 'acme/shop' }, call)).rejects.toMatchObject({ code: 'conflict' });
    await destinations.add({ ...cloud, name: 'Other', prefix: 'acme' }, call);
    expect(await destinations.list()).toHaveLength(2);
  });

  it('that are the only one of an app are not removed under it', async () => {
    await destinations.add(backups, call);
    await destinations.add({ ...backups, name: 'Second', path: '/second' }, call);
    await apps.add({ ...shop, destinations: ['Backups'] }, call);
    await expect(destinations.remove('Backups')).rejects.toMatchObject({ code: 'conflict' });
    await destinations.remove('Second');
    expect((await destinations.list()).map((each) => each.name)).toEqual(['Backups']);
  });

  it('that are one of several leave the app’s list', async () => {
    await destinations.add(backups, call);
    await destinations.add({ ...backups, name: 'Second', path: '/second' }, call);
    await apps.add({ ...shop, destinations: ['Backups', 'Second', 'backups'] }, call);
    await destinations.remove('Backups');
    expect((await apps.list()).map((app) => app.destinations)).toEqual([['Second']]);
  });
});
