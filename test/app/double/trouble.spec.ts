import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Desktop } from '../../support/electron-double/start-desktop.ts';
import type { Seen } from '../../support/electron-double/orders.ts';
import { keptProblems, secret, writtenDown } from '../support/kept-problems.ts';
import { call, expect, expectSeen, expectWelcome, test, trayState } from './walk.ts';

const state = (desktop: Desktop): string => path.join(desktop.home, 'state');
const asked = ({ notes }: Seen): readonly string[] => notes.flatMap((note) => (note.kind === 'asked' ? [note.message] : []));
const titles = ({ notices }: Seen): readonly string[] => notices.map(({ title }) => title);

/** A report says so, and neither it nor the log nor what was said holds a word of what was thrown. */
async function expectKept(desktop: Desktop, problems: readonly string[]): Promise<void> {
  await expect.poll(() => keptProblems(state(desktop))).toEqual(problems);
  const text = (await writtenDown(state(desktop))) + desktop.said;
  for (const part of ['AGE-SECRET-KEY', 'WALKWALK', 'chloe@', 'sk_live']) expect(text).not.toContain(part);
}

for (const as of ['error', 'rejection'] as const) {
  test(`an uncaught ${as} in main ends in words, a report and a new start, and never in a green icon`, async ({ desktop }) => {
    await expectWelcome(await desktop.page());
    await desktop.do('throwInMain', { message: secret, as });
    await expectSeen(desktop, asked, ['Holdfast had a problem and has to start again.']);
    const seen = await desktop.look();
    expect([seen.tray?.state, seen.tray?.menu[0]?.label]).toEqual(['needs-you', 'Holdfast had a problem and has to start again']);
    // The engine goes on, and what it says meanwhile makes nothing green.
    expect(seen.engines).toHaveLength(1);
    await call(desktop, 'engine', 'settings.set', { notices: 'off' });
    expect(trayState(await desktop.look())).toBe('needs-you');
    // A second error while the question stands is part of the first.
    await desktop.do('throwInMain', { message: secret, as });
    await expectKept(desktop, [as === 'error' ? 'main uncaught-error' : 'main unhandled-rejection']);

    await desktop.do('answerButton', { label: 'Show the report' });
    await expect.poll(async () => (await desktop.look()).notes.filter(({ kind }) => kind === 'shown-in-folder')).toHaveLength(1);
    await desktop.do('answerButton', { label: 'Start again' });
    expect(await desktop.ended).toBe(0);
    expect(desktop.said).toContain('The double is started again with [].');
  });
}

test('an engine that fails keeps a report itself, is started again, and the person is told', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  await desktop.do('throwInEngine', { message: secret, as: 'rejection' });
  await expectSeen(desktop, titles, ['Holdfast had to start again']);
  await expectKept(desktop, ['engine unhandled-rejection']);
  // What is killed from outside can keep none: main does.
  await desktop.do('crashEngine');
  await expectSeen(desktop, (seen) => titles(seen).length, 2);
  await expectKept(desktop, ['engine unhandled-rejection', 'main engine-ended']);
  const { text } = (await call(desktop, 'engine', 'reports.make')) as { readonly text: string };
  expect(text).toContain('an error that nothing waited for; the program ended');
  expect(text).toContain('the engine’s process ended (exit 1)');
});

test('a page whose process ends or hangs is there again, with words and a report', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  const crashed = page.waitForEvent('crash');
  await desktop.do('crashPage');
  await crashed;
  await expectSeen(desktop, titles, ['The window had to start again']);
  const next = await desktop.page();
  await expectWelcome(next);
  await expectKept(desktop, ['main page-ended']);

  await desktop.do('hangPage');
  await expectSeen(desktop, asked, ['Holdfast’s window does not answer.']);
  const ended = next.waitForEvent('crash');
  await desktop.do('answerButton', { label: 'Start the page again' });
  await ended;
  await expectWelcome(await desktop.page());
  expect(await keptProblems(state(desktop))).toContain('main page-hung');
});

test('a script of the page that fails is told there, and noted without its words', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await page.evaluate(`setTimeout(() => { throw new TypeError(${JSON.stringify(secret)}); })`);
  await expect(page.getByText('Something in this page went wrong.')).toBeVisible();
  await expectWelcome(page);
  await expectKept(desktop, ['page page-error']);
});

test('a file of the page goes where the person wants it', async ({ desktop }) => {
  await expectWelcome(await desktop.page());
  const file = path.join(desktop.home, 'kept.txt');
  await desktop.do('answerSave', { file });
  expect(await call(desktop, 'desktop', 'saveFile', { fileName: '../../report.txt', base64: Buffer.from('what was shown').toString('base64') })).toEqual({ path: file });
  expect(await readFile(file, 'utf8')).toBe('what was shown');
  expect(asked(await desktop.look())).toEqual(['report.txt']);
  await desktop.do('answerSave', { file: null });
  expect(await call(desktop, 'desktop', 'saveFile', { fileName: 'report.txt', base64: 'eA==' })).toEqual({ path: null });
});
