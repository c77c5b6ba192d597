import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { PackagedProgram } from './packaged-program.ts';

/** The installed program; the release workflow says where. */
const executable = process.env['HOLDFAST_PACKAGED'] ?? '';

/** Why no packaged program can be used here; undefined where one is named, which then has to be there. */
export function whyNotPackaged(): string | undefined {
  return executable === '' ? 'needs a packaged program: HOLDFAST_PACKAGED names none. The release workflow has one on each system' : undefined;
}

interface PackagedFixtures {
  /** An empty home; removed at the end. */
  readonly home: string;
  /** Words for the program. */
  readonly args: readonly string[];
  /** Whether its environment asks Electron to be Node, and to run a program that leaves the file `intrusion` in the home. */
  readonly intruding: boolean;
  readonly program: PackagedProgram;
}

export const test = base.extend<PackagedFixtures>({
  args: [[], { option: true }],
  intruding: [false, { option: true }],
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of the fixtures that are needed from here.
  home: async ({}, use) => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-packaged-'));
    await use(home);
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  },
  program: async ({ home, args, intruding }, use, testInfo) => {
    const inherited = Object.entries(process.env).flatMap(([name, value]) => (value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value] as const]));
    const env = { ...Object.fromEntries(inherited), XDG_CONFIG_HOME: path.join(home, '.config'), HOLDFAST_HOME: home, HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'only for this test', ...(intruding ? await intrusionIn(home) : {}) };
    const program = PackagedProgram.start({ executable, args, env });
    await use(program);
    await program.close();
    if (testInfo.status !== testInfo.expectedStatus) process.stderr.write(program.said);
  },
});

export const intrusion = 'intruded';

async function intrusionIn(home: string): Promise<Readonly<Record<string, string>>> {
  const theirs = path.join(home, 'theirs.cjs');
  await writeFile(theirs, `require('node:fs').writeFileSync(${JSON.stringify(path.join(home, intrusion))}, '')`);
  return { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${JSON.stringify(theirs)}` };
}

export { expect } from '@playwright/test';
