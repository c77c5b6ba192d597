import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import { createPassphraseFile } from '../../../electron/engine/keychain/passphrase-file.ts';
import { keepCanary } from '../../../electron/engine/keys/canary.ts';
import { examineKeys, type KeyState } from '../../../electron/engine/keys/key-health.ts';
import { keychainLocked, keychainUnavailable } from '../../../electron/engine/keychain/keychain-errors.ts';
import type { Keychain } from '../../../electron/engine/ports/keychain.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { systemClock } from '../../../electron/engine/system/system-clock.ts';
import { ada, ben } from '../../support/deputies.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

/** A keychain that is another one from one moment to the next. */
function changeable(first: Keychain): Keychain & { now: Keychain } {
  const held = {
    now: first,
    protection: first.protection,
    get: (name: string) => held.now.get(name),
    set: (name: string, secret: string) => held.now.set(name, secret),
    delete: (name: string) => held.now.delete(name),
  };
  return held;
}

function refusing(error: () => Error): Keychain {
  const refuse = async () => {
    throw error();
  };
  return { protection: 'os-keychain', get: refuse, set: refuse, delete: refuse };
}

let keychain: ReturnType<typeof changeable>;
let test: TestEngine;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-keys-'));
  keychain = changeable(createMemoryKeychain());
  test = await makeTestEngine({ keychain });
  test.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01', total: 10 }] });
  await test.engine.destinations.add({ name: 'Disk', kind: 'local', path: '/Disk' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
});
afterEach(async () => {
  await test.remove();
  await rm(folder, { recursive: true, force: true });
});

const backUp = () => test.engine.backup('Shop', call);
const settings = () => openSettings(test.deps.home, '1').read();

async function shop() {
  const [app] = (await settings()).apps;
  if (app === undefined) throw new Error('no app');
  return app;
}

/** What is found, and that a backup fails with just that sentence. */
async function expectState(state: KeyState, says: RegExp, nextStep: RegExp): Promise<void> {
  const health = await examineKeys(keychain, await settings(), await shop());
  if (health.state === 'ok') throw new Error('nothing is wrong');
  expect([health.state, health.error.message, health.error.nextStep]).toEqual([state, expect.stringMatching(says), expect.stringMatching(nextStep)]);
  await expect(backUp()).rejects.toMatchObject({ code: health.error.code, message: health.error.message, nextStep: health.error.nextStep });
}

