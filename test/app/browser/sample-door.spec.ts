import { createBusiness } from '../../../electron/sample-app/business/index.ts';
import { expectBrowsable, expectSameRecords, exportTable, openFound } from '../support/look-inside.ts';
import { endOfFirstBackup, nameApp, takeProposals } from '../support/protect.ts';
import { expect, test } from '../support/walk.ts';

/** The sample shop is made anew from these in every test that looks at it: what it holds is known without asking the app. */
const shop = createBusiness({ records: 6000, seed: 1 });

test('who has no app yet tries everything on the sample shop, without typing a word', async ({ app, page }) => {
  await page.goto(app.url());
  await page.getByRole('link', { name: /Try it with a sample app/ }).click();
  await expect(page.getByText(/It works: 16 tables/)).toBeVisible();
  await expect(page.getByLabel('What should it be called here?')).toHaveValue('Sample shop');
  await nameApp(page, 'Sample shop');
  await takeProposals(page);
  await page.getByRole('button', { name: 'Do it later and start the first backup' }).click();
  await endOfFirstBackup(page, 'Sample shop');
  await expect(page.getByText('Whole and read back from one place')).toBeVisible();

  const customers = [...(shop.entities.find(({ name }) => name === 'Customer')?.records() ?? [])];
  const known = customers.find(({ company }) => typeof company === 'string');
  await expectBrowsable(page, 'Customer', customers);
  const record = await openFound(page, textOf(known?.['email']), textOf(known?.['name']));
  await expect(record.getByRole('tabpanel', { name: 'Fields' }).getByText(textOf(known?.['company']), { exact: true })).toBeVisible();
  await record.getByRole('button', { name: 'Close the record' }).click();
  expectSameRecords(await exportTable(page, 'Customer'), customers);
});

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('The sample shop has no customer like that.');
  return value;
}
