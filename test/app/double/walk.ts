import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { Desktop, type DesktopOptions } from '../../support/electron-double/start-desktop.ts';
import type { Seen } from '../../support/electron-double/orders.ts';

interface DesktopFixtures {
  /** Started for this test; `desktopOptions` says how. */
  readonly desktop: Desktop;
  readonly desktopOptions: DesktopOptions;
}

export const test = base.extend<DesktopFixtures>({
  desktopOptions: [{}, { option: true }],
  desktop: async ({ desktopOptions }, use, testInfo) => {
    const desktop = await Desktop.start(desktopOptions);
    await use(desktop);
    await desktop.remove();
    if (testInfo.status !== testInfo.expectedStatus) process.stderr.write(desktop.said);
  },
});

export { expect } from '@playwright/test';
export { expectWelcome } from '../support/window-page.ts';

/** Waits until the desktop looks like that. */
export async function expectSeen<T>(desktop: Desktop, what: (seen: Seen) => T, expected: T): Promise<void> {
  await expect.poll(async () => what(await desktop.look()), { timeout: 60_000, intervals: [50, 100, 200] }).toEqual(expected);
}

/** Starts the program a second time, as the system does for what is opened with it. @returns its exit code */
export async function startAgain(desktop: Desktop, ...args: readonly string[]): Promise<number> {
  const root = join(import.meta.dirname, '..', '..', '..');
  const second = spawn(process.execPath, ['--import', join(root, 'test/support/electron-double/register.ts'), join(root, 'out/main/main.js'), ...args], {
    stdio: 'ignore',
    env: { ...process.env, HOME: desktop.home, HOLDFAST_HOME: join(desktop.home, 'state') },
  });
  const [code] = await once(second, 'exit');
  return Number(code ?? -1);
}

export const trayState = ({ tray }: Seen): string | undefined => tray?.state;
export const trayLabels = ({ tray }: Seen): readonly string[] => (tray?.menu ?? []).map(({ label }) => label);

/** The output of a call of the engine or the desktop; a call that fails fails the test. */
export async function call(desktop: Desktop, side: 'engine' | 'desktop', path: string, input?: unknown): Promise<unknown> {
  const answer = await desktop.do('call', { side, path: path.split('.'), ...(input === undefined ? {} : { input }) });
  if ('error' in answer) throw new Error(`${path}: ${answer.error.code} ${answer.error.message}`);
  return answer.output;
}

/** The code with which a call is refused. */
export async function refusal(desktop: Desktop, side: 'engine' | 'desktop', path: string, input?: unknown): Promise<string> {
  const answer = await desktop.do('call', { side, path: path.split('.'), ...(input === undefined ? {} : { input }) });
  return 'error' in answer ? answer.error.code : 'not refused';
}
