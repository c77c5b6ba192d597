import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { s3Error } from '../../../electron/engine/destinations/s3/s3-errors.ts';
import type { BackupLocation } from '../../../electron/engine/engine.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

/** From the text of a kit to what lies in a bucket: how somebody may name it, and everything that may be wrong with it. */

const call = { signal: new AbortController().signal };
const keys = { accessKeyId: 'AKIANEWCOMPUTER', secretAccessKey: 'tell-nobody' };
const bucket = (more: Partial<Extract<BackupLocation, { kind: 's3' }>> = {}): BackupLocation => ({ kind: 's3', bucket: 'acme', ...keys, ...more });
const drawer = (path: string): BackupLocation => ({ kind: 'local', path });

let old: TestEngine;
let fresh: TestEngine;
let key = '';
let vaultId = '';
beforeEach(async () => {
  old = await makeTestEngine();
  fresh = await makeTestEngine();
  fresh.connector.placeAt = old.connector.placeAt;
  old.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01', total: 10 }] });
  await old.engine.destinations.add({ name: 'Cloud', kind: 's3', bucket: 'acme', prefix: 'our/holdfast', region: 'eu-central-1', accessKeyId: 'AKIAOLD', secretAccessKey: 'old-secret' }, call);
  await protect('Shop');
  ({ identity: key, vaultId } = await old.engine.recoveryKit('Shop'));
});
afterEach(async () => {
  await old.remove();
  await fresh.remove();
});

async function protect(name: string): Promise<void> {
  await old.engine.apps.add({ name, connection: { platform: 'csv-folder', path: `/${name}` } }, call);
  await old.engine.backup(name, call);
}

const objects = (): ObjectStore => old.connector.placeAt('s3://acme');

async function everything(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key: object, size } of objects().list('', call)) found.push(`${object} ${size}`);
  return found;
}

async function move(from: string, to: string): Promise<void> {
  for (const object of await everything()) {
    const [name = ''] = object.split(' ');
    if (!name.startsWith(from)) continue;
    if (to !== '') await objects().put(name.replace(from, to), await objects().get(name, call), call);
    await objects().delete(name, call);
  }
}

async function failure(location: BackupLocation, typed = key): Promise<HoldfastError> {
  const error: unknown = await fresh.engine.openApp({ location, key: typed }, call).catch((thrown: unknown) => thrown);
  if (!(error instanceof HoldfastError)) throw new Error('It was opened.');
  expect(await fresh.engine.apps.list()).toEqual([]);
  expect(await fresh.engine.destinations.list()).toEqual([]);
  expect(JSON.stringify([error.message, error.nextStep, error.details])).not.toContain(keys.secretAccessKey);
  return error;
}

describe('what somebody may name', () => {
  it.each([
    ['the vault, as the kit prints it', { prefix: 'our/holdfast/shop' }],
    ['its place', { prefix: 'our/holdfast' }],
    ['the folder that the place is in', { prefix: 'our' }],
    ['the bucket alone', {}],
    ['a part of the vault', { prefix: 'our/holdfast/shop/snapshots' }],
    ['a file of it', { prefix: '/our/holdfast/shop/vault.json' }],
  ])('%s leads to it; nothing is written, and everything that reads works', async (_what, more) => {
    const before = await everything();
    const app = await fresh.engine.openApp({ location: bucket(more), key }, call);
    expect(app).toMatchObject({ name: 'Shop', platform: 'opened' });
    expect(await fresh.engine.destinations.list()).toMatchObject([{ kind: 's3', path: 's3://acme/our/holdfast/shop' }]);
    expect((await fresh.engine.snapshots('Shop', call)).snapshots).toMatchObject([{ outcome: 'complete', records: 1 }]);
    expect((await fresh.engine.check('Shop', { ...call, readData: true })).ok).toBe(true);
    expect(await everything()).toEqual(before);
  });

  it('the secret goes into the keychain alone, and goes with the app', async () => {
    await fresh.engine.openApp({ location: bucket(), key }, call);
    const settings = await openSettings(fresh.deps.home, '1').read();
    expect(settings.apps).toMatchObject([{ connection: { platform: 'opened', of: 'csv-folder' }, vault: { id: vaultId } }]);
    expect(settings.destinations).toMatchObject([{ kind: 's3', bucket: 'acme', prefix: 'our/holdfast/shop', accessKeyId: keys.accessKeyId, onlyVault: vaultId }]);
    expect(JSON.stringify(settings)).not.toContain(keys.secretAccessKey);
    const [place] = settings.destinations;
    const name = place?.kind === 's3' ? place.secrets.secretAccessKey : '';
    expect(await fresh.deps.keychain.get(name)).toBe(keys.secretAccessKey);
    await fresh.engine.apps.remove('Shop');
    expect(await fresh.deps.keychain.get(name)).toBeUndefined();
  });

  it('nothing can change what was opened: no pin, no thinning out, no test that writes', async () => {
    const before = await everything();
    await fresh.engine.openApp({ location: bucket(), key }, call);
    await expect(fresh.engine.pin('Shop', 'latest', { ...call, pinned: true })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('only from its backups') });
    await expect(fresh.engine.retention('Shop', call)).rejects.toMatchObject({ code: 'invalid-input' });
    const [place] = (await openSettings(fresh.deps.home, '1').read()).destinations;
    if (place === undefined) throw new Error('no place');
    const store = await fresh.connector.vault(place, 'shop');
    await expect(store.put('new', new Uint8Array(1), call)).rejects.toMatchObject({ code: 'invalid-input', details: { reason: 'opened' } });
    expect(await everything()).toEqual(before);
  });

  it('a server that says in which region the bucket is gets asked there', async () => {
    const { look } = fresh.connector;
    const asked: string[] = [];
    fresh.connector.look = (place, options) => {
      if (place.kind === 's3') asked.push(place.region);
      return place.kind === 's3' && place.region !== 'eu-central-1' ? Promise.reject(refusal('PermanentRedirect', 301, { 'x-amz-bucket-region': 'eu-central-1' })) : look(place, options);
    };
    await fresh.engine.openApp({ location: bucket({ prefix: 'our/holdfast/shop' }), key }, call);
    expect(asked).toEqual(['us-east-1', 'eu-central-1']);
    expect((await openSettings(fresh.deps.home, '1').read()).destinations).toMatchObject([{ region: 'eu-central-1' }]);
  });
});

