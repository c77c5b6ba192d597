import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import { releaseFile } from '../../../electron/main/updates/feed.ts';
import { Desktop } from '../../support/electron-double/start-desktop.ts';
import { type Packaged, packaged, sayingPackage } from '../../support/updates/packaged.ts';
import { UpdateServer, signingKey } from '../../support/updates/update-server.ts';
import { expectAccessible } from '../support/walk.ts';
import { call, expect, expectSeen, test as base, trayLabels, trayState } from './walk.ts';

/** electron-updater itself, in the program as it is packed, against a folder on a web server; what it installs is an AppImage. */
const file = releaseFile(process.platform, process.arch);
const key = signingKey();
const stranger = signingKey();

interface Surroundings {
  readonly server: UpdateServer;
  readonly folder: string;
  readonly installed: Packaged;
  readonly args: readonly string[];
}

const test = base.extend<Surroundings>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern which fixtures are wanted.
  server: async ({}, use) => {
    const server = await UpdateServer.start();
    await use(server);
    server.close();
  },
  // oxlint-disable-next-line no-empty-pattern -- as above
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-updates-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  installed: async ({ server, folder }, use) => {
    await use(await packaged(folder, { keys: [key.publicKey], feed: `provider: generic\nurl: ${server.address}\nupdaterCacheDirName: holdfast-updater\n` }));
  },
  args: [[], { option: true }],
  desktop: async ({ installed, args }, use, testInfo) => {
    const desktop = await Desktop.start({ program: installed.program, env: installed.env, args });
    await desktop.page();
    await expectSeen(desktop, ({ window }) => window?.visible, true);
    await use(desktop);
    await desktop.remove();
    if (testInfo.status !== testInfo.expectedStatus) process.stderr.write(desktop.said);
  },
});

test.skip(process.platform !== 'linux', 'AppImages are Linux’s.');

const check = async (desktop: Desktop): Promise<UpdatesState> => (await call(desktop, 'desktop', 'updates.check')) as UpdatesState;
const after = ({ problem, update, rollingOut }: UpdatesState): unknown => ({ problem: problem?.code, update: update && [update.version, update.stage], rollingOut });

