import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { parseIdentity } from '../../../electron/engine/vault/crypto/keys.ts';
import { decodeHeader } from '../../../electron/engine/vault/format/header.ts';
import { ada, ben, encryptedKeys, opens } from '../../support/deputies.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };
const hour = 3_600_000;

let test: TestEngine;
beforeEach(async () => {
  test = await makeTestEngine();
  test.source.setEntity('Order', { records: [order(1), order(2)] });
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/Disk' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
});
afterEach(() => test.remove());

function order(n: number, more: Readonly<Record<string, string>> = {}) {
  return { id: `o${n}`, created_date: `2026-01-0${n}`, updated_date: test.clock.now().toISOString(), total: n * 10, ...more };
}

async function backUp(): Promise<void> {
  await test.clock.advance(hour);
  test.source.put('Order', order(2, { note: test.clock.now().toISOString() }));
  expect(await test.engine.backup('Shop', call)).toMatchObject({ outcome: 'complete' });
}

const headerIn = async (place: string) => decodeHeader(await test.connector.placeAt(place).get('shop/vault.json', call));
const deputies = async () => (await test.engine.deputies.list('Shop')).deputies;

describe('letting somebody in', () => {
  it('is told to every place and kept; with what they open', async () => {
    await backUp();
    const { deputy, places } = await test.engine.deputies.add('shop', { name: ' Ada ', recipient: ` ${ada.recipient.toUpperCase()}\n` }, call);
    expect([deputy.name, deputy.recipient, deputy.rewrittenIn, places]).toEqual(['Ada', ada.recipient, [], [{ name: 'Disk', outcome: 'told' }]]);
    expect((await headerIn('/Disk')).recipients.at(-1)).toBe(ada.recipient);
    const report = await test.engine.deputies.rekey('Shop', call);
    expect(report.places).toMatchObject([{ name: 'Disk', outcome: 'done', refused: 0, damaged: 0 }]);
    expect((await deputies())[0]).toMatchObject({ name: 'Ada', rewrittenIn: ['Disk'] });
    const theirs = await test.engine.openVault({ location: { kind: 'local', path: '/Disk' }, identity: ada.identity });
    expect((await theirs.snapshots(call)).snapshots).toMatchObject([{ outcome: 'complete', records: 2 }]);
  });

  it('before the first backup, everything is for them', async () => {
    expect((await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call)).places).toEqual([{ name: 'Disk', outcome: 'empty' }]);
    expect((await deputies())[0]?.rewrittenIn).toEqual(['Disk']);
    await backUp();
    for (const key of await encryptedKeys(test.connector.placeAt('/Disk'))) expect(await opens(test.connector.placeAt('/Disk'), key, ada.identity)).toBe(true);
  });

  it('with a key that Holdfast makes: the kit has it, and nothing else ever does', async () => {
    await backUp();
    const { file, recipient } = await test.engine.deputies.makeKit('Shop', { name: 'Ada', format: 'txt' });
    const text = new TextDecoder().decode(file.content);
    expect(file.fileName).toBe('holdfast-deputy-kit-shop.txt');
    for (const part of ['deputy’s kit for Shop', 'Who has this kit:  Ada', 'Disk: /Disk/shop', recipient]) expect(text).toContain(part);
    const identity = parseIdentity(text);
    expect(await deputies()).toEqual([]);
    await test.engine.deputies.add('Shop', { name: 'Ada', recipient }, call);
    await test.engine.deputies.rekey('Shop', call);
    const fresh = await makeTestEngine();
    fresh.connector.placeAt = test.connector.placeAt;
    expect(await fresh.engine.openApp({ location: { kind: 'local', path: '/Disk' }, key: text }, call)).toMatchObject({ platform: 'opened' });
    expect((await fresh.engine.check('Shop', { ...call, readData: true })).problems).toEqual([]);
    await fresh.remove();
    const { readFile, readdir } = await import('node:fs/promises');
    for (const name of await readdir(test.deps.home)) if (name.endsWith('.json')) expect(await readFile(`${test.deps.home}/${name}`, 'utf8')).not.toContain(identity);
    expect((await test.engine.deputies.makeKit('Shop', { name: 'Ben', format: 'pdf' })).file).toMatchObject({ fileName: 'holdfast-deputy-kit-shop.pdf', mediaType: 'application/pdf' });
    await expect(test.engine.deputies.makeKit('Shop', { name: 'ada', format: 'txt' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuses what is no public key, who is there already, and the app’s own key', async () => {
    const add = (name: string, recipient: string) => test.engine.deputies.add('Shop', { name, recipient }, call);
    const { recipient: own } = await test.engine.recoveryKit('Shop');
    await add('Ada', ada.recipient);
    const secret: unknown = await add('Ben', ben.identity).catch((error: unknown) => error);
    expect(secret).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('secret key'), details: { field: 'recipient' } });
    expect(inspect(secret, { depth: 9 })).not.toContain(ben.identity.slice(16, 40));
    for (const wrong of ['', 'age1', 'hello', ada.recipient.replace('q', 'p'), `${ada.recipient}x`, 'age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t']) {
      await expect(add('Ben', wrong)).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'recipient' } });
    }
    await expect(add('Ben', ada.recipient)).rejects.toMatchObject({ code: 'conflict', details: { field: 'recipient' } });
    await expect(add('ADA', ben.recipient)).rejects.toMatchObject({ code: 'conflict', details: { field: 'name' } });
    await expect(add('Ben', own)).rejects.toMatchObject({ code: 'conflict', details: { field: 'recipient' } });
    await expect(add('a,b', ben.recipient)).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'name' } });
    expect(await deputies()).toHaveLength(1);
  });

  it('reaches a place that is away with the next backup', async () => {
    await test.engine.destinations.add({ name: 'Cloud', kind: 'local', path: '/Cloud' }, call);
    await backUp();
    const real = test.connector.placeAt('/Cloud');
    const away = new FaultyStore(real);
    away.gone();
    const at = test.connector.placeAt;
    test.connector.placeAt = (path) => (path === '/Cloud' ? away : at(path));
    expect((await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call)).places).toMatchObject([
      { name: 'Disk', outcome: 'told' },
      { name: 'Cloud', outcome: 'later', error: { message: expect.any(String) } },
    ]);
    expect((await test.engine.deputies.rekey('Shop', call)).places).toMatchObject([{ outcome: 'done' }, { name: 'Cloud', outcome: 'failed' }]);
    expect((await deputies())[0]?.rewrittenIn).toEqual(['Disk']);
    away.heal();
    await backUp();
    expect((await headerIn('/Cloud')).recipients).toContain(ada.recipient);
    expect((await test.engine.deputies.rekey('Shop', { ...call, destination: 'Cloud' })).places).toMatchObject([{ name: 'Cloud', outcome: 'done' }]);
    expect((await deputies())[0]?.rewrittenIn.toSorted()).toEqual(['Cloud', 'Disk']);
  });
});

