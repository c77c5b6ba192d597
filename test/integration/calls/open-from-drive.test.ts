import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, GoogleSignInInput, RecoveryKit } from '../../../electron/engine/engine.ts';
import { createEngine } from '../../../electron/engine/index.ts';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import type { Keychain } from '../../../electron/engine/ports/keychain.ts';
import { openSettings } from '../../../electron/engine/settings/settings.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type SimulatedGoogle, startGoogle } from '../../support/google/simulated-google.ts';

/** Backups in Google Drive, opened on another computer by the whole engine over a simulated Google. */

const call = { signal: new AbortController().signal };
const client = 'holdfast-test';
const own = { id: '1234-own.apps.googleusercontent.com', secret: 'GOCSPX-tell-nobody' };
const me = 'founder@example.com';

let google: SimulatedGoogle;
let folder: string;
let clock: FakeClock;
let keychain: Keychain;
const engines: Engine[] = [];
beforeEach(async () => {
  google = await startGoogle();
  google.signIns.clients.set(client, { id: client, secret: undefined });
  google.signIns.clients.set(own.id, own);
  google.signIns.person = { account: me, decision: 'allow' };
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-drive-'));
  clock = new FakeClock();
  keychain = createMemoryKeychain();
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await google.close();
  await rm(folder, { recursive: true });
});

function computer(name: string, secrets: Keychain = createMemoryKeychain()): Engine {
  const engine = createEngine({ home: path.join(folder, name), version: '1.0.0', clock, keychain: secrets, fetch: globalThis.fetch, random: () => 0.5, log: () => undefined, workers: 0, google: { addresses: google.addresses, client: { clientId: client } } });
  engines.push(engine);
  return engine;
}

async function signIn(engine: Engine, input: GoogleSignInInput = {}): Promise<string> {
  const { signIn: begun, address } = await engine.destinations.google.begin(input, call);
  await (await fetch(address)).text();
  await engine.destinations.google.finished(begun, call);
  return begun;
}

/** The computer that made the backups, which is then gone. */
async function backedUp(input: GoogleSignInInput = {}): Promise<RecoveryKit> {
  const old = computer('old');
  await mkdir(path.join(folder, 'csv'));
  await writeFile(path.join(folder, 'csv', 'Order.csv'), 'id,total\no1,10\no2,20\n');
  await old.destinations.add({ name: 'Drive', kind: 'google-drive', signIn: await signIn(old, input), folder: { kind: 'new', name: 'Our backups' } }, call);
  await old.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: path.join(folder, 'csv') } }, call);
  await old.backup('Shop', call);
  return old.recoveryKit('Shop');
}

const everyFile = () => [...google.world.files.values()].map(({ id, modifiedTime }) => `${id} ${modifiedTime}`).toSorted();

describe('backups in Google Drive', () => {
  it('are opened by the address in the kit, its folder’s id or name, or by none at all; nothing is written there', async () => {
    const { identity, places } = await backedUp();
    const location = places[0]?.location ?? '';
    const id = /folders\/([^#]+)#shop$/.exec(location)?.[1] ?? '';
    expect(places[0]?.notes?.join()).toContain(me);
    const before = everyFile();
    for (const named of [location, location.replace(/#.*/, '?usp=sharing'), id, 'Our backups', undefined]) {
      const fresh = computer(`fresh ${named?.length}`, keychain);
      const input = { location: { kind: 'google-drive', signIn: await signIn(fresh), folder: named }, key: identity } as const;
      expect(await fresh.findBackups(input, call)).toMatchObject([{ app: 'Shop', opens: true, backups: 1, address: location }]);
      expect(await fresh.openApp(input, call)).toMatchObject({ name: 'Shop', platform: 'opened' });
      expect((await fresh.snapshots('Shop', call)).snapshots).toMatchObject([{ outcome: 'complete', records: 2 }]);
      expect((await fresh.check('Shop', { ...call, readData: true })).ok).toBe(true);
      expect((await fresh.destinations.test('Opened: Shop', call)).ok).toBe(true);
    }
    expect(everyFile()).toEqual(before);
  });

  it('made with a client id of one’s own are shown to that one alone, which the kit names; what signs in goes into the keychain and leaves it with the app', async () => {
    const { identity, places } = await backedUp({ clientId: own.id, clientSecret: own.secret });
    expect(places[0]?.notes?.join()).toContain(own.id);
    const fresh = computer('fresh', keychain);
    const open = async (input: GoogleSignInInput) => fresh.openApp({ location: { kind: 'google-drive', signIn: await signIn(fresh, input) }, key: identity }, call);
    await expect(open({})).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('client id'), details: { field: 'account' } });
    await open({ clientId: own.id, clientSecret: own.secret });
    const settings = await openSettings(path.join(folder, 'fresh'), '1').read();
    const [place] = settings.destinations;
    if (place?.kind !== 'google-drive') throw new Error('No place in Google Drive was kept.');
    expect(place).toMatchObject({ prefix: 'shop', account: me, clientId: own.id });
    expect(await keychain.get(place.secrets.refreshToken)).toMatch(/^refresh-/);
    expect(await keychain.get(place.secrets.clientSecret ?? '')).toBe(own.secret);
    expect(await readFile(path.join(folder, 'fresh', 'config.json'), 'utf8')).not.toMatch(/refresh-[0-9a-f]{8}|GOCSPX/);
    await fresh.apps.remove('Shop');
    expect(await keychain.get(place.secrets.refreshToken)).toBeUndefined();
  });

  it('what is wrong is said: another account, another folder, a sign-in that is over or was withdrawn', async () => {
    const { identity: key } = await backedUp();
    const fresh = computer('fresh');
    const open = (begun: string, named?: string) => fresh.openApp({ location: { kind: 'google-drive', signIn: begun, folder: named }, key }, call);
    await expect(open(await signIn(fresh), 'Other backups')).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('Our backups'), details: { field: 'folder' } });
    await expect(open('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('Sign in'), details: { field: 'account' } });
    const late = await signIn(fresh);
    await clock.advance(31 * 60_000);
    await expect(open(late)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('over'), details: { field: 'account' } });
    const withdrawn = await signIn(fresh);
    google.signIns.refuse('revoked');
    await expect(open(withdrawn)).rejects.toMatchObject({ code: 'auth-revoked', details: { field: 'account' } });
    google.signIns.acceptAgain();
    google.signIns.person = { account: 'somebody@example.com', decision: 'allow' };
    await expect(open(await signIn(fresh))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('somebody@example.com'), details: { field: 'account' } });
    expect(await fresh.apps.list()).toEqual([]);
    expect(await fresh.destinations.list()).toEqual([]);
  });
});
