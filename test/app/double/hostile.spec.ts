import { symlink, writeFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { portsChannel } from '../../../electron/preload/channel.ts';
import type { Desktop } from '../../support/electron-double/start-desktop.ts';
import { expectPolicyInForce } from '../support/window-page.ts';
import { expect, expectWelcome, test } from './walk.ts';

const renderer = path.join(import.meta.dirname, '..', '..', '..', 'out', 'renderer');
const noted = async (desktop: Desktop, kind: string): Promise<readonly string[]> => (await desktop.look()).notes.flatMap((note) => (note.kind === kind && 'url' in note ? [note.url] : []));

test('a page goes nowhere', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  for (const target of ['https://evil.example/', 'http://127.0.0.1:9/', '/assets/']) {
    await page.evaluate(`location.href = ${JSON.stringify(target)}`).catch(() => undefined);
  }
  await expect.poll(() => noted(desktop, 'navigation-refused')).toEqual(['https://evil.example/', 'http://127.0.0.1:9/', 'app://holdfast/assets/']);
  await expectWelcome(page);
});

test('a page opens no window; a safe link opens in the browser of the person, anything else nowhere', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  const links = ['https://docs.example/a?b=c', 'http://plain.example/', 'file:///etc/passwd', 'https://bank.example@evil.example/', 'ms-msdt:/id%20PCWDiagnostic'];
  for (const link of links) expect(await page.evaluate(`window.open(${JSON.stringify(link)})`)).toBeNull();
  await expect.poll(() => noted(desktop, 'opened-outside')).toEqual(['https://docs.example/a?b=c']);
  expect(await noted(desktop, 'window-opened')).toEqual([]);
  await expect.poll(() => noted(desktop, 'window-refused')).toHaveLength(links.length);
});

test('a page is not redirected, embeds no other one and downloads nothing', async ({ desktop }) => {
  await desktop.page();
  for (const what of ['will-redirect', 'will-attach-webview', 'will-download'] as const) expect(await desktop.do('attempt', { what }), what).toEqual({ prevented: true });
});

test('a page gets no permission but notices and copying', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  expect(await page.evaluate("Promise.all(['geolocation', 'camera', 'microphone', 'midi', 'notifications'].map(async (name) => (await navigator.permissions.query({ name })).state))")).toEqual(['denied', 'denied', 'denied', 'denied', 'granted']);
  for (const [permission, url, granted] of [
    ['media', 'app://holdfast/index.html', false],
    ['openExternal', 'app://holdfast/index.html', false],
    ['fileSystem', 'app://holdfast/index.html', false],
    ['notifications', 'app://holdfast/index.html', true],
    ['notifications', 'https://evil.example/', false],
    ['notifications', 'app://holdfast.evil/', false],
  ] as const) {
    expect(await desktop.do('permission', { permission, url }), `${permission} for ${url}`).toEqual({ asked: granted, checked: granted });
  }
});

test('nothing is loaded from elsewhere, and no script from a text', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await expectPolicyInForce(page);
  await expectWelcome(page);
});

test('the protocol hands out the built page and no other file', async ({ desktop }) => {
  const outside = path.join(desktop.home, 'secret.json');
  const link = path.join(renderer, 'assets', 'planted.json');
  await desktop.page();
  await writeFile(outside, '"secret"');
  await symlink(outside, link);
  try {
    const statuses = await Promise.all(
      [
        'app://holdfast/',
        'app://holdfast/index.html',
        'app://holdfast/assets/planted.json',
        'app://holdfast/..%2f..%2fpackage.json',
        'app://holdfast/%2e%2e/main/main.js',
        'app://holdfast/..%5c..%5cpackage.json',
        'app://holdfast/index.html%00.png',
        'app://holdfast//etc/passwd',
        'app://holdfast/assets',
        'app://holdfast/.built-from',
        'app://other/index.html',
        'app://holdfast/C:/Windows/win.ini',
      ].map(async (url) => (await desktop.do('get', { url })).status),
    );
    expect(statuses).toEqual([200, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404]);
  } finally {
    await rm(link);
  }
  const { headers } = await desktop.do('get', { url: 'app://holdfast/index.html' });
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin', 'content-type': 'text/html; charset=utf-8' });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
});

test('only our own page, in its main frame, gets ports', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  const ask = (who: { readonly origin?: string; readonly inFrame?: boolean; readonly foreignWindow?: boolean }): Promise<number> =>
    desktop.do('forgeMessage', { channel: portsChannel, origin: 'app://holdfast', inFrame: false, foreignWindow: false, ...who });
  expect(await ask({})).toBe(1);
  expect(await ask({ inFrame: true })).toBe(0);
  expect(await ask({ foreignWindow: true })).toBe(0);
  for (const origin of ['https://evil.example', 'app://holdfast.evil', 'app://evil', 'null', 'APP://HOLDFAST']) expect(await ask({ origin }), origin).toBe(0);
  expect(desktop.said).toContain('refused ports, to https://evil.example\n');
});
