import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedGoogle, startGoogle } from '../../support/google/simulated-google.ts';
import { googleSurroundings } from '../../support/google/surroundings.ts';
import { type CliEnd, type CliOptions, type Desk, makeDesk, type RunningCli } from '../../support/run-cli.ts';
import { type DemoApp, startDemo } from './demo-app.ts';
import * as shapes from './shapes.ts';

/** Backups in Google Drive, from signing in to taking them out again, by commands of their own and against a simulated Google. */

const client = 'holdfast-test';
const own = { id: '1234-own.apps.googleusercontent.com', secret: 'GOCSPX-tell-nobody' };
const me = 'founder@example.com';
let google: SimulatedGoogle;
let desk: Desk;
let demo: DemoApp;

beforeAll(async () => {
  google = await startGoogle();
  google.signIns.clients.set(client, { id: client, secret: undefined });
  google.signIns.clients.set(own.id, own);
  [desk, demo] = await Promise.all([makeDesk(googleSurroundings(google, client)), startDemo('--records', '300', '--seed', '5')]);
});
afterAll(() => Promise.all([google.close(), desk.remove(), demo.stop()]));
afterEach(() => {
  google.faults.clear();
  google.signIns.acceptAgain();
  google.signIns.person = { account: me, decision: 'allow' };
  google.world.limits.clear();
});

/** Goes to the page that the command prints, as a person would. Answers the address. */
async function visit({ saidOnStderr }: RunningCli): Promise<string> {
  const address = await saidOnStderr(/\bhttp:\/\/127\.0\.0\.1:\d+\/authorize\?\S+(?=\n)/);
  await (await fetch(address)).text();
  return address;
}

/** A command that signs in on the way, as JSON. */
async function signingIn(args: readonly string[], options?: CliOptions): Promise<CliEnd & { readonly value: unknown; readonly address: string }> {
  const running = desk.start([...args, '--json'], options);
  const address = await visit(running);
  const end = await running.end;
  return { ...end, value: JSON.parse(end.stdout), address };
}

const add = (name: string, ...more: readonly string[]) => ['destination', 'add', name, '--kind', 'google-drive', ...more];
const errorOf = (value: unknown) => shapes.errorShape.parse(value).error;
const places = async () => shapes.destinationsShape.parse((await desk.json(['destination', 'list'])).value).destinations;

describe('signing in for a place in Google Drive', () => {
  it.each([
    { what: 'that is declined', decision: 'decline', says: /was not allowed to use Google Drive/ },
    { what: 'with the box for Drive left empty', decision: 'leave-box-empty', says: /signed in to Google, but not allowed to use Google Drive/ },
  ] as const)('$what says so, and nothing is kept', async ({ decision, says }) => {
    google.signIns.person = { account: me, decision };
    const { code, value } = await signingIn(add('Drive'));
    expect(code).toBe(1);
    expect(errorOf(value)).toMatchObject({ code: 'permission-denied', message: expect.stringMatching(says), nextStep: expect.stringMatching(/Sign in (to Google )?again/) });
    expect(await places()).toEqual([]);
  });

  it('that nobody goes on with is stopped by Ctrl-C', async () => {
    const running = desk.start(add('Drive'));
    await running.saidOnStderr('Waiting for you');
    running.child.kill('SIGINT');
    expect((await running.end).code).toBe(130);
    expect(await places()).toEqual([]);
  });

  it('with a client id of one’s own needs its secret, and says which is wrong', async () => {
    const secretless = await signingIn(add('Drive', '--client-id', own.id));
    expect(errorOf(secretless.value)).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('asks for the secret of this client id') });
    const wrong = await signingIn(add('Drive', '--client-id', own.id, '--client-secret-env', 'OWN'), { env: { OWN: 'another' } });
    expect(errorOf(wrong.value)).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('does not know the client id') });
    const typed = await desk.json(add('Drive', '--client-id', 'https://evil.example/?x'));
    expect(typed.code).toBe(2);
    expect(errorOf(typed.value)).toMatchObject({ code: 'invalid-input', message: 'That is not a client id of Google.' });
  });

  it('is tested and added, with a folder that it makes; what Google gave is in the keychain alone', async () => {
    const added = await signingIn(add('Drive'));
    expect(added.code).toBe(0);
    const { destination } = shapes.destinationShape.parse(added.value);
    expect(destination).toMatchObject({ name: 'Drive', kind: 'google-drive', path: expect.stringMatching(/^https:\/\/drive\.google\.com\/drive\/folders\/file-\d+$/), account: me });
    expect([...google.world.files.values()].map(({ name }) => name)).toEqual(['Holdfast backups']);
    const printed = `${added.stdout}${added.stderr}`;
    expect(printed).not.toMatch(/refresh-|access-[0-9a-f]/);
    const files = (await readdir(desk.home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('config.json');
    for (const { parentPath, name } of files) expect(await readFile(path.join(parentPath, name), 'latin1'), name).not.toMatch(/refresh-[0-9a-f]{32}/);
    expect((await desk.run(['destination', 'list'])).stdout).toContain('Google Drive');
    expect((await desk.json(['destination', 'test', 'Drive'])).code).toBe(0);
  });

  it('finds the folder again by its name or its id, and does not take it twice', async () => {
    for (const folder of ['Holdfast backups', [...google.world.files.keys()][0] ?? '']) {
      const again = await signingIn(add('Twice', '--folder', folder));
      expect(errorOf(again.value)).toMatchObject({ code: 'conflict', message: 'That folder in Google Drive is already the place “Drive”.' });
    }
    const taken = await signingIn(add('drive', '--folder', 'Another'));
    expect(errorOf(taken.value)).toMatchObject({ code: 'conflict', message: 'There is already a place called “Drive”.' });
    const unknown = await signingIn(add('Twice', '--folder', '1AbCdEfGhIjKlMnOpQrStUvWxYz0123'));
    expect(errorOf(unknown.value)).toMatchObject({ code: 'not-found', nextStep: expect.stringContaining('only folders that it made itself') });
    expect([...google.world.files.values()]).toHaveLength(1);
  });
});

describe('backups to Google Drive', () => {
  it('are read back from there, found whole byte by byte, and come out again', async () => {
    expect((await desk.json(['app', 'add', 'Shop', '--platform', 'base44', '--url', demo.url, '--app-id', demo.appId], { input: demo.token })).code).toBe(0);
    const { code, value } = await desk.json(['backup', 'Shop']);
    expect([code, shapes.backupShape.parse(value).places]).toEqual([0, [{ name: 'Drive', outcome: 'verified' }]]);
    const check = await desk.json(['check', 'Shop', '--read-data']);
    expect({ code: check.code, ...shapes.checkShape.parse(check.value) }).toMatchObject({ code: 0, ok: true, problems: [] });
    const exported = await desk.json(['export', 'Shop', '--snapshot', 'latest', '--format', 'jsonl', '--out', desk.at('out')]);
    const file = shapes.exportShape.parse(exported.value).files.find(({ entity }) => entity === 'Order');
    expect((await readFile(file?.path ?? '', 'utf8')).trim().split('\n')).toHaveLength((await demo.records('Order')).length);
  });
});
