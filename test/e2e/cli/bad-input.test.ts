import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { startSampleApp, type RunningSampleApp } from '../../../electron/sample-app/index.ts';
import type { ErrorCode } from '../../../shared/model/errors.ts';
import { makeDesk, passphrase, type CliEnd, type Desk } from '../../support/run-cli.ts';
import { mountSmallDrive, type SmallDrive } from '../../support/small-drive.ts';
import { appsShape, backupShape, checkShape, errorShape, snapshotsShape } from './shapes.ts';

/** Everything that may be wrong with what is typed, with the app and with the place: a clear error, a next step, and nothing lost. */

let app: RunningSampleApp;
let desk: Desk;
/** Everything any process said in this file, to be searched for secrets. */
const said: string[] = [];

beforeAll(async () => {
  app = await startSampleApp({ records: 400, seed: 5, bypassRls: true });
});
afterAll(() => app.stop());
beforeEach(async () => {
  desk = await makeDesk();
});
afterEach(async () => {
  app.faults.clear();
  for (const entry of await files(desk.home)) said.push(await readFile(entry, 'latin1'));
  await desk.remove();
});

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** With the log on, which must not tell secrets either. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliEnd> {
  const end = await desk.run(args, { env: { HOLDFAST_DEBUG: '1', ...env } });
  said.push(end.stdout, end.stderr);
  return end;
}

interface AppArgs {
  readonly url?: string;
  readonly appId?: string;
  readonly token?: string;
}

function addApp({ url = app.url, appId = app.appId, token = app.token }: AppArgs = {}): Promise<CliEnd> {
  return run(['app', 'add', 'Shop', '--platform', 'base44', '--url', url, '--app-id', appId, '--token-env', 'T', '--json'], { T: token });
}

async function addPlace(folder = desk.at('place')): Promise<CliEnd> {
  return run(['destination', 'add', 'Backups', '--kind', 'local', '--path', folder, '--json']);
}

function expectError({ code, stdout }: CliEnd, error: ErrorCode | readonly ErrorCode[], exit = 1): string {
  const told = errorShape.parse(JSON.parse(stdout)).error;
  expect({ exit: code, error: told }).toMatchObject({ exit });
  expect([error].flat()).toContain(told.code);
  return `${told.message} ${told.nextStep}`;
}

async function protect(): Promise<void> {
  expect((await addPlace()).code).toBe(0);
  expect((await addApp()).code).toBe(0);
}

describe('an app that cannot be added', () => {
  afterEach(async () => {
    // Whatever went wrong, the app was not half added: no settings, no secrets.
    expect(await files(desk.home)).toEqual([]);
  });

  it('because of a wrong token', async () => {
    expectError(await addApp({ token: 'sample_wrong_token_0123456789' }), ['auth-expired', 'auth-revoked']);
  });

  it('because of an expired token', async () => {
    expect(expectError(await addApp({ token: app.expiredToken }), ['auth-expired', 'auth-revoked'])).toMatch(/token/i);
  });

  it('because of a revoked token', async () => {
    expectError(await addApp({ token: app.revokedToken }), ['auth-expired', 'auth-revoked']);
  });

  it('because of a workspace key, which may not read records', async () => {
    expectError(await addApp({ token: app.workspaceKey }), 'invalid-input', 2);
  });

  it('because of a wrong app id', async () => {
    expectError(await addApp({ appId: '0123456789abcdef01234567' }), 'not-found');
  });

  it('because nothing answers there', async () => {
    expectError(await addApp({ url: 'http://127.0.0.1:9' }), 'network');
  });

  it('because the host is not known', async () => {
    expectError(await addApp({ url: 'https://no-such-host.invalid' }), 'network');
  });

  it('because a web page comes where data should', async () => {
    app.faults.add({ on: {}, do: { kind: 'html', status: 200 } });
    expect(expectError(await addApp(), ['server', 'network', 'not-found', 'invalid-input'], 1)).toMatch(/page/i);
  });

  it('because of an address that is none', async () => {
    expectError(await addApp({ url: 'my app' }), 'invalid-input', 2);
  });
});

