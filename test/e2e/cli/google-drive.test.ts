import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedGoogle, startGoogle } from '../../support/google/simulated-google.ts';
import { googleSurroundings } from '../../support/google/surroundings.ts';
import { type CliEnd, type CliOptions, type Desk, makeDesk, type RunningCli, startCli } from '../../support/run-cli.ts';
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

  it('is at Google itself, whatever the environment of the real program says', async () => {
    const running = startCli(add('Drive', '--client-id', own.id), { env: desk.env });
    expect(await running.saidOnStderr(/https?:\/\/\S+\/o\/oauth2\/v2\/auth\?/)).toBe('https://accounts.google.com/o/oauth2/v2/auth?');
    running.child.kill('SIGINT');
    expect((await running.end).code).toBe(130);
  });

  it('can be gone through on another computer: what its browser ends at is fetched here', async () => {
    const running = desk.start([...add('Elsewhere', '--folder', 'Far away'), '--json']);
    const address = await running.saidOnStderr(/\bhttp:\/\/127\.0\.0\.1:\d+\/authorize\?\S+(?=\n)/);
    const end = (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? '';
    expect(new URL(end).hostname).toBe('127.0.0.1');
    expect(await (await fetch(end)).text()).toContain('You can close this tab');
    expect((await running.end).code).toBe(0);
    expect((await desk.json(['destination', 'remove', 'Elsewhere'])).code).toBe(0);
    google.world.files.clear();
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

/** Something for the next backup to store. */
async function aChange(): Promise<void> {
  const [first] = await demo.records('Order');
  changes += 1;
  await demo.update('Order', String(first?.['id']), { notes: `changed ${changes} times` });
}
let changes = 0;

async function backUp() {
  await aChange();
  const { code, value } = await desk.json(['backup', 'Shop']);
  return { code, value, places: shapes.backupShape.safeParse(value).data?.places };
}
const verified = [{ name: 'Drive', outcome: 'verified' }];

/** The backup after the trouble: it finishes, and no file is there twice. */
async function expectGoesOn(): Promise<void> {
  google.faults.clear();
  expect(await backUp()).toMatchObject({ code: 0, places: verified });
  const names = [...google.world.files.values()].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
}

describe('what passes by itself at Google', () => {
  it('is not noticed: an access token that ends early, a refusal that asks for patience, broken connections, a lost answer', async () => {
    const acted = [
      google.faults.add('upload', { kind: 'run', run: () => google.signIns.expireAccessTokens() }, { nth: 2 }),
      google.faults.add('list', { kind: 'status', status: 403, reason: 'userRateLimitExceeded' }, { nth: 2 }),
      google.faults.add('upload-start', { kind: 'reset' }, { nth: 2 }),
      google.faults.add('upload', { kind: 'lose-answer' }, { nth: 3 }),
      google.faults.add('get', { kind: 'status', status: 503 }),
    ];
    expect(await backUp()).toMatchObject({ code: 0, places: verified });
    expect(acted.map((times) => times())).toEqual([1, 1, 1, 1, 1]);
    await expectGoesOn();
  });
});

describe('trouble half-way in a backup to Google Drive', () => {
  const everyTime = { times: 1_000_000 };
  it.each([
    {
      what: 'storage that is full',
      begin: () => google.faults.add('upload-start', { kind: 'status', status: 403, reason: 'storageQuotaExceeded' }, { nth: 2, ...everyTime }),
      error: { code: 'quota-exceeded', message: 'Your Google storage is full.', nextStep: expect.stringContaining('Free some space in Google Drive, Gmail or Google Photos') },
    },
    {
      what: 'an organisation that asks to sign in again',
      begin: () => google.faults.add('upload', { kind: 'run', run: () => google.signIns.refuse('sign-in-again') }, { nth: 2 }),
      error: { code: 'auth-expired', message: expect.stringContaining('asks you to sign in to Google again from time to time'), nextStep: expect.stringContaining('Sign in to Google again') },
    },
    {
      what: 'Google Drive switched off for the client id',
      begin: () => google.faults.add('*', { kind: 'status', status: 403, reason: 'accessNotConfigured' }, { nth: 8, ...everyTime }),
      error: { code: 'permission-denied', message: expect.stringContaining('not switched on for the client id'), nextStep: expect.stringContaining('enable the Google Drive API') },
    },
    {
      what: 'a client id that was deleted',
      begin: () => {
        google.faults.add('upload', { kind: 'run', run: () => google.signIns.expireAccessTokens() }, { nth: 2 });
        google.faults.add('token', { kind: 'status', status: 401, body: { error: 'deleted_client', error_description: 'The OAuth client was deleted.' } }, { nth: 2, ...everyTime });
      },
      error: { code: 'permission-denied', message: expect.stringContaining('does not know the client id'), nextStep: expect.stringContaining('check it in the Google Cloud console') },
    },
    {
      what: 'a day’s limit',
      begin: () => google.faults.add('upload-start', { kind: 'status', status: 403, reason: 'dailyLimitExceeded' }, { nth: 2, ...everyTime }),
      error: { code: 'rate-limited', message: 'Google takes no more from Holdfast today.', nextStep: expect.stringContaining('tomorrow at the latest') },
    },
    {
      what: 'no connection any more',
      begin: () => google.faults.cutOff('upload', { nth: 2, served: false }),
      error: { code: 'network', message: 'Google Drive could not be reached.', nextStep: expect.stringContaining('internet connection') },
    },
    {
      what: 'a network that wants to be signed in to',
      begin: () => google.faults.add('*', { kind: 'html', status: 200 }, { nth: 8, ...everyTime }),
      error: { code: 'network', message: expect.stringContaining('made no sense'), nextStep: expect.stringContaining('asks you to sign in on a page of its own') },
    },
  ])('$what: said with what to do; the next backup goes on', async ({ begin, error }) => {
    begin();
    const { code, value } = await backUp();
    expect([code, errorOf(value)]).toEqual([1, error]);
    google.signIns.acceptAgain();
    await expectGoesOn();
  });

  it('a sign-in that is withdrawn: said, also by the place; another account is not taken; signed in again it goes on', async () => {
    google.faults.add('upload', { kind: 'run', run: () => google.signIns.withdraw(me) }, { nth: 2 });
    const { code, value } = await backUp();
    expect([code, errorOf(value)]).toEqual([1, { code: 'auth-revoked', message: expect.stringContaining('Google no longer accepts this sign-in'), nextStep: expect.stringContaining('Sign in to Google again') }]);
    const test = await desk.json(['destination', 'test', 'Drive']);
    expect([test.code, JSON.stringify(test.value)]).toEqual([1, expect.stringContaining('no longer accepts this sign-in')]);

    google.signIns.person = { account: 'other@example.com', decision: 'allow' };
    const other = await signingIn(['destination', 'reconnect', 'Drive']);
    expect(errorOf(other.value)).toMatchObject({ code: 'conflict', message: `You signed in to Google as other@example.com, but “Drive” is in the Drive of ${me}.` });
    google.signIns.person = { account: me, decision: 'leave-box-empty' };
    expect(errorOf((await signingIn(['destination', 'reconnect', 'Drive'])).value)).toMatchObject({ code: 'permission-denied', nextStep: expect.stringContaining('tick the box') });
    expect((await desk.json(['destination', 'test', 'Drive'])).code).toBe(1);

    google.signIns.person = { account: me, decision: 'allow' };
    const again = await signingIn(['destination', 'reconnect', 'Drive']);
    expect([again.code, new URL(again.address).searchParams.get('login_hint')]).toEqual([0, me]);
    expect(`${again.stdout}${again.stderr}`).not.toMatch(/refresh-|access-[0-9a-f]/);
    await expectGoesOn();
  });
});

describe('what Google Drive does not show any more', () => {
  const folder = () => {
    const found = [...google.world.files.values()].find((file) => file.content === undefined);
    if (found === undefined) throw new Error('The folder is gone.');
    return found;
  };

  it('is never called deleted: a part of a backup is missing from what is shown, and stored again', async () => {
    const segment = [...google.world.files.values()].find(({ name }) => name.includes('/segments/'));
    if (segment === undefined) throw new Error('There is no segment.');
    segment.shown = false;
    const { code, value } = await desk.json(['check', 'Shop', '--read-data']);
    const { problems } = shapes.checkShape.parse(value);
    expect([code, problems.length]).toEqual([4, expect.any(Number)]);
    expect(problems.map(({ object }) => object)).toContain(segment.name.slice(segment.name.indexOf('/') + 1));
    expect(JSON.stringify(problems)).not.toMatch(/was deleted|has been deleted/);
    segment.shown = true;
    await expectGoesOn();
  });

  it.each([
    { what: 'its folder, taken away from this program', hide: (shown: boolean) => (folder().shown = !shown), message: 'Google Drive does not show Holdfast its folder any more. It may have been deleted, or Holdfast may no longer be allowed to see it.' },
    { what: 'its folder, in the trash', hide: (trashed: boolean) => (folder().trashed = trashed), message: 'The folder “Holdfast backups” is in the trash of Google Drive, which is emptied after 30 days.' },
  ])('$what: the place is gone, and not empty', async ({ hide, message }) => {
    const before = google.world.files.size;
    hide(true);
    const { code, value } = await backUp();
    expect([code, errorOf(value)]).toEqual([1, { code: 'not-found', message, nextStep: expect.any(String) }]);
    // No second folder, and nothing beside it.
    expect(google.world.files.size).toBe(before);
    hide(false);
    await expectGoesOn();
  });
});

it('after all of it, every backup is whole, byte by byte', async () => {
  const { code, value } = await desk.json(['check', 'Shop', '--read-data']);
  expect({ code, ...shapes.checkShape.parse(value) }).toMatchObject({ code: 0, ok: true, problems: [] });
});

describe('a shared drive', () => {
  it.each([
    { role: 'fileOrganizer', says: /the files were deleted again/, left: 0 },
    { role: 'writer', says: /may add here but not delete/, left: 2 },
  ] as const)('where the account is a $role: what may not be deleted goes into the trash, or stays', async ({ role, says, left }) => {
    const id = `0team-${role}`;
    google.world.addSharedDrive(id, { [me]: role });
    const added = await signingIn(add(`Team ${role}`, '--shared-drive', id));
    expect(added.code).toBe(0);
    const { code, value } = await desk.json(['destination', 'test', `Team ${role}`]);
    const { checks } = shapes.destinationTestShape.parse(value);
    expect([code, checks.find(({ name }) => name === 'delete')?.detail]).toEqual([0, expect.stringMatching(says)]);
    const inDrive = [...google.world.files.values()].filter((file) => file.driveId === id && file.content !== undefined);
    // Two files of the test while it was added, two of this one.
    expect(inDrive).toHaveLength(4);
    expect(inDrive.filter((file) => !google.world.isTrashed(file))).toHaveLength(2 * left);
    expect((await desk.json(['destination', 'remove', `Team ${role}`])).code).toBe(0);
  });
});

describe('Google Drive beside a folder', () => {
  it('that loses its sign-in half-way leaves the backup incomplete, not lost; signed in again, it gets what it lacks from the folder', async () => {
    expect((await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('disk')])).code).toBe(0);
    expect(await backUp()).toMatchObject({ code: 0 });
    google.faults.add('upload', { kind: 'run', run: () => google.signIns.withdraw(me) }, { nth: 2 });
    const half = await backUp();
    expect(half.code).toBe(3);
    expect(half.places?.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
      { name: 'Disk', outcome: 'verified' },
      { name: 'Drive', outcome: 'failed', error: { code: 'auth-revoked', message: expect.stringContaining('Google no longer accepts this sign-in'), nextStep: expect.stringContaining('Sign in to Google again') } },
    ]);
    expect((await signingIn(['destination', 'reconnect', 'Drive'])).code).toBe(0);
    const whole = await backUp();
    expect([whole.code, whole.places?.map(({ outcome }) => outcome)]).toEqual([0, ['verified', 'verified']]);
    const snapshots = async (place: string) => shapes.snapshotsShape.parse((await desk.json(['snapshots', 'Shop', '--destination', place])).value).snapshots.map(({ id }) => id);
    expect((await snapshots('Drive')).slice(0, 3)).toEqual((await snapshots('Disk')).slice(0, 3));
    const check = await desk.json(['check', 'Shop', '--destination', 'Drive', '--read-data']);
    expect({ code: check.code, ...shapes.checkShape.parse(check.value) }).toMatchObject({ code: 0, ok: true, problems: [] });
  });
});
