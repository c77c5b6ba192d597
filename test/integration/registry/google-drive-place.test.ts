import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { createEngine } from '../../../electron/engine/index.ts';
import type { Engine, GoogleSignInInput } from '../../../electron/engine/engine.ts';
import { createMemoryKeychain } from '../../../electron/engine/keychain/memory.ts';
import type { Keychain } from '../../../electron/engine/ports/keychain.ts';
import { expectCode } from '../../conformance/object-store/fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type SimulatedGoogle, startGoogle } from '../../support/google/simulated-google.ts';

/** Signing in to Google and what it is used for, by the whole engine over a simulated Google. */

const call = { signal: new AbortController().signal };
const client = 'holdfast-test';
const own = { id: '1234-own.apps.googleusercontent.com', secret: 'GOCSPX-tell-nobody' };
const me = 'founder@example.com';

let google: SimulatedGoogle;
let home: string;
let clock: FakeClock;
let keychain: Keychain;
let secrets: Map<string, string>;
let engine: Engine;
beforeEach(async () => {
  google = await startGoogle();
  google.signIns.clients.set(client, { id: client, secret: undefined });
  google.signIns.clients.set(own.id, own);
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-google-'));
  clock = new FakeClock();
  keychain = createMemoryKeychain();
  secrets = new Map();
  const { set } = keychain;
  keychain.set = async (name, secret) => {
    secrets.set(name, secret);
    await set(name, secret);
  };
  engine = start({ clientId: client });
});
afterEach(async () => {
  await engine.close();
  await google.close();
  await rm(home, { recursive: true });
});

function start(registered?: { readonly clientId: string }): Engine {
  const { addresses } = google;
  return createEngine({ home, version: '1.0.0', clock, keychain, fetch: globalThis.fetch, random: () => 0.5, log: () => undefined, workers: 0, google: { addresses, ...(registered === undefined ? {} : { client: registered }) } });
}

/** As a person does who allows it, or whatever `google.signIns.person` does. */
async function signIn(input: GoogleSignInInput = {}): Promise<string> {
  const { signIn: begun, address } = await engine.destinations.google.begin(input, call);
  await fetch(address);
  await engine.destinations.google.finished(begun, call);
  return begun;
}
const folder = (name = 'Holdfast backups') => ({ kind: 'new', name }) as const;
const add = async (name = 'Drive') => engine.destinations.add({ name, kind: 'google-drive', signIn: await signIn(), folder: folder() }, call);
const folders = () => [...google.world.files.values()].filter((file) => file.content === undefined);

