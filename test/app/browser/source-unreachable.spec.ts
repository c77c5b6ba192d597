import { expectGreen, expectNotGreen } from '../support/backup.ts';
import { expectBrowsable, expectSameRecords, exportTable, openFound } from '../support/look-inside.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { openShop, someCustomer } from '../support/shop.ts';
import { expect, test } from '../support/walk.ts';

test('an app that is gone, or a cable that is out: what was backed up is there to look at, to search and to take out', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await protectShop(page, shop);
  await expectGreen(page);
  const known = someCustomer(shop);
  const customers = shop.edit.records('Customer');
  await shop.stop();

  await expectBrowsable(page, 'Customer', customers);
  const record = await openFound(page, known.email, known.name);
  await expect(record.getByRole('tabpanel', { name: 'Fields' }).getByText(known.email, { exact: true })).toBeVisible();
  await record.getByRole('button', { name: 'Close the record' }).click();
  expectSameRecords(await exportTable(page, 'Customer'), customers);

  await goTo(page, 'Home');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(sentence(page)).toHaveText(/^The last backup failed\. What you have is .* old and was read back\.$/, { timeout: 90_000 });
  await expect(page.getByText('Your earlier backups are untouched.')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(`${new URL(shop.url).host} cannot be reached.`);
  await expectNotGreen(page);

  const back = await openShop(Number(new URL(shop.url).port));
  try {
    back.edit.create('Customer', { name: 'Somebody New', email: 'somebody.new@inbox.example' });
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expectGreen(page);
    await expect(page.getByText('1,001 records', { exact: true })).toBeVisible();
  } finally {
    await back.stop();
  }
});
