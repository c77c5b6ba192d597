import { expect, type Page } from '@playwright/test';
import { watchPage } from '../support/walk.ts';
import { runCli } from '../../support/run-cli.ts';
import { expectNothingOfNode, expectPolicyInForce, expectWelcome } from '../support/window-page.ts';
import type { PackagedProgram } from './packaged-program.ts';

/**
 * What a packaged program has to do before anybody is given it, as a person meets it. `npm test` walks the same over the stand-in for
 * Electron (test/app/double/packaged.spec.ts), so that a release is not where a mistake in here is found.
 */

/** A window opens, its page talks to the engine, and there is no way from it to the computer. */
export async function expectWindow(program: PackagedProgram): Promise<void> {
  const page = await program.page();
  const complaints = watchPage(page);
  await expectWelcome(page);
  expect(complaints).toEqual([]);
  await expectNothingOfNode(page);
  await expectPolicyInForce(page);
  await expectWelcome(page);
}

/** The first backup of the sample app was read back, as the page says. */
export async function expectSampleSafe(program: PackagedProgram): Promise<void> {
  const page = await program.page();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/old(?: and was read back|, and something needs you)/, { timeout: 120_000 });
  await expect(page.getByText('Whole and read back from one place')).toBeVisible();
}

/** And as another program says, of every byte: the command line of this checkout. The packaged program is closed by now. */
export async function expectReadBack(home: string): Promise<void> {
  const env = { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'sample app' };
  const { code, stdout, stderr } = await runCli(['--home', home, '--json', 'check', 'Sample shop', '--read-data'], { env });
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
}

/** A second start ends by itself and says so; the first is what it was. */
export async function expectOnlyOne(program: PackagedProgram): Promise<void> {
  const page = await program.page();
  await expectWelcome(page);
  await page.evaluate('window.stayed = true');
  expect(await program.startAgain()).toBe(0);
  expect(await page.evaluate('window.stayed')).toBe(true);
  await expectWelcome(page);
}

/** The switch in Settings, which are there once there is an app. `isOn`: what the system itself says, where it can be asked. */
export async function expectStartAtLogin(program: PackagedProgram, isOn?: () => Promise<boolean>): Promise<void> {
  const page = await program.page();
  await page.getByRole('link', { name: 'Settings' }).click();
  await turn(page, true);
  try {
    if (isOn !== undefined) expect(await isOn()).toBe(true);
  } finally {
    await turn(page, false);
  }
  if (isOn !== undefined) expect(await isOn()).toBe(false);
}

async function turn(page: Page, on: boolean): Promise<void> {
  const login = page.getByRole('switch', { name: 'Start when I log in' });
  await expect(login).toBeChecked({ checked: !on });
  await login.click();
  await expect(login).toBeChecked({ checked: on });
  // Asked anew, not remembered by the page.
  await page.reload();
  await expect(login).toBeChecked({ checked: on });
}