describe('a sign-in to Google', () => {
  it('tells the account and the folders that Holdfast made there, and never what opens them', async () => {
    await add();
    google.signIns.person = { account: me, decision: 'allow' };
    const begun = await engine.destinations.google.begin({}, call);
    await fetch(begun.address);
    const finished = await engine.destinations.google.finished(begun.signIn, call);
    expect(finished).toEqual({ account: me, folders: [{ id: folders()[0]?.id, name: 'Holdfast backups', isShared: false, place: 'Drive' }] });
    expect(JSON.stringify([begun, finished])).not.toMatch(/refresh|access-/);
    // Again, for a page that was loaded anew.
    expect(await engine.destinations.google.finished(begun.signIn, call)).toEqual(finished);
  });

  it('goes on when nobody waits for it, and ends when it is cancelled', async () => {
    const { google: desk } = engine.destinations;
    const { signIn: begun, address } = await desk.begin({}, call);
    const stop = new AbortController();
    const waiting = desk.finished(begun, { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await fetch(address);
    expect(await desk.finished(begun, call)).toMatchObject({ account: me });

    const other = await desk.begin({}, call);
    const cancelled = desk.finished(other.signIn, call);
    desk.cancel(other.signIn);
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await expect(desk.finished(other.signIn, call)).rejects.toMatchObject({ code: 'not-found', message: 'That sign-in to Google is over.' });
    await expect(fetch(new URL(other.address).searchParams.get('redirect_uri') ?? '')).rejects.toThrow();
  });

  it('that nobody finishes is over after five minutes; one that nobody uses, after half an hour', async () => {
    const { google: desk } = engine.destinations;
    const { signIn: begun } = await desk.begin({}, call);
    const waiting = expectCode(desk.finished(begun, call), 'auth-expired');
    while (clock.sleeping === 0) await nextTurn();
    await clock.advance(5 * 60_000);
    expect((await waiting).message).toBe('Nobody finished signing in to Google.');

    const unused = await signIn();
    await clock.advance(31 * 60_000);
    await expect(engine.destinations.add({ name: 'Drive', kind: 'google-drive', signIn: unused, folder: folder() }, call)).rejects.toMatchObject({ code: 'not-found', nextStep: 'Sign in to Google again.' });
    expect(folders()).toEqual([]);
  });

  it('needs a client id where this build has none', async () => {
    await engine.close();
    engine = start();
    expect(engine.destinations.google.hasClient).toBe(false);
    await expect(engine.destinations.google.begin({}, call)).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'clientId' } });
    const signedIn = await signIn({ clientId: ` ${own.id}\n`, clientSecret: own.secret });
    await engine.destinations.add({ name: 'Drive', kind: 'google-drive', signIn: signedIn, folder: folder() }, call);
    expect(await readFile(path.join(home, 'config.json'), 'utf8')).toContain(own.id);
    expect(await engine.destinations.test('Drive', call)).toMatchObject({ ok: true });
  });

  it.each([
    ['an address as a client id', { clientId: 'https://evil.example/?x=' }, 'clientId'],
    ['a secret of two lines', { clientId: own.id, clientSecret: 'tell-nobody\nx' }, 'clientSecret'],
  ])('refuses %s without repeating it', async (_what, input, field) => {
    const error: unknown = await engine.destinations.google.begin(input, call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-input', details: { field } });
    expect(String(error)).not.toMatch(/tell-nobody|evil/);
  });
});

