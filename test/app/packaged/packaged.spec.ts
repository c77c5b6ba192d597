import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { confinementOfPages } from '../support/sandbox.ts';
import { expectWelcome } from '../support/window-page.ts';
import { expectOnlyOne, expectReadBack, expectSampleSafe, expectStartAtLogin, expectWindow } from './walks.ts';
import { expect, intrusion, test, whyNotPackaged } from './walk.ts';

const why = whyNotPackaged();
test.skip(why !== undefined, why);

test('the window opens with the page, which has no way to Node', async ({ program }) => {
  await expectWindow(program);
});

test('every page runs in a sandbox', async ({ program }) => {
  test.skip(process.platform !== 'linux', 'Only Linux tells others about it; elsewhere the inspectable program asks Electron.');
  await expectWelcome(await program.page());
  const pages = confinementOfPages(program.pid);
  expect(pages.length).toBeGreaterThan(0);
  expect(pages.filter(({ filtered, noNewRights }) => !(filtered && noNewRights))).toEqual([]);
});

test('a second start ends, and the first goes on', async ({ program }) => {
  await expectOnlyOne(program);
});

test.describe('with the sample app', () => {
  test.use({ args: ['--sample'] });
  test('its first backup is whole, starting at login is a switch that holds, and another program reads the backup back', async ({ program, home }) => {
    await expectSampleSafe(program);
    const entry = path.join(home, '.config', 'autostart', 'holdfast.desktop');
    await expectStartAtLogin(program, process.platform === 'linux' ? () => access(entry).then(() => true, () => false) : undefined);
    await program.close();
    await expectReadBack(path.join(home, 'sample'));
  });
});

test.describe('started by somebody who wants to look inside', () => {
  test.use({ args: ['--inspect=0'], intruding: true });
  test('it is the app all the same: no debugger, not Node, no program of theirs', async ({ program, home }) => {
    await expectWelcome(await program.page());
    expect(program.said).not.toContain('Debugger listening');
    expect(existsSync(path.join(home, intrusion))).toBe(false);
  });
});
