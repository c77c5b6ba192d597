import { execFile } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Download, Page } from '@playwright/test';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

const run = promisify(execFile);
const needs = (page: Page) => page.getByRole('region', { name: 'Needs you' });

async function textOf(download: Download): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of await download.createReadStream()) if (piece instanceof Buffer) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download');
  await press();
  return textOf(await download);
}

test('lets a deputy in and shuts them out; is told that the kit is out of date; gives a lost key again', async ({ app, shop, page }) => {
  test.setTimeout(300_000);
  const drive = path.join(app.home, 'drive');
  await page.goto(app.url());
  await protectShop(page, shop, { place: drive });

  // In, with a kit that Holdfast makes, and for the backups made so far.
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Let somebody in' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Save the kit and let them in' })).toBeDisabled();
  await dialog.getByLabel('Who is it?').fill('Ada');
  await dialog.getByRole('radio', { name: 'A text file' }).check();
  await expect(dialog.getByRole('checkbox', { name: /Also the backups made so far/ })).toBeChecked();
  await expectAccessible(page, 'letting a deputy in');
  const kit = await saved(page, () => dialog.getByRole('button', { name: 'Save the kit and let them in' }).click());
  expect(kit).toContain('Who has this kit:  Ada');
  await expect(dialog).toContainText('Ada can open what is backed up from now on.');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText(/^All backups in .* are for those listed here\.$/)).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole('listitem').filter({ hasText: 'Ada' })).toContainText('Opens every backup in');
  await expectAccessible(page, 'Settings with a deputy');

  // They open it all, with their kit and the folder.
  const file = path.join(app.home, 'ada.txt');
  await writeFile(file, kit);
  const opened = await run(process.execPath, ['electron/cli/main.ts', 'open', drive, '--identity-file', file, 'snapshots', '--json']);
  expect(JSON.parse(opened.stdout)).toMatchObject({ snapshots: [{ outcome: 'complete' }] });

  // The kit that was saved while protecting names nobody: it is to be saved again.
  await goTo(page, 'Home');
  await expect(needs(page)).toContainText('Your recovery kit is out of date');
  await expect(needs(page)).toContainText('It does not say who else can open the backups now.');
  await page.getByRole('link', { name: 'Save the kit again' }).click();
  const ownKit = await saved(page, () => page.getByRole('button', { name: 'Save as text' }).click());
  expect(ownKit).toContain('Deputy:  Ada');
  await goTo(page, 'Home');
  await expect(needs(page)).toHaveCount(0);

  // Out again, said plainly.
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Shut out: Ada' }).click();
  await expect(dialog).toContainText('What was stored before still does');
  await dialog.getByRole('button', { name: 'Shut out' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Ada' })).toContainText('Opens nothing that was stored since, but still what was stored before.');
  await page.getByRole('button', { name: 'Write all backups anew' }).click();
  await dialog.getByRole('button', { name: 'Write all backups anew' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Ada' })).toContainText('Opens nothing that is in use in', { timeout: 90_000 });
  await goTo(page, 'Activity');
  for (const words of [/deputy let in/i, /deputy shut out/i, /backups written anew/i]) await expect(page.getByText(words).first()).toBeVisible();

  // The file of secrets is gone, as after a restore of this computer: not a generic failure, and a way out.
  await app.kill();
  for (const name of ['secrets.age', 'secrets.age.sha256']) await rename(path.join(app.home, name), path.join(app.home, `${name}.lost`));
  await app.start();
  await page.goto(app.url());
  await expect(needs(page)).toContainText('This is another keychain than before', { timeout: 90_000 });
  await expect(sentence(page)).not.toContainText('was read back');
  await expectAccessible(page, 'Home with a lost key');
  await page.getByRole('link', { name: 'Give the key again' }).click();
  const field = page.getByLabel('Key from the recovery kit', { exact: true });
  await field.fill(kit);
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'not the one of the backups' })).toBeVisible();
  await field.fill(ownKit);
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(page.getByText('The key is back. Backups can be read and made again.')).toBeVisible();
  await goTo(page, 'Home');
  await expect(page.getByText('This is another keychain than before')).toHaveCount(0);

  // The token was in there too: that is the next thing said, with the button that puts it right.
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(needs(page)).toContainText('The access token of “Harbour & Pine” is not in the keychain.', { timeout: 90_000 });
  await needs(page).getByRole('button', { name: 'Connect again' }).click();
  await dialog.getByLabel('New token', { exact: true }).fill(shop.token);
  await dialog.getByRole('button', { name: 'Connect' }).click();
  // The kit still names who was shut out.
  await expect(sentence(page)).toContainText('and something needs you', { timeout: 90_000 });
  await page.getByRole('link', { name: 'Save the kit again' }).click();
  expect(await saved(page, () => page.getByRole('button', { name: 'Save as text' }).click())).not.toContain('Ada');
  await goTo(page, 'Home');
  await expect(sentence(page)).toContainText('old and was read back.');
});
