import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type ElectronApplication, _electron, test as base } from '@playwright/test';
import { electronProgram, whyNoWindow } from '../../../build/electron-program.mjs';

const root = path.join(import.meta.dirname, '..', '..', '..');
/** A package that lets itself be looked into (`npm run package -- --inspectable`), where one is named; it then has to be there. */
const packaged = process.env['HOLDFAST_INSPECTABLE'] ?? '';

/** How the program is started: that package by itself, or Electron with this folder, as `npm start` gives it. */
export const started: { readonly executable: string; readonly args: readonly string[] } = packaged === '' ? { executable: electronProgram() ?? '', args: [root] } : { executable: path.resolve(root, packaged), args: [] };

/** Why Electron itself cannot be walked through here; undefined where it can. */
export function whyNoElectron(): string | undefined {
  if (packaged !== '') return undefined;
  const why = whyNoWindow() ?? (electronProgram() === undefined ? 'its program was not fetched yet' : undefined);
  return why === undefined ? undefined : `needs Electron's window: ${why}. On a desktop: npm start, then npm test -- app`;
}

interface ElectronFixtures {
  /** An empty home; removed at the end. */
  readonly home: string;
  /** The environment on that home. */
  readonly env: Readonly<Record<string, string>>;
  /** The built program in Electron, or packaged. */
  readonly program: ElectronApplication;
}

export const test = base.extend<ElectronFixtures>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of the fixtures that are needed from here.
  home: async ({}, use) => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-electron-'));
    await use(home);
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  env: async ({ home }, use) => {
    const own = { HOLDFAST_HOME: home, HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'only for this test' };
    const inherited = Object.entries(process.env).flatMap(([name, value]) => (value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value] as const]));
    await use({ ...Object.fromEntries(inherited), ...own });
  },
  program: async ({ env }, use) => {
    // Without `chromiumSandbox` it would run with less protection than a person has.
    const { executable, args } = started;
    const program = await _electron.launch({ ...(packaged === '' ? {} : { executablePath: executable }), args: [...args], cwd: root, env, chromiumSandbox: true, colorScheme: null });
    await use(program);
    await program.close();
  },
});

export { expect } from '@playwright/test';
