import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ElectronApplication } from '@playwright/test';
import { confinementOfPages } from '../support/sandbox.ts';
import { watchPage } from '../support/walk.ts';
import { expectNothingOfNode, expectPolicyInForce, expectWelcome } from '../support/window-page.ts';
import { expect, started, test, whyNoElectron } from './walk.ts';

const why = whyNoElectron();
test.skip(why !== undefined, why);

test('the window opens on our own scheme with the page, and the page talks to the engine', async ({ program }) => {
  const page = await program.firstWindow();
  const complaints = watchPage(page);
  await expectWelcome(page);
  expect(page.url()).toMatch(/^app:\/\/holdfast\/index\.html/);
  await expect.poll(() => windows(program)).toEqual([true]);
  expect(await engines(program)).toHaveLength(1);
  expect(complaints).toEqual([]);
});

test('the page has the two ports and nothing of Electron or Node', async ({ program }) => {
  const page = await program.firstWindow();
  await expectWelcome(page);
  await expectNothingOfNode(page);
});

test('every page runs in a sandbox', async ({ program }) => {
  await expectWelcome(await program.firstWindow());
  if (process.platform === 'linux') {
    const pages = confinementOfPages(program.process().pid ?? 0);
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.filter(({ filtered, noNewRights }) => !(filtered && noNewRights))).toEqual([]);
  } else {
    const pages = await program.evaluate(({ app }) => app.getAppMetrics().flatMap(({ type, sandboxed }) => (type === 'Tab' ? [sandboxed] : [])));
    expect(pages).toEqual([true]);
  }
});

test('nothing is loaded from elsewhere, and no script from a text', async ({ program }) => {
  const page = await program.firstWindow();
  await expectWelcome(page);
  await expectPolicyInForce(page);
  await expectWelcome(page);
});

test('closing the window keeps it running; a second start shows it again, and ends', async ({ program, env }) => {
  await expectWelcome(await program.firstWindow());
  const before = await engines(program);
  await program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => windows(program)).toEqual([false]);
  expect(await engines(program)).toEqual(before);

  // Whether the window manager, if there is any, gives it the focus is not ours to say; that it is asked for is.
  await program.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return;
    const focus = window.focus.bind(window);
    window.focus = () => {
      Reflect.set(globalThis, 'focusWasAsked', true);
      focus();
    };
  });
  const second = spawn(started.executable, started.args, { env, stdio: 'ignore' });
  expect(await once(second, 'exit')).toEqual([0, null]);
  await expect.poll(() => windows(program)).toEqual([true]);
  expect(await program.evaluate(() => Reflect.get(globalThis, 'focusWasAsked'))).toBe(true);
});

test('there is a tray, which says when the engine is gone and when it is back', async ({ program }) => {
  const page = await program.firstWindow();
  await expectWelcome(page);
  await program.evaluate(({ Tray }) => {
    const said: string[] = [];
    const seen: boolean[] = [];
    Reflect.set(globalThis, 'saidByTray', said);
    Reflect.set(globalThis, 'seenInTray', seen);
    const { setToolTip, setImage } = Tray.prototype;
    Tray.prototype.setImage = function (image) {
      // A picture that is not in the package is an empty one, and nothing by the clock.
      seen.push(typeof image !== 'string' && !image.isEmpty() && !this.isDestroyed());
      setImage.call(this, image);
    };
    Tray.prototype.setToolTip = function (text) {
      said.push(text);
      setToolTip.call(this, text);
    };
  });
  const before = await engines(program);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  const said = (): Promise<readonly string[]> => program.evaluate(() => Reflect.get(globalThis, 'saidByTray'));
  // Gone, started again, and back with nothing to call safe: no app is protected here.
  await expect.poll(async () => [(await said())[0], (await said()).includes('Holdfast'), (await said()).at(-1)]).toEqual(['Holdfast: something needs you', true, 'Holdfast: something needs you']);
  const seen: readonly boolean[] = await program.evaluate(() => Reflect.get(globalThis, 'seenInTray'));
  expect([seen.length > 0, seen.every(Boolean)]).toEqual([true, true]);
  const after = await engines(program);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  await expectWelcome(page);
});

/** Whether each window can be seen. */
function windows(program: ElectronApplication): Promise<readonly boolean[]> {
  return program.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()));
}

/** Process ids. */
function engines(program: ElectronApplication): Promise<readonly number[]> {
  return program.evaluate(({ app }) => app.getAppMetrics().flatMap(({ pid, name }) => (name === 'Holdfast engine' ? [pid] : [])));
}
