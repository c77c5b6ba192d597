import { Desktop } from '../../support/electron-double/start-desktop.ts';
import { expect, expectSeen, expectWelcome, startAgain, test } from './walk.ts';

const asked = async (desktop: Desktop): Promise<readonly string[]> => (await desktop.look()).notes.flatMap((note) => (note.kind === 'asked' ? [note.message] : []));

test('closing the window keeps it running, and says so the first time only', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  await desktop.do('closeWindow');
  const first = await desktop.look();
  expect([first.window?.visible, first.engines.length, first.notices.map(({ title }) => title)]).toEqual([false, 1, ['Holdfast keeps running']]);
  await desktop.do('clickNotice', { title: 'Holdfast keeps running' });
  expect((await desktop.look()).window?.visible).toBe(true);
  await desktop.do('closeWindow');
  expect((await desktop.look()).notices).toHaveLength(1);
});

test('a second start shows the window of the first, and ends', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  await desktop.do('closeWindow');
  expect(await startAgain(desktop)).toBe(0);
  await expectSeen(desktop, ({ window }) => [window?.visible, window?.focused], [true, 1]);
});

test('the window opens where it was, the next time too', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  const bounds = { x: 300, y: 120, width: 1000, height: 700 };
  await desktop.do('placeWindow', { ...bounds, maximized: true });
  await desktop.do('closeWindow');
  await desktop.do('quit');
  expect(await desktop.ended).toBe(0);
  const next = await Desktop.start({ home: desktop.home });
  try {
    await next.page();
    expect((await next.look()).window).toMatchObject({ bounds, maximized: true });
  } finally {
    await next.remove();
  }
});

test('quitting closes the engine and ends', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  const { engines } = await desktop.look();
  await desktop.do('chooseInTray', { labels: ['Quit Holdfast'] });
  expect(await desktop.ended).toBe(0);
  expect(engines.filter((pid) => isAlive(pid))).toEqual([]);
});

test.describe('while a backup runs', () => {
  test.use({ desktopOptions: { args: ['--sample', '--hidden'] } });

  test('quitting asks first, and does what was answered', async ({ desktop }) => {
    await expectSeen(desktop, ({ keptAwake }) => keptAwake, true);
    await desktop.do('answerButton', { label: 'Keep running' });
    await desktop.do('quit');
    expect(await asked(desktop)).toEqual(['A backup is running. Quit anyway?']);
    await desktop.do('answerButton', { label: 'Quit' });
    // Were the backup done by now, nothing would be asked.
    await desktop.do('quit');
    expect(await desktop.ended).toBe(0);
  });

  test('a computer that shuts down is not held up by a question', async ({ desktop }) => {
    await expectSeen(desktop, ({ keptAwake }) => keptAwake, true);
    expect(await desktop.do('shutdown')).toEqual({ held: true });
    expect(await desktop.ended).toBe(0);
  });

  test('Windows that logs the person off is not held up either', async ({ desktop }) => {
    await expectSeen(desktop, ({ keptAwake }) => keptAwake, true);
    await desktop.do('clickTray');
    await desktop.page();
    await desktop.do('endSession');
    expect(await desktop.ended).toBe(0);
    expect(desktop.said).toBe('');
  });

  test('a program that is killed takes its engine with it, and the browser that stands in for its window', async ({ desktop }) => {
    await expectSeen(desktop, ({ keptAwake }) => keptAwake, true);
    await desktop.do('clickTray');
    const session = await (await desktop.page()).context().browser()?.newBrowserCDPSession();
    const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {};
    const started = [...(await desktop.look()).engines, ...processInfo.map(({ id }) => id)];
    // One engine, and of Chromium at least the browser and the page.
    expect(started.length).toBeGreaterThan(2);
    expect(started.filter((pid) => !isAlive(pid))).toEqual([]);
    await desktop.kill();
    await expect.poll(() => started.filter((pid) => isAlive(pid))).toEqual([]);
    // The engine was in the middle of a word, and nobody has to read about it.
    expect(desktop.said).toBe('');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