describe('what a deputy opens in a place', () => {
  it('is told as long as it is so: not of a place that was given old backups since, nor of another folder by its name', async () => {
    const away = new FaultyStore(test.connector.placeAt('/Cloud'));
    const at = test.connector.placeAt;
    test.connector.placeAt = (path) => (path === '/Cloud' ? away : at(path));
    await test.engine.destinations.add({ name: 'Cloud', kind: 'local', path: '/Cloud' }, call);
    await backUp();
    away.gone();
    await backUp();
    await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call);
    away.heal();
    // The one that was away is written anew without the backup that it lacks, the other one not at all.
    await test.engine.deputies.rekey('Shop', { ...call, destination: 'Cloud' });
    expect((await deputies())[0]?.rewrittenIn).toEqual(['Cloud']);
    await backUp();
    expect((await deputies())[0]?.rewrittenIn).toEqual([]);
    const theirs = await test.engine.openVault({ location: { kind: 'local', path: '/Cloud/shop' }, identity: ada.identity });
    expect((await theirs.check({ ...call, readData: true })).ok).toBe(false);

    await test.engine.deputies.rekey('Shop', call);
    expect((await deputies())[0]?.rewrittenIn.toSorted()).toEqual(['Cloud', 'Disk']);
    away.gone();
    await backUp();
    away.heal();
    // What comes now was written for them.
    await backUp();
    expect((await deputies())[0]?.rewrittenIn.toSorted()).toEqual(['Cloud', 'Disk']);
    expect((await (await test.engine.openVault({ location: { kind: 'local', path: '/Cloud/shop' }, identity: ada.identity })).check({ ...call, readData: true })).problems).toEqual([]);
    await test.engine.destinations.remove('Cloud');
    await test.clock.advance(1000);
    await test.engine.destinations.add({ name: 'Cloud', kind: 'local', path: '/Other' }, call);
    expect((await deputies())[0]?.rewrittenIn).toEqual(['Disk']);
  });
});

describe('shutting somebody out', () => {
  it('by name or key; they stay in the list, and can be let in again', async () => {
    await backUp();
    await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call);
    await test.engine.deputies.add('Shop', { name: 'Ben', recipient: ben.recipient }, call);
    expect((await test.engine.deputies.revoke('Shop', ' ada', call)).deputy).toMatchObject({ name: 'Ada', revokedAt: test.clock.now().toISOString() });
    expect((await headerIn('/Disk')).recipients.slice(1)).toEqual([ben.recipient]);
    await expect(test.engine.deputies.revoke('Shop', 'Ada', call)).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('Ben') });
    await test.engine.deputies.revoke('Shop', ben.recipient, call);
    expect((await headerIn('/Disk')).recipients).toEqual([(await test.engine.recoveryKit('Shop')).recipient]);
    await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call);
    expect((await deputies()).map(({ name, revokedAt }) => [name, revokedAt !== undefined])).toEqual([['Ada', true], ['Ben', true], ['Ada', false]]);
  });

  it('survives the app being removed and added again', async () => {
    await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call);
    await test.engine.apps.remove('Shop');
    await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
    expect((await deputies()).map(({ name }) => name)).toEqual(['Ada']);
  });
});

it('nothing is changed in backups that were only opened to be read', async () => {
  await backUp();
  await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call);
  await test.engine.deputies.rekey('Shop', call);
  const fresh = await makeTestEngine();
  fresh.connector.placeAt = test.connector.placeAt;
  await fresh.engine.openApp({ location: { kind: 'local', path: '/Disk' }, key: ada.identity }, call);
  const before = await headerIn('/Disk');
  await expect(fresh.engine.deputies.add('Shop', { name: 'Eve', recipient: ben.recipient }, call)).rejects.toMatchObject({ code: 'invalid-input', details: { reason: 'opened' } });
  await expect(fresh.engine.deputies.rekey('Shop', call)).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(fresh.engine.deputies.makeKit('Shop', { name: 'Eve', format: 'txt' })).rejects.toMatchObject({ code: 'invalid-input' });
  expect(await headerIn('/Disk')).toEqual(before);
  // Nor does the deputy's own computer take the others for the vault's.
  expect((await openSettings(fresh.deps.home, '1').read()).apps[0]?.vault.recipient).toBe(ada.recipient);
  await fresh.remove();
});
