import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { runCli } from '../../support/run-cli.ts';
import { goTo, sentence } from '../support/screens.ts';
import { serveApp, type ServedApp } from '../support/served-app.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

/** Settings saved in a file on one computer, and taken over by another that has nothing. */

const dialog = (page: Page) => page.getByRole('dialog');

async function done({ home }: ServedApp, args: readonly string[], input = ''): Promise<void> {
  const { code, stderr } = await runCli(['--home', home, ...args], { input, env: { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'only for this test' } });
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

test('settings go to another computer in a file: nothing before a yes, nothing green before it was read, and back again', async ({ app: old, shop, page, window2 }, testInfo) => {
  test.setTimeout(300_000);
  const disk = path.join(old.home, 'disk');
  const csv = path.join(old.home, 'csv');
  await Promise.all([mkdir(disk), mkdir(csv)]);
  await writeFile(path.join(csv, 'members.csv'), 'id,name\n1,Ada\n2,Ben\n');
  await done(old, ['destination', 'add', 'Disk', '--kind', 'local', '--path', disk]);
  await done(old, ['app', 'add', 'Harbour', '--platform', 'base44', '--url', shop.url, '--app-id', shop.appId], shop.token);
  await done(old, ['app', 'add', 'Club', '--platform', 'csv-folder', '--path', csv]);
  await done(old, ['schedule', 'Club', '--every', '6']);
  await done(old, ['backup', 'Club']);

  await page.goto(old.url());
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Save settings…' }).click();
  await expectAccessible(page, 'saving settings');
  const save = dialog(page).getByRole('button', { name: 'Save the file' });
  await dialog(page).getByRole('textbox', { name: 'Passphrase' }).fill('too short');
  await expect(save).toBeDisabled();
  await dialog(page).getByRole('button', { name: 'Make one for me' }).click();
  const passphrase = await dialog(page).getByRole('textbox', { name: 'Passphrase' }).inputValue();
  expect(passphrase).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
  await dialog(page).getByRole('checkbox', { name: 'Also the secrets' }).check();
  const download = page.waitForEvent('download');
  await save.click();
  const file = path.join(testInfo.outputDir, 'settings.age');
  await (await download).saveAs(file);
  await expect(dialog(page).getByRole('status')).toContainText(/Saved as holdfast-settings-\d{4}-\d\d-\d\d\.age/);

  const fresh = await serveApp();
  try {
    await window2.goto(fresh.url());
    await window2.getByRole('link', { name: /Bring its settings here/ }).click();
    const look = dialog(window2).getByRole('button', { name: 'Look into it' });
    await dialog(window2).locator('input[type=file]').setInputFiles(file);
    await dialog(window2).getByRole('textbox', { name: 'Passphrase of the file' }).fill('not the passphrase');
    await look.click();
    await expect(dialog(window2).getByRole('alert')).toContainText('does not open with this passphrase', { timeout: 30_000 });
    await dialog(window2).getByRole('textbox', { name: 'Passphrase of the file' }).fill(passphrase);
    await look.click();
    const apps = dialog(window2).getByRole('region', { name: 'Apps', exact: true });
    await expect(apps.getByRole('listitem')).toHaveCount(2, { timeout: 30_000 });
    await expect(apps.getByRole('listitem').filter({ hasText: 'Club' })).toContainText('Give the key from its recovery kit');
    await expect(dialog(window2).getByRole('region', { name: 'Places' })).toContainText(disk);
    await expectAccessible(window2, 'settings to be read');
    await dialog(window2).getByRole('button', { name: 'Take all of it over' }).click();
    await expect(dialog(window2).getByText('Everything counts as not checked until it was read on this computer')).toBeVisible({ timeout: 30_000 });
    await dialog(window2).getByRole('button', { name: 'Close' }).last().click();

    // Nothing is called safe: the keys are on paper, and nobody has read anything here.
    await goTo(window2, 'Home');
    await expect(sentence(window2)).not.toContainText(/was read back|safe/);
    await expect(window2.getByRole('region', { name: 'Needs you' }).first()).toBeVisible();
    await goTo(window2, 'Places');
    await expect(window2.getByRole('main')).toContainText('Disk');
    await goTo(window2, 'Activity');
    await expect(window2.getByText(/settings of another computer taken over/i)).toBeVisible();

    await goTo(window2, 'Settings');
    await window2.getByRole('button', { name: 'Put the settings of before back' }).click();
    await dialog(window2).getByRole('button', { name: 'Put them back' }).click();
    await expect(window2.getByRole('button', { name: 'Put the settings of before back' })).toHaveCount(0, { timeout: 30_000 });
    await expect(window2.getByRole('heading', { name: 'Club' })).toHaveCount(0);
  } finally {
    await fresh.remove();
  }
});