test('nothing is taken that is not signed, whole, newer and meant for this computer', async ({ desktop, server, installed }) => {
  const release = { version: '0.2.0', content: sayingPackage('0.2.0'), notes: '<b>Restores</b> are faster.' };
  const nothing = { problem: undefined, update: undefined, rollingOut: undefined };
  const refused = (code: string): unknown => ({ ...nothing, problem: code });

  await test.step('unreachable: nothing is there, or nobody', async () => {
    server.put({});
    expect(after(await check(desktop))).toEqual(refused('network'));
    server.put({ [file]: (response) => response.destroy() });
    expect(after(await check(desktop))).toEqual(refused('network'));
  });
  await test.step('no signature, another one’s, one of another file, or of other words', async () => {
    server.offer(release, { key, file, spoilt: { [`${file}.sig`]: undefined } });
    expect(after(await check(desktop))).toEqual(refused('permission-denied'));
    server.offer(release, { key: stranger, file });
    expect(after(await check(desktop))).toEqual(refused('permission-denied'));
    server.offer(release, { key: { ...key, sign: (_name, bytes) => key.sign('latest-mac.yml', bytes) }, file });
    expect(after(await check(desktop))).toEqual(refused('permission-denied'));
    server.offer(release, { key: { ...key, sign: (name, bytes) => key.sign(name, Buffer.concat([bytes, Buffer.from(' ')])) }, file });
    expect(after(await check(desktop))).toEqual(refused('permission-denied'));
  });
  await test.step('a page in its place, or more than any release is', async () => {
    server.offer(release, { key, file, spoilt: { [file]: '<!doctype html><title>Sign in to the network</title>' } });
    expect(after(await check(desktop))).toEqual(refused('permission-denied'));
    server.offer(release, { key, file, spoilt: { [file]: Buffer.alloc(8 * 1024 * 1024, 'a') } });
    expect(after(await check(desktop))).toEqual(refused('permission-denied'));
    server.offer(release, { key, file, spoilt: { [file]: (response) => void response.writeHead(200).on('error', () => undefined).end(Buffer.alloc(300 * 1024, 'version: 9.9.9\n')) } });
    expect(after(await check(desktop))).toEqual(refused('permission-denied'));
  });
  await test.step('the same version, an older one, and one that is not for this computer yet', async () => {
    server.offer({ ...release, version: '0.1.0' }, { key, file });
    expect(after(await check(desktop))).toEqual(nothing);
    server.offer({ ...release, version: '0.0.9' }, { key, file });
    expect(after(await check(desktop))).toEqual(refused('conflict'));
    server.offer({ ...release, version: '0.1.1', rollout: 0 }, { key, file });
    expect(after(await check(desktop))).toEqual({ ...nothing, rollingOut: '0.1.1' });
  });
  expect(server.asked.map(({ path: asked }) => asked).filter((asked) => !asked.startsWith(`/${file}`))).toEqual([]);
  await test.step('packages that are not what was signed', async () => {
    const found = ['0.2.0', 'found'];
    const content = release.content;
    const name = 'Holdfast-0.2.0.AppImage';
    server.offer(release, { key, file, spoilt: { [name]: undefined } });
    expect(after(await check(desktop))).toEqual({ ...nothing, problem: 'network', update: found });
    server.offer(release, { key, file, spoilt: { [name]: content.subarray(0, -1) } });
    expect(after(await check(desktop))).toEqual({ ...nothing, problem: 'corrupt', update: found });
    server.offer(release, { key, file, spoilt: { [name]: Buffer.from(content.toString().replace('sh', 'zz')) } });
    expect(after(await check(desktop))).toEqual({ ...nothing, problem: 'corrupt', update: found });
    server.offer(release, { key, file, spoilt: { [name]: (response) => response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 9), () => response.destroy()) } });
    expect(after(await check(desktop))).toEqual({ ...nothing, problem: 'network', update: found });
  });
  expect(await desktop.look().then(trayLabels)).not.toContain('Restart to update to 0.2.0');

  server.asked.length = 0;
  server.offer(release, { key, file });
  const good = await check(desktop);
  expect(after(good)).toEqual({ ...nothing, update: ['0.2.0', 'ready'] });
  expect(good.update?.news).toBe('Restores are faster.');
  // The question, and nothing of this computer with it.
  expect(server.asked.map(({ path: asked }) => asked)).toEqual([`/${file}`, `/${file}.sig`, '/Holdfast-0.2.0.AppImage']);
  for (const { headers } of server.asked) {
    expect(headers['user-agent']).toBe('Holdfast');
    expect(Object.keys(headers).filter((header) => !['host', 'connection', 'accept', 'accept-language', 'accept-encoding', 'sec-fetch-mode', 'cache-control', 'pragma', 'user-agent'].includes(header))).toEqual([]);
  }
  // What was signed a while ago is not believed again.
  server.offer({ ...release, version: '0.1.5' }, { key, file });
  expect(after(await check(desktop))).toEqual({ ...nothing, problem: 'conflict', update: ['0.2.0', 'ready'] });
  expect(await readFile(installed.appImage, 'utf8')).toBe('the old one');
  expect(await installed.started()).toEqual([]);
});