describe('several in one place', () => {
  it('are told apart: whose key it is, how many backups there are, and where', async () => {
    await protect('Second');
    await old.engine.backup('Second', call);
    const { identity } = await old.engine.recoveryKit('Second');
    const found = await fresh.engine.findBackups({ location: bucket(), key: identity }, call);
    expect(found).toMatchObject([
      { app: 'Second', opens: true, backups: 2, address: 's3://acme/our/holdfast/second', newestAt: expect.stringMatching(/^2/) },
      { app: 'Shop', opens: false, vaultId, address: 's3://acme/our/holdfast/shop' },
    ]);
    expect(found[1]).not.toHaveProperty('backups');
    expect(await fresh.engine.destinations.list()).toEqual([]);
  });

  it('and two copies of one are told apart by where they lie', async () => {
    for (const object of await everything()) {
      const [name = ''] = object.split(' ');
      await objects().put(name.replace('/shop/', '/shop-copy/'), await objects().get(name, call), call);
    }
    const found = await fresh.engine.findBackups({ location: bucket(), key }, call);
    expect(found.map(({ address, opens }) => [address, opens])).toEqual([
      ['s3://acme/our/holdfast/shop', true],
      ['s3://acme/our/holdfast/shop-copy', true],
    ]);
    expect(await failure(bucket())).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('shop-copy'), details: { reason: 'several' } });
    await fresh.engine.openApp({ location: bucket(), key, vault: 's3://acme/our/holdfast/shop-copy' }, call);
    expect(await fresh.engine.destinations.list()).toMatchObject([{ path: 's3://acme/our/holdfast/shop-copy' }]);
  });

  it('one that is damaged hides no other, and is named where the key may be its own', async () => {
    await protect('Second');
    await objects().put('our/holdfast/shop/vault.json', new TextEncoder().encode('{'), call);
    const { identity } = await old.engine.recoveryKit('Second');
    expect((await fresh.engine.openApp({ location: bucket(), key: identity }, call)).name).toBe('Second');
    await fresh.engine.apps.remove('Second');
    expect(await failure(bucket())).toMatchObject({ code: 'permission-denied', nextStep: expect.stringContaining('description (vault.json) is damaged'), details: { field: 'key' } });
  });
});

/** A refusal of a server, as the driver of buckets makes of it. */
function refusal(name: string, status: number, headers: Readonly<Record<string, string>> = {}, doing: 'open' | 'list' | 'read' = 'open'): HoldfastError {
  return s3Error(Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status }, $response: { statusCode: status, headers } }), {
    place: { region: 'us-east-1', bucket: 'acme', accessKeyId: keys.accessKeyId },
    doing,
  });
}