describe('a place in Google Drive', () => {
  it('keeps what opens it in the keychain and nothing of it in the settings; forgotten, both are gone', async () => {
    expect(await add()).toEqual({ name: 'Drive', kind: 'google-drive', path: `https://drive.google.com/drive/folders/${folders()[0]?.id}`, account: me, addedAt: '2026-01-14T02:00:00.000Z' });
    const kept = [...secrets];
    expect(kept).toEqual([[expect.stringMatching(/^place\/.*\/refresh-token$/), expect.stringMatching(/^refresh-/)]]);
    expect(await readFile(path.join(home, 'config.json'), 'utf8')).not.toMatch(/refresh-[0-9a-f]/);
    await engine.destinations.remove('Drive');
    expect(await keychain.get(kept[0]?.[0] ?? '')).toBeUndefined();
    expect(folders()).toHaveLength(1);
  });

  it('that could not be added makes no second folder when it is tried again', async () => {
    const signedIn = await signIn();
    google.faults.add('upload-start', { kind: 'status', status: 403, reason: 'storageQuotaExceeded' });
    const input = { name: 'Drive', kind: 'google-drive', signIn: signedIn, folder: folder() } as const;
    await expect(engine.destinations.add(input, call)).rejects.toMatchObject({ code: 'quota-exceeded' });
    expect([await engine.destinations.list(), [...secrets]]).toEqual([[], []]);
    await engine.destinations.add(input, call);
    expect(folders()).toHaveLength(1);
    // Used up.
    await expect(engine.destinations.add({ ...input, name: 'Twice' }, call)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('can be in a shared drive, named by its id or its address', async () => {
    google.world.addSharedDrive('0ABCteam', { [me]: 'fileOrganizer' });
    const signedIn = await signIn();
    const shared = { kind: 'new', name: 'Backups', sharedDrive: 'https://drive.google.com/drive/u/0/folders/0ABCteam' } as const;
    await engine.destinations.add({ name: 'Team', kind: 'google-drive', signIn: signedIn, folder: shared }, call);
    expect(folders()).toMatchObject([{ driveId: '0ABCteam', name: 'Backups' }]);
    for (const sharedDrive of ['https://evil.example/0ABCteam', '../0ABCteam', '']) {
      await expect(engine.destinations.add({ name: 'Other', kind: 'google-drive', signIn: await signIn(), folder: { ...shared, sharedDrive } }, call)).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'sharedDrive' } });
    }
    await expect(engine.destinations.add({ name: 'Other', kind: 'google-drive', signIn: await signIn(), folder: { ...shared, sharedDrive: '0ABCelse' } }, call)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('shared drive') });
  });

  it('whose sign-in was withdrawn says so, and is signed in to again', async () => {
    await add();
    const [[name, old] = ['', '']] = [...secrets];
    google.signIns.withdraw(me);
    expect(await engine.destinations.look('Drive', call)).toMatchObject({ reachable: false, problem: { code: 'auth-revoked' }, remedy: 'sign-in' });
    const again = await signIn({ place: 'drive' });
    expect(await engine.destinations.reconnect('Drive', { kind: 'google-drive', signIn: again }, call)).toMatchObject({ name: 'Drive', account: me });
    expect(await keychain.get(name)).not.toBe(old);
    expect(await engine.destinations.look('Drive', call)).toMatchObject({ reachable: true });
    expect(await engine.destinations.list()).toHaveLength(1);
  });

  it('offers a new sign-in only where that may help', async () => {
    await add();
    const [made] = folders();
    if (made === undefined) throw new Error('There is no folder.');
    made.trashed = true;
    expect(await engine.destinations.look('Drive', call)).toEqual({ name: 'Drive', reachable: false, problem: expect.objectContaining({ code: 'not-found', message: expect.stringContaining('in the trash') }), freeSpace: null, holds: [] });
    Object.assign(made, { trashed: false, shown: false });
    expect(await engine.destinations.look('Drive', call)).toMatchObject({ problem: { code: 'not-found' }, remedy: 'sign-in' });
    made.shown = true;
    const { get } = keychain;
    keychain.get = () => Promise.reject(new HoldfastError('permission-denied', 'The keychain is locked.'));
    expect(await engine.destinations.look('Drive', call)).not.toHaveProperty('remedy');
    // Lost there, or another keychain than the one it was put into.
    keychain.get = async () => undefined;
    expect(await engine.destinations.look('Drive', call)).toMatchObject({ problem: { code: 'auth-revoked', message: 'The sign-in to Google is not in the keychain of this computer.' }, remedy: 'sign-in' });
    keychain.get = get;
    expect(await engine.destinations.look('Drive', call)).toMatchObject({ reachable: true });
  });

  it('is not signed in to with another account, nor with one that does not see its folder', async () => {
    await add();
    const before = [...secrets];
    google.signIns.person = { account: 'other@example.com', decision: 'allow' };
    await expect(signIn({ place: 'Drive' })).rejects.toMatchObject({ code: 'conflict', message: `You signed in to Google as other@example.com, but “Drive” is in the Drive of ${me}.` });
    google.signIns.person = { account: me, decision: 'allow' };
    for (const file of folders()) file.shown = false;
    await expect(engine.destinations.reconnect('Drive', { kind: 'google-drive', signIn: await signIn({ place: 'Drive' }) }, call)).rejects.toMatchObject({ code: 'not-found' });
    // One that was begun for something else is not taken for it.
    await expect(engine.destinations.reconnect('Drive', { kind: 'google-drive', signIn: await signIn() }, call)).rejects.toMatchObject({ code: 'invalid-input' });
    expect([...secrets]).toEqual(before);
  });
});
