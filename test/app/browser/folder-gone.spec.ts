import { rename } from 'node:fs/promises';
import path from 'node:path';
import { beginSlowBackup, expectGreen, expectNotGreen } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { sentence } from '../support/screens.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

test('a drive that is pulled in the middle of a backup is said plainly, and nothing is called safe until it is back', async ({ app, shop, page }) => {
  const drive = path.join(app.home, 'drive');
  await page.goto(app.url());
  await protectShop(page, shop, { place: path.join(drive, 'Holdfast') });
  await expectGreen(page);

  await beginSlowBackup(page, shop);
  await rename(drive, `${drive} in a drawer`);
  shop.faults.clear();
  await expect(sentence(page)).toHaveText(/^Your newest backup is .* old, but its place cannot be reached\.$/, { timeout: 40_000 });
  await expectNotGreen(page);
  await expect(page.getByText('Not safe now')).toBeVisible();
  const needs = page.getByRole('region', { name: 'Needs you' });
  await expect(needs).toContainText(`The folder ${path.join(drive, 'Holdfast')} is not there.`);
  await expect(page.getByRole('link', { name: 'Places 1 thing needs you' })).toBeVisible();
  await expectAccessible(page, 'Home with a place away');

  await rename(`${drive} in a drawer`, drive);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expectGreen(page);
  await expect(needs).toHaveCount(0);
  await expect(page.getByText('1,001 records', { exact: true })).toBeVisible();
});
