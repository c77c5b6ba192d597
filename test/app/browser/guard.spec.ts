import path from 'node:path';
import type { Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { changeFields, dropField } from '../support/change-tables.ts';
import { deleteByApi, idOf } from '../support/deleting.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const name = 'Harbour & Pine';

test('an AI drops a field, blanks one, deletes 40 rows and invents 30: each is named in numbers, and the way back is one press', async ({ app, shop, page }) => {
  test.setTimeout(180_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  await watch(page, 'New checkout');

  const customers = shop.edit.records('Customer');
  const withPhone = customers.filter(({ phone }) => typeof phone === 'string' && phone !== '').length;
  const withNote = customers.filter(({ note }) => typeof note === 'string' && note !== '').length;
  await dropField(shop, 'Customer', 'note');
  for (const customer of customers) shop.edit.update('Customer', idOf(customer), { phone: '' });
  await deleteByApi(shop, 'Order', 40);
  for (let n = 0; n < 30; n++) shop.edit.create('Product', { ...shop.edit.records('Product')[0], name: `Sample product ${n}` });

  await page.getByRole('button', { name: 'Look now' }).click();
  await expect(sentence(page)).toHaveText(/^\d+ things were lost\.$/, { timeout: 60_000 });
  const lost = page.getByRole('region', { name: 'Lost' });
  await expect(lost.getByText(/^40 records of Order were deleted/)).toBeVisible();
  await expect(lost.getByText('“note” of Customer is gone')).toBeVisible();
  await expect(lost.getByText(new RegExp(`^${withNote} records had a value in it`))).toBeVisible();
  await expect(lost.getByText(`“phone” went blank on ${withPhone} of ${customers.length} records of Customer`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Look whether you meant this' }).getByText('30 new records of Product look machine-made')).toBeVisible();
  await look(page, 'guard-found');

  await lost.getByRole('link', { name: /^Bring back: 40 records of Order/ }).click();
  await expect(page.getByText('40 records from the trash, with their ids')).toBeVisible({ timeout: 60_000 });

  await goTo(page, 'Change guard');
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByRole('heading', { name: 'Watch the next change' })).toBeVisible({ timeout: 60_000 });
  const ended = page.getByRole('button', { name: /^New checkout/ });
  await expect(ended).toHaveAttribute('aria-expanded', 'true');
  await look(page, 'guard-ended');

  await page.getByRole('tab', { name: 'Schema history' }).click();
  await expect(page.getByRole('combobox', { name: 'To' })).toHaveValue('The app as it is now');
  await expect(page.getByText('“note” of Customer is gone')).toBeVisible({ timeout: 30_000 });
  await look(page, 'guard-schema');
});

test('nothing changed: it says so, with the time; the window outlives Holdfast, and Home and the palette lead to it', async ({ app, shop, page }) => {
  test.setTimeout(240_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  await page.getByRole('button', { name: 'Before an AI change' }).click();
  await page.getByLabel('What is about to change?').fill('A new start page');
  await page.getByRole('button', { name: 'Back up first' }).click();
  await expect(page.getByText(/^A change is being watched until/)).toBeVisible({ timeout: 90_000 });
  await app.kill();
  await app.start();
  await page.goto(app.url());
  await page.getByRole('link', { name: 'Open the change guard' }).click();
  await expect(page.getByText(/left$/)).toBeVisible();
  await page.getByRole('button', { name: 'Look now' }).click();
  await expect(sentence(page)).toHaveText('Nothing was lost so far.', { timeout: 60_000 });
  await expect(page.getByText('Nothing is different from the backup.')).toBeVisible();
  await expect(page.getByText(/^Compared .*\d\d:\d\d: [\d,]+ records of 16 tables\.$/)).toBeVisible();
  await look(page, 'guard-calm');
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByRole('button', { name: /^A new start page.*Nothing was lost\./ })).toBeVisible({ timeout: 60_000 });
});

test('a checklist ticks itself from what Holdfast sees, and unticks itself when that is not so any more', async ({ app, shop, page }) => {
  test.setTimeout(240_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  await goTo(page, 'Change guard');
  await page.getByRole('tab', { name: 'Checklists' }).click();
  await page.getByRole('radio', { name: 'Rename a field' }).check();
  await page.getByRole('combobox', { name: 'Table' }).fill('Customer');
  await page.getByLabel('The field as it is called now').fill('phone');
  await page.getByLabel('The field that takes its place').fill('mobile');
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Rename “phone” of Customer to “mobile”' }) });
  await expect(card.getByText('0 of 10 steps')).toBeVisible();

  await page.getByRole('tab', { name: 'Watch a change' }).click();
  await page.getByRole('button', { name: 'Back up and watch' }).click();
  await expect(page.getByText(/left$/)).toBeVisible({ timeout: 90_000 });
  await page.getByRole('tab', { name: 'Checklists' }).click();
  await expect(card.getByText('1 of 10 steps')).toBeVisible({ timeout: 30_000 });

  await changeFields(shop, 'Customer', (fields) => ({ ...fields, mobile: { type: 'string' } }));
  const [first, ...rest] = shop.edit.records('Customer').filter(({ phone }) => typeof phone === 'string' && phone !== '');
  for (const customer of rest) shop.edit.update('Customer', idOf(customer), { mobile: customer['phone'] ?? '' });
  await card.getByRole('button', { name: 'Look again' }).click();
  await expect(card.getByText('2 of 10 steps')).toBeVisible({ timeout: 30_000 });
  await expect(card.getByText(`${rest.length} of ${rest.length + 1} records`)).toBeVisible();
  shop.edit.update('Customer', idOf(first ?? {}), { mobile: first?.['phone'] ?? '' });
  await card.getByRole('button', { name: 'Look again' }).click();
  await expect(card.getByText('3 of 10 steps')).toBeVisible({ timeout: 30_000 });
  await card.getByRole('checkbox', { name: /^Done: Your app shows and saves the new field/ }).click();
  await expect(card.getByText('4 of 10 steps')).toBeVisible();
  await expect(card.getByText(/^Over /)).toBeVisible();
  await look(page, 'guard-checklist');
  shop.edit.update('Customer', idOf(first ?? {}), { mobile: '' });
  await card.getByRole('button', { name: 'Look again' }).click();
  await expect(card.getByText('2 of 10 steps')).toBeVisible({ timeout: 30_000 });
});

/** From the screen itself. */
async function watch(page: Page, label: string): Promise<void> {
  await goTo(page, 'Change guard');
  await expect(sentence(page)).toHaveText('About to let an AI change your app?');
  await page.getByLabel('A word for it, if you like').fill(label);
  await look(page, 'guard-start');
  await page.getByRole('button', { name: 'Back up and watch' }).click();
  await expect(sentence(page)).toHaveText('Make your change now. There is a way back, and Holdfast is watching.', { timeout: 90_000 });
  await look(page, 'guard-watching');
}

/** Accessible, and looked at: pictures go where HOLDFAST_PICTURES says. */
async function look(page: Page, picture: string): Promise<void> {
  expect(await axeFaults(page, picture)).toStrictEqual([]);
  const folder = process.env['HOLDFAST_PICTURES'];
  if (folder === undefined) return;
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: path.join(folder, `${picture}-${scheme}.png`), fullPage: false });
  }
  await page.setViewportSize({ width: 900, height: 600 });
  await page.screenshot({ path: path.join(folder, `${picture}-small.png`) });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
}
