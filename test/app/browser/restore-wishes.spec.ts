import path from 'node:path';
import type { Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { deleteByApi, idOf } from '../support/deleting.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { openShop } from '../support/shop.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const name = 'Harbour & Pine';

test('two losses of different backups, ticked together: brought back with one name typed, each taken back by itself', async ({ app, shop, page }) => {
  test.setTimeout(240_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  const customers = shop.edit.records('Customer').filter(({ phone }) => typeof phone === 'string' && phone !== '');
  for (const customer of customers) shop.edit.update('Customer', idOf(customer), { phone: '' });
  await backUpAgain(page);
  const orders = shop.edit.records('Order');
  await deleteByApi(shop, 'Order', 30);

  await page.getByRole('link', { name: 'Something wrong?' }).click();
  await page.getByRole('link', { name: /^Records are gone/ }).click();
  const gone = page.getByRole('checkbox', { name: /^30 records of Order were deleted/ });
  await expect(gone).toBeChecked();
  await page.getByRole('checkbox', { name: /“phone” went blank/ }).check();
  await expect(gone).toBeChecked();
  await page.getByRole('link', { name: 'See what will be done' }).click();
  for (const part of ['Part 1 of 2', 'Part 2 of 2']) await expect(page.getByRole('heading', { name: part })).toBeVisible();
  await expect(page.getByText('30 records from the trash, with their ids')).toBeVisible();
  await expect(page.getByText(`${customers.length} records get fields back`)).toBeVisible();
  await look(page, 'restore-two');
  await bringBack(page, 30 + customers.length, name);
  await expect(sentence(page)).toHaveText(`${30 + customers.length} records are as they should be.`, { timeout: 60_000 });
  expect(byId(shop.edit.records('Order'))).toStrictEqual(byId(orders));
  expect(phones(shop.edit.records('Customer'))).toStrictEqual(phones(customers, shop.edit.records('Customer')));
  await expect(page.getByText('Receipt of part 2 of 2')).toBeVisible();
  await look(page, 'restore-two-receipts');

  // The orders alone, which came first.
  await page.getByRole('button', { name: 'Take it back' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
  await expect(sentence(page)).toHaveText('30 records are as they were before.', { timeout: 60_000 });
  expect(shop.edit.records('Order')).toHaveLength(orders.length - 30);
  expect(phones(shop.edit.records('Customer'))).toStrictEqual(phones(customers, shop.edit.records('Customer')));
});

test('paused while the platform takes its time: nothing more is written until it goes on, and then it is whole', async ({ app, shop, page }) => {
  test.setTimeout(240_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  const before = shop.edit.records('Order');
  const categories = shop.edit.records('Category');
  await deleteByApi(shop, 'Order', 12);
  await deleteByApi(shop, 'Category', 2);
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let writes = 0;
  shop.faults.add({
    on: { kind: 'restore-many' },
    do: {
      kind: 'run',
      run: async () => {
        writes += 1;
        asked.resolve();
        await answered.promise;
      },
    },
  });
  await page.getByRole('link', { name: 'Something wrong?' }).click();
  await page.getByRole('link', { name: /^Records are gone/ }).click();
  await expect(page.getByRole('checkbox', { name: /of Order were deleted/ })).toBeChecked();
  const alsoGone = page.getByRole('checkbox', { name: /of Category were deleted/ });
  await alsoGone.check();
  await page.getByRole('link', { name: 'See what will be done' }).click();
  await bringBack(page, 14, name);
  await asked.promise;
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(sentence(page)).toHaveText('Paused.');
  await expect(page.getByText('Nothing is written until you go on.')).toBeVisible();
  await look(page, 'restore-paused');
  answered.resolve();
  await expect.poll(() => shop.edit.records('Order').length + shop.edit.records('Category').length).toBeGreaterThan(before.length + categories.length - 14);
  await expect(sentence(page)).toHaveText('Paused.');
  expect(writes).toBe(1);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(sentence(page)).toHaveText('14 records are back.', { timeout: 60_000 });
  expect(writes).toBe(2);
  expect(byId(shop.edit.records('Order'))).toStrictEqual(byId(before));
  expect(byId(shop.edit.records('Category'))).toStrictEqual(byId(categories));
});

test('into another app, into a database on this computer, and into files', async ({ app, shop, page }) => {
  test.setTimeout(240_000);
  const staging = await openShop();
  try {
    await page.goto(app.url());
    await protectShop(page, shop, { name });
    await expectGreen(page);
    const lost = await deleteByApi(shop, 'Category', 3);
    const names = new Set(staging.edit.records('Category').slice(-3).map((record) => record['name']));
    for (const category of staging.edit.records('Category').slice(-3)) staging.edit.remove('Category', idOf(category));
    await goTo(page, 'Restore');
    await page.getByRole('link', { name: /^Records are gone/ }).click();
    await page.getByRole('link', { name: 'See what will be done' }).click();
    await page.getByRole('radio', { name: 'Another app' }).check();
    await expect(page.getByText('No other app is known here.')).toBeVisible();
    await look(page, 'restore-no-other-app');

    await page.evaluate(() => {
      location.hash = '#/welcome';
    });
    await protectShop(page, staging, { name: 'Staging' });
    await page.evaluate((to) => {
      location.hash = to;
    }, `#/app/${encodeURIComponent(name)}/restore`);
    await page.getByRole('link', { name: /^Records are gone/ }).click();
    await page.getByRole('link', { name: 'See what will be done' }).click();
    await expect(page.getByText('3 records from the trash, with their ids')).toBeVisible();
    await page.getByRole('radio', { name: 'Another app' }).check();
    await expect(page.getByText('3 records created again: they get new ids')).toBeVisible();
    await look(page, 'restore-other-app');
    await bringBack(page, 3, 'Staging');
    await expect(sentence(page)).toHaveText('3 records of Category are back.', { timeout: 60_000 });
    await expect(page.getByText('Each of them was read back from Staging.')).toBeVisible();
    expect(new Set(staging.edit.records('Category').slice(-3).map((record) => record['name']))).toStrictEqual(names);
    expect(shop.edit.records('Category').map(idOf).filter((id) => lost.includes(id))).toStrictEqual([]);

    await page.goBack();
    await goTo(page, 'Restore');
    await page.getByRole('link', { name: /^Records are gone/ }).click();
    await page.getByRole('link', { name: 'See what will be done' }).click();
    for (const [target, button] of [['A database on this computer', 'Make the database'], ['Files', 'Write the files']] as const) {
      await page.getByRole('radio', { name: target, exact: true }).check();
      await page.getByRole('button', { name: button }).click();
      await expect(page.getByText('3 records · 3 read back')).toBeVisible();
      await look(page, target === 'Files' ? 'restore-files' : 'restore-database');
    }
    expect(shop.edit.records('Category').map(idOf).filter((id) => lost.includes(id))).toStrictEqual([]);
  } finally {
    await staging.stop();
  }
});

test('from a comparison: two ticked records and one ticked field come back, and nothing else', async ({ app, shop, page }) => {
  test.setTimeout(240_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  const before = shop.edit.records('Customer').filter(({ phone }) => typeof phone === 'string' && phone !== '').slice(0, 3);
  for (const customer of before) shop.edit.update('Customer', idOf(customer), { name: `Changed ${textOf(customer, 'name')}`, phone: '000' });
  await backUpAgain(page);
  await page.evaluate((to) => {
    location.hash = to;
  }, `#/app/${encodeURIComponent(name)}/compare`);
  await page.getByRole('link', { name: 'The two newest backups' }).click();
  await page.getByRole('row', { name: /Customer/ }).getByRole('link').or(page.getByRole('row', { name: /Customer/ }).getByRole('button')).first().click();
  const options = page.getByRole('listbox', { name: 'Records of Customer' }).getByRole('option');
  await expect(options).toHaveCount(3);
  for (const at of [0, 1]) {
    await options.nth(at).locator('[data-ticked]').click();
    await expect(options.nth(at)).toHaveAttribute('aria-checked', 'true');
  }
  await page.getByRole('checkbox', { name: 'Bring back only phone, and what else is ticked' }).check();
  await look(page, 'restore-compare');
  await page.getByRole('link', { name: 'Bring phone back in 2 records' }).click();
  await expect(page.getByText('2 records get fields back')).toBeVisible();
  await bringBack(page, 2, name);
  await expect(sentence(page)).toHaveText('2 records of Customer are back.', { timeout: 60_000 });
  const now = byId(shop.edit.records('Customer'));
  expect(before.map((customer) => now.get(idOf(customer))?.['phone'] === customer['phone']).filter(Boolean)).toHaveLength(2);
  expect(before.map((customer) => now.get(idOf(customer))?.['name'])).toStrictEqual(before.map((customer) => `Changed ${textOf(customer, 'name')}`));
});

async function bringBack(page: Page, records: number, into: string): Promise<void> {
  await page.getByRole('button', { name: `Bring ${records} records back` }).click();
  await page.getByRole('dialog').getByLabel(/^Name of the app/).fill(into);
  await page.getByRole('dialog').getByRole('button', { name: 'Bring them back' }).click();
}

async function backUpAgain(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Back up (now|again)$/ }).click();
  await expect(page.getByText('Done: whole and read back.')).toBeVisible({ timeout: 90_000 });
}

function textOf(record: Readonly<Record<string, unknown>>, field: string): string {
  const value = record[field];
  if (typeof value !== 'string') throw new Error('Not a text.');
  return value;
}

function byId(records: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  return new Map(records.map((record) => [idOf(record), record]));
}

/** The phone of each, in the order of `order`. */
function phones(records: readonly Readonly<Record<string, unknown>>[], order = records): readonly unknown[] {
  const known = byId(records);
  return order.map((record) => known.get(idOf(record))?.['phone'] ?? '');
}

/** Nothing that axe finds; and a picture, where somebody asks for pictures. */
async function look(page: Page, picture: string): Promise<void> {
  expect(await axeFaults(page, picture)).toStrictEqual([]);
  const folder = process.env['HOLDFAST_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${picture}.png`) });
}