test('what is ready is installed from the tray: the engine is put down, the new version takes the place of the old one and starts', async ({ desktop, server, installed }) => {
  server.offer({ version: '0.2.0', content: sayingPackage('0.2.0') }, { key, file });
  await check(desktop);
  await expectSeen(desktop, (seen) => trayLabels(seen).includes('Restart to update to 0.2.0'), true);
  const [engine = 0] = (await desktop.look()).engines;
  await desktop.do('chooseInTray', { labels: ['Restart to update to 0.2.0'] });
  expect(await desktop.ended).toBe(0);
  expect(() => process.kill(engine, 0)).toThrow();
  await expect.poll(installed.started).toEqual([`0.2.0 ${installed.appImage}  silent=true`]);
  expect(await readFile(installed.appImage, 'utf8')).toBe(sayingPackage('0.2.0').toString());

  await test.step('and the next start knows', async () => {
    const next = await Desktop.start({ home: desktop.home, program: installed.program, env: { ...installed.env, ELECTRON_DOUBLE_VERSION: '0.2.0' } });
    await next.page();
    expect((await check(next)).past.map(({ kind, version, from }) => [kind, version, from])).toEqual([['updated', '0.2.0', '0.1.0']]);
    expect(await readdir(path.dirname(installed.appImage)).then((names) => names.filter((name) => name.startsWith('.')))).toEqual([]);
    await next.do('quit').catch(() => undefined);
    await next.ended;
  });
  await test.step('who puts the old one back is not given the new one again, until there is a newer one', async () => {
    const back = await Desktop.start({ home: desktop.home, program: installed.program, env: installed.env });
    await back.page();
    const state = await check(back);
    expect(state.past[0]).toMatchObject({ kind: 'taken-back', version: '0.2.0', from: '0.1.0' });
    expect(state.update?.held).toBe('taken-back');
    await back.do('quit').catch(() => undefined);
    await back.ended;
  });
});

test.describe('in the settings', () => {
  test.use({ args: ['--sample'] });

  test('a person sees what is new, puts it off, and is never interrupted by it', async ({ desktop, server }, testInfo) => {
    test.setTimeout(240_000);
    server.offer({ version: '0.2.0', content: sayingPackage('0.2.0'), notes: '## 0.2.0\n\n- Restores are **twice as fast**, and say how long they take.\n- More' }, { key, file });
    const page = await desktop.page();
    await expectSeen(desktop, trayState, 'safe');
    await page.getByRole('link', { name: 'Settings' }).click();
    const card = page.locator('#updates');
    await expect(card.getByText('Not looked for yet.')).toBeVisible();
    await card.getByRole('button', { name: 'Look for updates' }).click();
    await expect(card.getByText('Holdfast 0.2.0 is ready')).toBeVisible();
    await expect(card.getByText('Restores are twice as fast, and say how long they take.')).toBeVisible();
    await expect(page.getByRole('link', { name: /^Settings.*Update ready$/ })).toBeVisible();
    await expectAccessible(page, 'settings with an update');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await card.scrollIntoViewIfNeeded();
      await page.screenshot({ path: testInfo.outputPath(`updates-${colorScheme}.png`) });
    }
    await page.setViewportSize({ width: 900, height: 600 });
    await card.scrollIntoViewIfNeeded();
    await expectAccessible(page, 'settings with an update, in the smallest window');
    await page.screenshot({ path: testInfo.outputPath('updates-900.png') });
    await page.setViewportSize({ width: 1280, height: 800 });

    await test.step('it is put off, and says so', async () => {
      await card.getByRole('button', { name: 'Put off' }).click();
      await page.getByRole('menuitem', { name: 'For a day' }).click();
      await expect(card.getByText(/^Put off until /)).toBeVisible();
      await expect(page.getByRole('link', { name: 'Update ready' })).toHaveCount(0);
    });
    await test.step('turned off', async () => {
      await card.getByRole('switch', { name: 'Update by itself' }).click();
      await expect(card.getByRole('switch', { name: 'Update by itself' })).not.toBeChecked();
    });
    const { apps } = (await call(desktop, 'engine', 'apps.list')) as { readonly apps: readonly { readonly name: string }[] };
    const app = apps[0]?.name ?? '';
    await test.step('while a change is watched it waits, though a person asked for it', async () => {
      await call(desktop, 'engine', 'guard.start', { app });
      await expectSeen(desktop, (seen) => trayLabels(seen).includes('End watching, with a last look'), true);
      await card.getByRole('button', { name: 'Restart to update' }).click();
      await expect(card.getByText('It waits until your change is no longer watched.')).toBeVisible();
      await page.screenshot({ path: testInfo.outputPath('updates-waits.png') });
      await expectSeen(desktop, (seen) => trayLabels(seen).includes('0.2.0 is installed when nothing runs'), true);
    });
    await desktop.do('chooseInTray', { labels: ['End watching, with a last look'] });
    expect(await desktop.ended).toBe(0);
  });
});
