import { expectBrowsable, expectSameRecords, exportTable, openFound } from '../support/look-inside.ts';
import { endOfFirstBackup, nameApp, proveKit, takeProposals } from '../support/protect.ts';
import { connectShop, someCustomer } from '../support/shop.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

test('a founder gets from Welcome to a first verified backup, with a wrong token on the way, and finds and takes out what is in it', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await expectAccessible(page, 'welcome');
  await connectShop(page, shop, shop.revokedToken);
  await expect(page.getByText(/token/i).filter({ hasText: /revoked|no longer|not accept|does not/i }).first()).toBeVisible();
  await expectAccessible(page, 'a wrong token');
  await page.getByLabel('Access token', { exact: true }).fill(shop.token);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText(/It works: 16 tables/)).toBeVisible();
  await nameApp(page, 'Harbour & Pine');
  await takeProposals(page);
  await proveKit(page);
  await expectAccessible(page, 'the recovery kit');
  await page.getByRole('button', { name: 'Start the first backup' }).click();
  await endOfFirstBackup(page, 'Harbour & Pine');

  const known = someCustomer(shop);
  const customers = shop.edit.records('Customer');
  await expectBrowsable(page, 'Customer', customers);
  const record = await openFound(page, known.email, known.name);
  for (const value of [known.id, known.email, known.kind]) await expect(record.getByRole('tabpanel', { name: 'Fields' }).getByText(value, { exact: true })).toBeVisible();
  await record.getByRole('button', { name: 'Close the record' }).click();
  expectSameRecords(await exportTable(page, 'Customer'), customers);
});