describe('an app that goes wrong later', () => {
  beforeEach(protect);

  async function firstBackup(): Promise<string> {
    const { code, stdout } = await run(['backup', 'Shop', '--json']);
    expect(code).toBe(0);
    return backupShape.parse(JSON.parse(stdout)).snapshot;
  }

  async function expectStillThere(snapshot: string): Promise<void> {
    const { stdout } = await run(['snapshots', 'Shop', '--json']);
    expect(snapshotsShape.parse(JSON.parse(stdout)).snapshots.map((each) => each.name)).toEqual([snapshot]);
    const check = await run(['check', 'Shop', '--read-data', '--json']);
    expect([check.code, checkShape.parse(JSON.parse(check.stdout)).ok]).toEqual([0, true]);
  }

  it('its token expires in the middle of a backup: the backups before it stay whole, and a new token goes on', async () => {
    const snapshot = await firstBackup();
    app.faults.add({ on: { kind: ['list', 'list-v2'], nth: 4 }, do: { kind: 'token-expires' } });
    expectError(await run(['backup', 'Shop', '--json']), ['auth-expired', 'auth-revoked']);
    await expectStillThere(snapshot);
    app.faults.clear();
    expect((await run(['app', 'reconnect', 'Shop', '--token-env', 'T', '--json'], { T: app.token })).code).toBe(0);
    expect((await run(['backup', 'Shop', '--json'])).code).toBe(0);
  });

  it('it cannot be reached: exit 1, the backups stay', async () => {
    const snapshot = await firstBackup();
    const broken = (await readFile(path.join(desk.home, 'config.json'), 'utf8')).replace(app.url, 'http://127.0.0.1:9');
    await writeFile(path.join(desk.home, 'config.json'), broken);
    expectError(await run(['backup', 'Shop', '--json']), 'network');
    await expectStillThere(snapshot);
  });

  it('one table cannot be read: the backup is incomplete, exit 3, and says which and why', async () => {
    app.faults.add({ on: { kind: ['list', 'list-v2'], entity: 'Invoice' }, do: { kind: 'status', status: 403, body: { message: 'no' } } });
    const { code, stdout } = await run(['backup', 'Shop', '--json']);
    const report = backupShape.parse(JSON.parse(stdout));
    expect([code, report.outcome]).toEqual([3, 'incomplete']);
    const failed = report.entities.filter((entity) => entity.status !== 'complete');
    expect(failed.map((entity) => entity.name)).toEqual(['Invoice']);
    expect(failed[0]?.reason?.length).toBeGreaterThan(10);
  });
});

describe('a place that cannot be added', () => {
  afterEach(async () => {
    expect(await files(desk.home)).toEqual([]);
  });

  it('because it is a file', async () => {
    await writeFile(desk.at('file'), 'precious');
    expectError(await addPlace(desk.at('file')), 'invalid-input', 2);
    expect(await readFile(desk.at('file'), 'utf8')).toBe('precious');
  });

  it('because it is in a file', async () => {
    await writeFile(desk.at('file'), 'precious');
    expectError(await addPlace(desk.at('file', 'inside')), 'invalid-input', 2);
  });

  it('because it can only be read', async (context) => {
    await withDrive(context, 1_000_000, async (drive) => {
      drive.remountReadOnly();
      expectError(await addPlace(drive.path), 'permission-denied');
    });
  });

  it('because it is full', async (context) => {
    await withDrive(context, 64 * 1024, async (drive) => {
      await fill(drive);
      expectError(await addPlace(drive.path), 'quota-exceeded');
    });
  });
});

describe('a place that goes wrong later', () => {
  it('full: quota-exceeded, nothing half-made is listed, and with room again the backup goes on', async (context) => {
    await withDrive(context, 256 * 1024, async (drive) => {
      expect((await addPlace(drive.path)).code).toBe(0);
      expect((await addApp()).code).toBe(0);
      expectError(await run(['backup', 'Shop', '--json']), 'quota-exceeded');
      const { stdout } = await run(['snapshots', 'Shop', '--json']);
      expect(snapshotsShape.parse(JSON.parse(stdout)).snapshots).toEqual([]);
    });
  });

  it('read-only, then taken out: said in that way, and not made anew', async (context) => {
    await withDrive(context, 20_000_000, async (drive) => {
      await mkdir(path.join(drive.path, 'backups'));
      expect((await addPlace(path.join(drive.path, 'backups'))).code).toBe(0);
      expect((await addApp()).code).toBe(0);
      expect((await run(['backup', 'Shop', '--json'])).code).toBe(0);
      drive.remountReadOnly();
      expectError(await run(['backup', 'Shop', '--json']), 'permission-denied');
      expect((await run(['check', 'Shop', '--read-data', '--json'])).code).toBe(0);
      drive.takeOut();
      expectError(await run(['backup', 'Shop', '--json']), 'not-found');
      expectError(await run(['snapshots', 'Shop', '--json']), 'not-found');
      const test = await run(['destination', 'test', 'Backups', '--json']);
      expect([test.code, JSON.parse(test.stdout)]).toMatchObject([1, { ok: false }]);
      await expect(stat(path.join(drive.path, 'backups'))).rejects.toThrow('ENOENT');
    });
  });

  it('one of two is gone: the other has the backup, exit 3, and it catches up when it is back', async () => {
    expect((await run(['destination', 'add', 'Second', '--kind', 'local', '--path', desk.at('second'), '--json'])).code).toBe(0);
    await protect();
    const away = desk.at('away');
    await rename(desk.at('second'), away);
    const { code, stdout } = await run(['backup', 'Shop', '--json']);
    const report = backupShape.parse(JSON.parse(stdout));
    expect([code, report.outcome]).toEqual([3, 'complete']);
    expect(report.places).toMatchObject([{ name: 'Second', outcome: 'failed', error: { code: 'not-found' } }, { name: 'Backups', outcome: 'verified' }]);
    await rename(away, desk.at('second'));
    expect((await run(['backup', 'Shop', '--json'])).code).toBe(0);
    const listed = await run(['snapshots', 'Shop', '--destination', 'Second', '--json']);
    expect(snapshotsShape.parse(JSON.parse(listed.stdout)).snapshots).toHaveLength(2);
  });

  it('another app’s backups lie in its folder: conflict, and those stay untouched', async () => {
    await protect();
    expect((await run(['backup', 'Shop', '--json'])).code).toBe(0);
    const before = await files(desk.at('place'));
    const stranger = await makeDesk();
    const at = async (args: readonly string[]): Promise<CliEnd> => stranger.run([...args, '--json'], { env: { T: app.token } });
    await at(['destination', 'add', 'Same', '--kind', 'local', '--path', desk.at('place')]);
    await at(['app', 'add', 'Shop', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'T']);
    expectError(await at(['backup', 'Shop']), 'conflict');
    expectError(await at(['snapshots', 'Shop']), 'conflict');
    await stranger.remove();
    expect(await files(desk.at('place'))).toEqual(before);
    expect((await run(['check', 'Shop', '--read-data', '--json'])).code).toBe(0);
  });
});

