import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, test as base } from '@playwright/test';
import { PackagedProgram } from '../packaged/packaged-program.ts';
import { expectOnlyOne, expectReadBack, expectSampleSafe, expectStartAtLogin, expectWindow } from '../packaged/walks.ts';
import { chromiumPath } from '../support/chromium.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** The walks that a release rests on, over the stand-in for Electron as a program of its own: where they are wrong is seen here. */
const test = base.extend<{ readonly home: string; readonly start: (...args: readonly string[]) => PackagedProgram }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of the fixtures that are needed from here.
  home: async ({}, use) => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-packaged-'));
    await use(home);
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  start: async ({ home }, use) => {
    const executable = path.join(home, 'holdfast');
    const words = [process.execPath, '--import', path.join(root, 'test/support/electron-double/register.ts'), path.join(root, 'out/main/main.js')];
    await writeFile(executable, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
    await chmod(executable, 0o700);
    const inherited = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const env = { ...Object.fromEntries(inherited), HOME: home, XDG_CONFIG_HOME: path.join(home, '.config'), HOLDFAST_HOME: path.join(home, 'state'), ELECTRON_DOUBLE_CHROMIUM: chromiumPath() ?? chromium.executablePath(), HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'only for this test' };
    const started: PackagedProgram[] = [];
    await use((...args) => {
      const program = PackagedProgram.start({ executable, args, env });
      started.push(program);
      return program;
    });
    await Promise.all(started.map((program) => program.close()));
  },
});
test.skip(process.platform === 'win32', 'The stand-in is started by a script of Unix.');

test('a window opens, and a second start ends while the first goes on', async ({ start }) => {
  const program = start();
  await expectWindow(program);
  await expectOnlyOne(program);
});

test('the sample app is backed up, starting at login is a switch that holds, and the command line reads the backup back', async ({ start, home }) => {
  const program = start('--sample');
  await expectSampleSafe(program);
  const entry = path.join(home, '.config', 'autostart', 'holdfast.desktop');
  await expectStartAtLogin(program, () => access(entry).then(() => true, () => false));
  await program.close();
  await expectReadBack(path.join(home, 'state', 'sample'));
});
