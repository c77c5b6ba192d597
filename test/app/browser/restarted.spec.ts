import { beginSlowBackup, expectGreen, expectNotGreen, progress } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { expect, test } from '../support/walk.ts';

test('an app that was cut off in the middle of a backup says so when it is there again, and the next backup is whole', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await protectShop(page, shop);
  await expectGreen(page);

  await beginSlowBackup(page, shop);
  await app.kill();
  await expect(page.getByRole('heading', { name: 'Holdfast is not running.' })).toBeVisible();

  await app.start();
  shop.faults.clear();
  await page.goto(app.url());
  await expect(sentence(page)).toHaveText(/^Holdfast ended in the middle of the backup at \d\d:\d\d\. Nothing was lost; the next one goes on where it stopped\.$/);
  await expectNotGreen(page);
  await expect(progress(page)).toHaveCount(0);
  await goTo(page, 'Activity');
  await expect(page.getByText('backup interrupted; the next one goes on where it stopped')).toBeVisible();
  // What was not finished is no backup.
  await goTo(page, 'Timeline');
  await expect(sentence(page)).toHaveText('1 backup, read back.');

  await goTo(page, 'Home');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expectGreen(page);
  await expect(page.getByText('1,001 records', { exact: true })).toBeVisible();
});