describe('a home that cannot be used', () => {
  it('a settings file that is damaged is named and kept', async () => {
    await mkdir(desk.home);
    await writeFile(path.join(desk.home, 'config.json'), '{"version": 1, ');
    expect(expectError(await run(['app', 'list', '--json']), 'corrupt', 4)).toContain(path.join(desk.home, 'config.json'));
    expectError(await addPlace(), 'corrupt', 4);
    expect(await readFile(path.join(desk.home, 'config.json'), 'utf8')).toBe('{"version": 1, ');
  });

  it('a home that is a file', async () => {
    await writeFile(desk.home, 'x');
    expectError(await addPlace(), 'permission-denied');
    expectError(await run(['app', 'list', '--json']), 'permission-denied');
  });

  it('a wrong passphrase: the secrets stay as they are', async () => {
    await protect();
    const before = await readFile(path.join(desk.home, 'secrets.age'));
    expectError(await run(['backup', 'Shop', '--json'], { HOLDFAST_KEYCHAIN_PASSPHRASE: 'another' }), 'permission-denied');
    expect(Buffer.compare(before, await readFile(path.join(desk.home, 'secrets.age')))).toBe(0);
  });

  it('no passphrase, an unknown keychain, no keychain at all', async () => {
    const add = ['app', 'add', 'Shop', '--platform', 'base44', '--url', app.url, '--app-id', app.appId, '--token-env', 'T', '--json'];
    expectError(await run(add, { T: app.token, HOLDFAST_KEYCHAIN_PASSPHRASE: '' }), 'invalid-input', 2);
    expectError(await run(add, { T: app.token, HOLDFAST_KEYCHAIN: 'clay tablet' }), 'invalid-input', 2);
    expect(expectError(await run(add, { T: app.token, HOLDFAST_KEYCHAIN: '' }), 'permission-denied')).toContain('HOLDFAST_KEYCHAIN=file');
    expect(appsShape.parse(JSON.parse((await run(['app', 'list', '--json'])).stdout)).apps).toEqual([]);
  });
});

describe('in all that was said and kept above', () => {
  it('there is no secret', () => {
    const secrets = { token: app.token, expired: app.expiredToken, revoked: app.revokedToken, workspace: app.workspaceKey, wrong: 'sample_wrong_token_0123456789', passphrase };
    expect(said.length).toBeGreaterThan(60);
    for (const [name, secret] of Object.entries(secrets)) {
      const where = said.find((text) => text.includes(secret));
      expect(where, name).toBeUndefined();
    }
    expect(said.filter((text) => text.includes('AGE-SECRET-KEY'))).toEqual([]);
  });
});

async function withDrive(context: TestContext, bytes: number, work: (drive: SmallDrive) => Promise<void>): Promise<void> {
  const drive = await mountSmallDrive(bytes);
  if (typeof drive === 'string') {
    context.skip(drive);
    return;
  }
  try {
    await work(drive);
  } finally {
    await drive.close();
  }
}

async function fill(drive: SmallDrive): Promise<void> {
  await writeFile(path.join(drive.path, 'filler'), Buffer.alloc(10_000_000)).catch(() => undefined);
}