describe('what is wrong is said with the field it is about, and nothing is kept', () => {
  it.each([
    ['an access key nobody knows', refusal('InvalidAccessKeyId', 403), 'auth-revoked', 'accessKeyId', /new key/],
    ['a wrong secret', refusal('SignatureDoesNotMatch', 403), 'auth-revoked', 'secretAccessKey', /Copy the secret again/],
    ['an access key that has ended', refusal('ExpiredToken', 400), 'auth-expired', 'accessKeyId', /new one|new key/],
    ['no bucket', refusal('NoSuchBucket', 404), 'not-found', 'address', /Check the address in your recovery kit/],
    ['another region that the server does not tell', refusal('AuthorizationHeaderMalformed', 400), 'invalid-input', 'region', /Type the region/],
    ['no permission to look', refusal('AccessDenied', 403), 'permission-denied', 'accessKeyId', /s3:ListBucket/],
    ['a clock that is wrong', refusal('RequestTimeTooSkewed', 403), 'invalid-input', undefined, /Set the date/],
  ])('%s', async (_what, error, code, field, step) => {
    fresh.connector.look = () => Promise.reject(error);
    const said = await failure(bucket());
    expect(said).toMatchObject({ code, nextStep: expect.stringMatching(step) });
    expect(said.details['field']).toBe(field);
    expect(said.nextStep).not.toContain('add the place again');
  });

  it.each([
    ['no name of a bucket', bucket({ bucket: 'a b' }), 'bucket'],
    ['no folder in one', bucket({ prefix: 'a/../b' }), 'prefix'],
    ['no address of a server', bucket({ endpoint: 'ftp://x' }), 'endpoint'],
    ['no region', bucket({ region: 'Frankfurt am Main' }), 'region'],
    ['no access key', bucket({ accessKeyId: '' }), 'accessKeyId'],
    ['no secret', bucket({ secretAccessKey: ' ' }), 'secretAccessKey'],
    ['no folder', drawer(' '), 'path'],
  ])('%s', async (_what, location, field) => {
    expect(await failure(location)).toMatchObject({ code: 'invalid-input', details: { field } });
  });

  it('half a key', async () => {
    expect(await failure(bucket(), key.slice(0, 40))).toMatchObject({ code: 'invalid-input', details: { field: 'key' } });
  });

  it('another app’s key, with whose kit is needed', async () => {
    const stranger = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX';
    expect(await failure(bucket(), stranger)).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('“Shop”'), nextStep: expect.stringContaining(vaultId), details: { field: 'key', reason: 'other-key' } });
  });

  it('nothing there', async () => {
    await move('our/', '');
    expect(await failure(bucket({ prefix: 'our' }))).toMatchObject({ code: 'not-found', message: 'There are no Holdfast backups in s3://acme/our.', details: { field: 'address' } });
    expect(await failure(drawer('/Empty'))).toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('vault.json'), details: { field: 'path' } });
  });

  it('a vault in which no backup was ever made', async () => {
    await move('our/holdfast/shop/snapshots/', '');
    expect(await failure(bucket())).toMatchObject({ code: 'not-found', message: expect.stringContaining('no backup of “Shop”'), details: { field: 'address' } });
    expect(await fresh.engine.findBackups({ location: bucket(), key }, call)).toMatchObject([{ opens: true, backups: 0 }]);
  });

  it.each(['our/holdfast/shop', 'our/holdfast', undefined])('a description that is lost, or damaged, looked for from %s', async (prefix) => {
    const location = bucket(prefix === undefined ? {} : { prefix });
    await objects().put('our/holdfast/shop/vault.json', new TextEncoder().encode('{"format":"holdfast-vault/1"}'), call);
    expect(await failure(location)).toMatchObject({ code: 'corrupt', message: 'There are backups in s3://acme/our/holdfast/shop, but their description (vault.json) is damaged.', details: { field: 'address' } });
    await objects().delete('our/holdfast/shop/vault.json', call);
    expect(await failure(location)).toMatchObject({ code: 'corrupt', message: 'There are backups in s3://acme/our/holdfast/shop, but their description (vault.json) is missing.', nextStep: expect.stringContaining('another place') });
  });

  it('a key that may read but not list: it would find no backups where there are some', async () => {
    const { look } = fresh.connector;
    fresh.connector.look = async (place, options) =>
      delegatingStore(await look(place, options), {
        list: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal('AccessDenied', 403, {}, 'list')) }) }),
      });
    const location = bucket({ prefix: 'our/holdfast/shop' });
    expect(await failure(location)).toMatchObject({ code: 'permission-denied', nextStep: expect.stringContaining('s3:ListBucket'), details: { field: 'accessKeyId' } });
    await expect(fresh.engine.findBackups({ location, key }, call)).rejects.toMatchObject({ details: { field: 'accessKeyId' } });
  });

  it('a folder that this computer may not look into is not called empty', async () => {
    const { look } = fresh.connector;
    fresh.connector.look = async (place, options) => (place.kind === 's3' && place.prefix === 'our/holdfast' ? Promise.reject(refusal('AccessDenied', 403)) : look(place, options));
    expect(await failure(bucket())).toMatchObject({ code: 'permission-denied', details: { field: 'accessKeyId' } });
  });

  it('and a server that is away is not a place without backups', async () => {
    fresh.connector.look = () => Promise.reject(new HoldfastError('network', 'The server cannot be found from here.', { details: { reason: 'no-such-server' } }));
    expect(await failure(bucket())).toMatchObject({ code: 'network', transient: true, details: { field: 'address' } });
  });

  it('stops when it is told to', async () => {
    const stopped = new AbortController();
    stopped.abort();
    await expect(fresh.engine.openApp({ location: bucket(), key }, { signal: stopped.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it('looks into a bounded number of folders, however many a bucket has', async () => {
  for (let index = 0; index < 400; index += 1) await objects().put(`photos/${index}/a.jpg`, new Uint8Array(1), call);
  await move('our/', '');
  let looked = 0;
  const { look } = fresh.connector;
  fresh.connector.look = (place, options) => {
    looked += 1;
    return look(place, options);
  };
  expect(await failure(bucket())).toMatchObject({ code: 'not-found' });
  expect(looked).toBeLessThanOrEqual(152);
});
