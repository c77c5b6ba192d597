import { watchPage } from '../support/walk.ts';
import { expectNothingOfNode } from '../support/window-page.ts';
import { call, expect, expectSeen, expectWelcome, test } from './walk.ts';

test('the window opens with the page, and the page talks to the engine', async ({ desktop }) => {
  const page = await desktop.page();
  const complaints = watchPage(page);
  await expectWelcome(page);
  await expectSeen(desktop, ({ window }) => window?.visible, true);
  const { window, sandboxed, engines } = await desktop.look();
  expect(window).toMatchObject({ background: '#F7F7F5', minimum: [900, 600] });
  expect(window?.address).toMatch(/^app:\/\/holdfast\/index\.html/);
  expect([sandboxed, engines.length]).toEqual([true, 1]);
  expect(complaints).toEqual([]);
});

test('the page has the two ports and nothing of Electron or Node', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await expectNothingOfNode(page);
});

test('its styles carry the nonce of their load, and each load has another one', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  const nonce = (): Promise<unknown> => page.evaluate("document.querySelector('meta[name=style-nonce]').content");
  const first = await nonce();
  expect(first).toMatch(/^[\w+/=]{20,}$/);
  expect(await page.evaluate("[...document.querySelectorAll('style')].length > 0 && [...document.querySelectorAll('style')].every((style) => style.nonce !== '')")).toBe(true);
  await page.evaluate('location.reload()');
  await page.waitForFunction((old) => document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content !== old, first);
  await expectWelcome(page);
});

test('a page that is loaded anew gets new ports', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await page.evaluate("sessionStorage.setItem('before', 'yes'); location.reload()");
  await page.waitForLoadState('load');
  await expectWelcome(page);
  expect(await call(desktop, 'engine', 'apps.list')).toEqual({ apps: [] });
});

test('a page that crashed is loaded anew, and the engine is not touched by it', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await page.evaluate('window.stayed = true');
  const { engines } = await desktop.look();
  const crashed = page.waitForEvent('crash');
  await desktop.do('crashPage');
  await crashed;
  const next = await desktop.page();
  await expectWelcome(next);
  expect(await next.evaluate('window.stayed')).toBeUndefined();
  expect((await desktop.look()).engines).toEqual(engines);
});

test.describe('in a dark room', () => {
  test.use({ desktopOptions: { env: { ELECTRON_DOUBLE_DARK: '1' } } });
  test('the window is dark before its first pixel', async ({ desktop }) => {
    await desktop.page();
    expect((await desktop.look()).window?.background).toBe('#141513');
  });
});

test.describe('at login', () => {
  test.use({ desktopOptions: { args: ['--hidden'] } });
  test('there is a tray and an engine, and no window until it is asked for', async ({ desktop }) => {
    await expectSeen(desktop, ({ engines }) => engines.length, 1);
    expect((await desktop.look()).window).toBeNull();
    await desktop.do('clickTray');
    await expectWelcome(await desktop.page());
  });
});