describe('the key of an app', () => {
  beforeEach(backUp);

  it('is there, and so is the canary from the first backup on', async () => {
    expect((await examineKeys(keychain, await settings(), await shop())).state).toBe('ok');
    const { canary } = await settings();
    expect(canary).toMatch(/^canary\//);
    expect(await keychain.get(canary ?? '')).toBe(canary);
    await keychain.delete(canary ?? '');
    await backUp();
    expect((await settings()).canary).toBe(canary);
    expect(await keychain.get(canary ?? '')).toBe(canary);
  });

  it.each(['identity', 'chunkKey'] as const)('is missing: its %s was deleted', async (what) => {
    await keychain.delete((await shop()).secrets[what]);
    await expectState('missing', /“Shop” is not in the keychain any more/, /recovery kit: in Settings, or with “recovery-kit restore”/);
  });

  it('lies in another keychain', async () => {
    keychain.now = createMemoryKeychain();
    await expectState('changed', /another one than Holdfast put it into/, /Sign in as the user.*recovery-kit restore/);
    // It is not taken for the right one from then on.
    const { canary } = await settings();
    expect(await keychain.get(canary ?? '')).toBeUndefined();
  });

  it('is what a canary is put beside, and nothing else: at a start with another keychain none is', async () => {
    const before = await settings();
    const keep = async (known: typeof before) => keepCanary({ keychain, newId: () => 'new', change: async (change) => change(known) }, known);
    keychain.now = createMemoryKeychain();
    await keep(before);
    await keep({ ...before, canary: null });
    expect([await keychain.get(before.canary ?? ''), await keychain.get('canary/new')]).toEqual([undefined, undefined]);
  });

  it('is another one under the same name', async () => {
    await keychain.set((await shop()).secrets.identity, ada.identity);
    await expectState('changed', /another one/, /recovery-kit restore/);
    await keychain.set((await shop()).secrets.identity, 'no key at all');
    await expectState('changed', /another one/, /recovery-kit restore/);
  });

  it('cannot be had from a keychain that is locked, or from none', async () => {
    const before = keychain.now;
    keychain.now = refusing(() => keychainLocked());
    await expectState('locked', /keychain is locked/, /Unlock it/);
    keychain.now = refusing(() => keychainUnavailable());
    await expectState('unavailable', /no keychain that works/, /HOLDFAST_KEYCHAIN=file/);
    keychain.now = before;
    expect((await backUp()).outcome).toBe('complete');
  });
});

describe('in a file with a passphrase', () => {
  const file = () => path.join(folder, 'secrets.age');
  const open = (passphrase: string): Keychain => createPassphraseFile({ path: file(), passphrase, clock: systemClock });
  beforeEach(async () => {
    const before = keychain.now;
    const { secrets } = await shop();
    keychain.now = open('one passphrase');
    await Promise.all([secrets.identity, secrets.chunkKey].map(async (name) => keychain.now.set(name, (await before.get(name)) ?? '')));
    await backUp();
  });

  it('is not had with another passphrase', async () => {
    keychain.now = open('another passphrase');
    await expectState('locked', /passphrase does not open/, /HOLDFAST_KEYCHAIN_PASSPHRASE/);
  });

  it('is lost with the file, and with one that is damaged; both are said', async () => {
    await rename(file(), `${file()}.away`);
    keychain.now = open('one passphrase');
    await expectState('missing', /file of secrets .* is gone/, /copy/);
    await writeFile(file(), 'no longer what it was');
    await expectState('missing', /is damaged/, /copy/);
    // Once both are out of the way, it is another keychain, and the kit gives the key back.
    const { identity } = await (async () => {
      keychain.now = open('one passphrase');
      await rename(`${file()}.away`, file());
      return test.engine.recoveryKit('Shop');
    })();
    await rm(file());
    await rm(`${file()}.sha256`);
    keychain.now = open('a new passphrase');
    await expectState('changed', /another one/, /recovery-kit restore/);
    expect(await test.engine.kit.restore('Shop', identity, call)).toEqual({ app: 'Shop' });
    expect((await backUp()).outcome).toBe('complete');
  });
});

describe('the key typed from the kit', () => {
  let identity = '';
  beforeEach(async () => {
    await backUp();
    ({ identity } = await test.engine.recoveryKit('Shop'));
    keychain.now = createMemoryKeychain();
  });

  it('goes back into the keychain, with what lies beside the backups, and everything works as before', async () => {
    const typed = identity.slice(16).toLowerCase().replace(/(.{5})/g, '$1 ');
    await test.engine.kit.restore('shop', typed, call);
    expect((await backUp()).outcome).toBe('complete');
    expect((await test.engine.check('Shop', { ...call, readData: true })).problems).toEqual([]);
    const { canary } = await settings();
    expect(await keychain.get(canary ?? '')).toBe(canary);
  });

  it('is taken only when it is this app’s', async () => {
    const before = await test.again().kit.restore('Shop', 'hello', call).catch((error: unknown) => error);
    expect(before).toMatchObject({ code: 'invalid-input' });
    await expect(test.engine.kit.restore('Shop', ben.identity, call)).rejects.toMatchObject({ code: 'permission-denied', message: expect.stringContaining('not the one of the backups of “Shop”') });
    expect(await keychain.get((await shop()).secrets.identity)).toBeUndefined();
  });

  it('is not a deputy’s', async () => {
    await test.engine.kit.restore('Shop', identity, call);
    await test.engine.deputies.add('Shop', { name: 'Ada', recipient: ada.recipient }, call);
    keychain.now = createMemoryKeychain();
    await expect(test.engine.kit.restore('Shop', ada.identity, call)).rejects.toMatchObject({ code: 'permission-denied', message: expect.stringContaining('deputy “Ada”') });
  });

  it('needs a place that has the backups, unless the rest is still there', async () => {
    const place = new FaultyStore(test.connector.placeAt('/Disk'));
    const at = test.connector.placeAt;
    test.connector.placeAt = (where) => (where === '/Disk' ? place : at(where));
    place.gone();
    await expect(test.engine.kit.restore('Shop', identity, call)).rejects.toMatchObject({ message: expect.stringContaining('the right key') });
    expect(await keychain.get((await shop()).secrets.identity)).toBeUndefined();
    place.heal();
    const header = await place.get('shop/vault.json', call);
    await place.put('shop/vault.json', Buffer.from(Buffer.from(header).toString().replace('"Shop"', '"Shup"')), call);
    await expect(test.engine.kit.restore('Shop', identity, call)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('changed by somebody else') });
    await place.put('shop/vault.json', header, call);
    await test.engine.kit.restore('Shop', identity, call);
    await keychain.delete((await shop()).secrets.identity);
    place.gone();
    await test.engine.kit.restore('Shop', identity, call);
    place.heal();
    expect((await backUp()).outcome).toBe('complete');
  });
});
