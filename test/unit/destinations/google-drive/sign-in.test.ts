import { request } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleDriveFolder, findGoogleDriveFolders } from '../../../../electron/engine/destinations/google-drive/google-drive.ts';
import type { SignInOptions } from '../../../../electron/engine/destinations/google-drive/sign-in.ts';
import { signInToGoogle } from '../../../../electron/engine/destinations/google-drive/sign-in.ts';
import { expectCode } from '../../../conformance/object-store/fixture.ts';
import { signedInLink } from '../../../../shared/model/holdfast-link.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import type { SimulatedGoogle } from '../../../support/google/simulated-google.ts';
import { startGoogle } from '../../../support/google/simulated-google.ts';

const { signal } = new AbortController();
const client = { clientId: 'holdfast-test' };

let google: SimulatedGoogle;
let clock: FakeClock;
beforeEach(async () => {
  google = await startGoogle();
  clock = new FakeClock();
  google.signIns.clients.set(client.clientId, { id: client.clientId, secret: undefined });
});
afterEach(() => google.close());

/** What a browser does: follows Google's page back to this computer. Returns the page that is shown in the end. */
async function browse(address: string): Promise<string> {
  return (await fetch(address)).text();
}

/** A browser that is not waited for, as in life, and what it was told to open. */
function browser(visit: (address: string) => Promise<unknown> = browse) {
  const opened: string[] = [];
  const pages: Promise<unknown>[] = [];
  const openBrowser = async (address: string) => {
    opened.push(address);
    const visited = visit(address);
    visited.catch(() => undefined);
    pages.push(visited);
  };
  return { opened, pages, openBrowser };
}

const signIn = (options: Partial<SignInOptions> & Pick<SignInOptions, 'openBrowser'>) => signInToGoogle({ client, clock, signal, addresses: google.addresses, ...options });

/** Where the browser is to come back to. */
function redirectUri(address: string | undefined): string {
  return new URL(address ?? '').searchParams.get('redirect_uri') ?? '';
}

async function expectNobodyListens(address: string): Promise<void> {
  await expect(fetch(address)).rejects.toThrow();
}

describe('signing in', () => {
  it('ends with a token that opens Drive, and the account it is for', async () => {
    const { opened, pages, openBrowser } = browser();
    const signedIn = await signIn({ openBrowser, account: 'founder@example.com' });
    expect(signedIn.account).toBe('founder@example.com');

    const asked = new URL(opened[0] ?? '').searchParams;
    expect(asked.get('scope')).toBe('https://www.googleapis.com/auth/drive.file');
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect([asked.get('login_hint'), asked.get('prompt')]).toEqual(['founder@example.com', 'consent']);
    expect(redirectUri(opened[0])).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await pages[0]).toContain('You can close this tab');
    expect(await pages[0]).not.toContain('href');
    await expectNobodyListens(redirectUri(opened[0]));

    const options = { access: { ...client, refreshToken: signedIn.refreshToken, addresses: google.addresses }, clock };
    const folder = await createGoogleDriveFolder(options, { name: 'Holdfast' }, { signal });
    expect(await findGoogleDriveFolders(options, { signal })).toEqual([folder]);
  });

  it('leads back to the window where there is one, with nothing of the sign-in in the link', async () => {
    const { pages, openBrowser } = browser();
    await signIn({ openBrowser, wayBack: signedInLink });
    expect(await pages[0]).toContain('<a href="holdfast://signed-in">Back to Holdfast</a>');
  });

  it('lets a person choose the account where none is meant, and is given a token that lasts all the same', async () => {
    const { opened, openBrowser } = browser();
    expect((await signIn({ openBrowser })).refreshToken).toMatch(/^refresh-/);
    const asked = new URL(opened[0] ?? '').searchParams;
    expect([asked.get('login_hint'), asked.get('prompt'), asked.get('access_type')]).toEqual([null, 'select_account consent', 'offline']);
  });

  it('takes the secret that Google gives to desktop programs, and says when it is wrong', async () => {
    google.signIns.clients.set(client.clientId, { id: client.clientId, secret: 'published' });
    expect((await signIn({ openBrowser: browser().openBrowser, client: { ...client, clientSecret: 'published' } })).account).toBe('founder@example.com');
    const wrong = await expectCode(signIn({ openBrowser: browser().openBrowser, client: { ...client, clientSecret: 'another' } }), 'permission-denied');
    expect(wrong.message).toMatch(/does not know the client id/);
    const none = await expectCode(signIn({ openBrowser: browser().openBrowser }), 'permission-denied');
    expect(none.message).toMatch(/asks for the secret of this client id/);
  });

  it.each([
    ['decline', /was not allowed to use Google Drive/],
    ['leave-box-empty', /signed in to Google, but not allowed to use Google Drive/],
  ] as const)('that the person ends otherwise (%s) says so', async (decision, says) => {
    google.signIns.person = { account: 'founder@example.com', decision };
    const { opened, openBrowser } = browser();
    expect((await expectCode(signIn({ openBrowser }), 'permission-denied')).message).toMatch(says);
    await expectNobodyListens(redirectUri(opened[0]));
    expect(google.requests).not.toContain('about');
  });

  it('listens to nobody but Google’s answer', async () => {
    const strangers: number[] = [];
    const { openBrowser } = browser(async (address) => {
      const back = redirectUri(address);
      const state = new URL(address).searchParams.get('state') ?? '';
      for (const path of ['/favicon.ico', '/?code=stolen', '/?code=stolen&state=guess', `/elsewhere?code=x&state=${state}`, `/?state=${state}`]) strangers.push((await fetch(`${back}${path}`)).status);
      strangers.push((await fetch(`${back}/?code=x&state=${state}`, { method: 'POST' })).status);
      strangers.push(await statusFor(`${back}/?code=x&state=${state}`, { host: 'attacker.example' }));
      return browse(address);
    });
    expect((await signIn({ openBrowser })).account).toBe('founder@example.com');
    expect(strangers).toEqual(Array.from({ length: 7 }, () => 404));
  });

  it('does not take a code that was not meant for it', async () => {
    const { openBrowser } = browser(async (address) => {
      const state = new URL(address).searchParams.get('state') ?? '';
      return browse(`${redirectUri(address)}/?code=made-up&state=${state}`);
    });
    expect((await expectCode(signIn({ openBrowser }), 'auth-expired')).message).toBe('Google did not finish the sign-in.');
  });

  it('ends when nobody finishes it in time', async () => {
    const { opened, openBrowser } = browser(async () => undefined);
    const waiting = expectCode(signIn({ openBrowser, patienceMs: 60_000 }), 'auth-expired');
    while (clock.sleeping === 0) await nextTurn();
    await clock.advance(60_000);
    expect((await waiting).message).toBe('Nobody finished signing in to Google.');
    await expectNobodyListens(redirectUri(opened[0]));
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const { opened, openBrowser } = browser(async () => stop.abort());
    await expectCode(signIn({ openBrowser, signal: stop.signal }), 'cancelled');
    await expectNobodyListens(redirectUri(opened[0]));
    await expectCode(signIn({ openBrowser, signal: stop.signal }), 'cancelled');
    expect(opened).toHaveLength(1);
  });

  it('says when no browser opens, or Google cannot be reached', async () => {
    await expectCode(signIn({ openBrowser: () => Promise.reject(new Error('no browser')) }), 'permission-denied');
    google.faults.add('token', { kind: 'reset' });
    await expectCode(signIn({ openBrowser: browser().openBrowser }), 'network');
  });
});

function statusFor(address: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
