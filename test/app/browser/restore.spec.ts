import path from 'node:path';
import type { Page } from '@playwright/test';
import { startSampleApp } from '../../../electron/sample-app/index.ts';
import { expectGreen } from '../support/backup.ts';
import { deleteByApi, idOf } from '../support/deleting.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const name = 'Harbour & Pine';
const tooLongMs = 120_000;

test('143 orders are gone: from Home to all of them back in under two minutes, then taken back', async ({ app, page }) => {
  test.setTimeout(240_000);
  const shop = await startSampleApp({ records: 2000, bypassRls: true });
  try {
    await page.goto(app.url());
    await protectShop(page, shop, { name });
    await expectGreen(page);
    const before = shop.edit.records('Order');
    const lost = await deleteByApi(shop, 'Order', 143);
    expect(shop.edit.records('Order')).toHaveLength(before.length - 143);
    shop.resetStats();

    const began = Date.now();
    await page.getByRole('link', { name: 'Something wrong?' }).click();
    await expect(sentence(page)).toHaveText('What happened?');
    await page.getByRole('link', { name: /^Records are gone/ }).click();
    await expect(page.getByRole('checkbox', { name: /^143 records of Order were deleted/ })).toBeChecked();
    await look(page, 'restore-found');
    await page.getByRole('link', { name: 'See what will be done' }).click();
    await expect(page.getByText('143 records from the trash, with their ids')).toBeVisible();
    await expect(page.getByRole('main')).toContainText('0webhooks fire, so none of them sends mail');
    await look(page, 'restore-plan');
    await page.getByRole('button', { name: 'Bring 143 records back' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Bring them back' })).toBeDisabled();
    await dialog.getByLabel(/^Name of the app/).fill('Something else');
    await dialog.getByRole('button', { name: 'Bring them back' }).click();
    await expect(dialog).toContainText(`That is not the name. It is ${name}.`);
    await dialog.getByLabel(/^Name of the app/).fill(name);
    await dialog.getByRole('button', { name: 'Bring them back' }).click();
    await expect(sentence(page)).toHaveText('143 records of Order are back.', { timeout: tooLongMs });
    expect(Date.now() - began).toBeLessThan(tooLongMs);

    // What the platform has, and what it sent into the world.
    expect(byId(shop.edit.records('Order'))).toStrictEqual(byId(before));
    expect(shop.stats().webhooks).toStrictEqual([]);
    await expect(page.getByText('Each of them was read back from the app.')).toBeVisible();
    await look(page, 'restore-receipt');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the receipt' }).click();
    expect((await download).suggestedFilename()).toMatch(/^Restore of Harbour & Pine .*\.txt$/);

    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await expect(sentence(page)).toHaveText('143 records are as they were before.', { timeout: 60_000 });
    expect(shop.edit.records('Order').map(idOf)).toStrictEqual(before.map(idOf).filter((id) => !lost.includes(id)));

    await goTo(page, 'Restore');
    await expect(page.getByText('Taken back later')).toBeVisible();
    await look(page, 'restore-what');
    await goTo(page, 'Activity');
    await expect(page.getByText(/^Restore taken back/)).toBeVisible();
  } finally {
    await shop.stop();
  }
});

test('phone numbers went blank: all but the one that was unticked are back', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  const before = shop.edit.records('Customer').filter(({ phone }) => typeof phone === 'string' && phone !== '');
  for (const customer of before) shop.edit.update('Customer', idOf(customer), { phone: '' });
  // Two have a new number by now; that of the second is wrong.
  const [renewed, wrong] = [idOf(before[3] ?? {}), idOf(before[4] ?? {})];
  shop.edit.update('Customer', renewed, { phone: '+44 7700 900111' });
  shop.edit.update('Customer', wrong, { phone: '+44 7700 900222' });

  await page.getByRole('link', { name: 'Something wrong?' }).click();
  await page.getByRole('link', { name: /^Records were changed or went blank/ }).click();
  await expect(page.getByRole('checkbox', { name: /“phone” went blank on \d+ of 64 records of Customer/ })).toBeChecked();
  await page.getByRole('link', { name: 'See what will be done' }).click();
  await expect(page.getByText(`${before.length - 2} records get fields back`)).toBeVisible();
  // What they have now stays, unless somebody looks at both values and says otherwise.
  await expect(page.getByText('“phone” has another value now in 2 records. It stays as it is unless you choose to overwrite it.')).toBeVisible();
  await page.getByRole('button', { name: 'Show both values of phone of Customer' }).click();
  await expect(page.getByRole('cell', { name: '+44 7700 900111' })).toBeVisible();
  await expect(page.getByRole('cell', { name: textOf(before[3], 'phone') })).toBeVisible();
  await look(page, 'restore-conflict');
  await page.getByRole('checkbox', { name: `Take the backup’s value: ${textOf(before[4], 'name')}` }).check();
  await page.getByRole('button', { name: 'Add to what will be done' }).click();
  const blank = before.length - 1;
  await expect(page.getByText(`${blank} records get fields back`)).toBeVisible();
  await expect(page.getByText(/^“phone” has another value now in 1 record\./)).toBeVisible();
  await page.getByRole('button', { name: /^Before and after/ }).first().click();
  const [, kept = ''] = /^Bring back (.*)$/.exec((await page.getByRole('checkbox', { name: /^Bring back (?!Customer)/ }).first().getAttribute('aria-label')) ?? '') ?? [];
  await expect(page.getByRole('cell', { name: 'empty text' }).or(page.getByRole('cell', { name: 'empty', exact: true })).first()).toBeVisible();
  await page.getByRole('checkbox', { name: `Bring back ${kept}`, exact: true }).click();
  await look(page, 'restore-fields');
  await page.getByRole('button', { name: `Bring ${blank - 1} records back` }).click();
  await page.getByRole('dialog').getByLabel(/^Name of the app/).fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Bring them back' }).click();
  await expect(sentence(page)).toHaveText(`${blank - 1} records of Customer are back.`, { timeout: 60_000 });

  const now = byId(shop.edit.records('Customer'));
  const differing = before.filter((customer) => now.get(idOf(customer))?.['phone'] !== customer['phone']);
  expect(differing.map((customer) => customer['name'])).toStrictEqual(before.filter((customer) => idOf(customer) === renewed || customer['name'] === kept).map((customer) => customer['name']));
  expect(now.get(renewed)?.['phone']).toBe('+44 7700 900111');

  // Until the next backup, what came back is in none.
  await expect(page.getByRole('heading', { name: 'What came back is in no backup yet' })).toBeVisible();
  await look(page, 'restore-not-backed-up');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText('What came back is backed up, too, and that backup was read back.')).toBeVisible({ timeout: 60_000 });
});

test('an app that does not answer: it is said, and the offline copy is one click away', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  await shop.stop();
  await page.getByRole('link', { name: 'Something wrong?' }).click();
  await page.getByRole('link', { name: /^Records are gone/ }).click();
  await expect(sentence(page)).toHaveText('The app could not be asked.', { timeout: 60_000 });
  await expect(page.getByRole('alert')).toContainText('nobody can say while the app does not answer');
  await look(page, 'restore-away');
  await page.getByRole('link', { name: 'Open the offline copy' }).click();
  await expect(page.getByRole('grid')).toBeVisible();

  await goTo(page, 'Restore');
  await page.getByRole('link', { name: /^The platform is down/ }).click();
  await expect(page.getByRole('grid')).toBeVisible();
});

test('a token that may only read: said before anything is tried, and put right on the spot', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  await deleteByApi(shop, 'Order', 12);
  // Its owner takes the right to write away.
  shop.faults.add({ on: {}, do: { kind: 'token-read-only' }, times: 1 });
  await page.getByRole('link', { name: 'Something wrong?' }).click();
  await page.getByRole('link', { name: /^Records are gone/ }).click();
  await page.getByRole('link', { name: 'See what will be done' }).click();
  await expect(sentence(page)).toHaveText('The app would take nothing.');
  await expect(page.getByRole('alert')).toContainText('This access token is read-only and may not bring records back.');
  await expect(page.getByRole('button', { name: /^Bring/ })).toHaveCount(0);
  await look(page, 'restore-read-only');
  await page.getByRole('button', { name: 'Give another token' }).click();
  await page.getByRole('dialog').getByLabel('New token', { exact: true }).fill(shop.legacyApiKey);
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByText('12 records from the trash, with their ids')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Bring 12 records back' })).toBeEnabled();
});

test('cut off in the middle: Home says so, it goes on, and every order is there once', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  const before = shop.edit.records('Order');
  await deleteByApi(shop, 'Order', 40);
  shop.faults.add({ on: { kind: 'restore-many' }, do: { kind: 'hang' } });
  await page.getByRole('link', { name: 'Something wrong?' }).click();
  await page.getByRole('link', { name: /^Records are gone/ }).click();
  await page.getByRole('link', { name: 'See what will be done' }).click();
  await page.getByRole('button', { name: 'Bring 40 records back' }).click();
  await page.getByRole('dialog').getByLabel(/^Name of the app/).fill(name);
  const asked = new Promise<void>((resolve) => shop.faults.onRequest(({ kind }) => {
    if (kind === 'restore-many') resolve();
  }));
  await page.getByRole('dialog').getByRole('button', { name: 'Bring them back' }).click();
  await asked;
  await expect(page.getByRole('listitem').filter({ hasText: 'Write the records' })).toHaveAttribute('aria-current', 'step');
  await look(page, 'restore-doing');
  await app.kill();
  await expect(page.getByRole('heading', { name: 'Holdfast is not running.' })).toBeVisible();

  await app.start();
  shop.faults.clear();
  await page.goto(app.url());
  const need = page.getByRole('listitem').filter({ hasText: 'Bringing records back was interrupted' });
  await expect(need).toBeVisible();
  await need.getByRole('link', { name: 'Go on, or take it back' }).click();
  await expect(sentence(page)).toHaveText('It stopped half-way.');
  await expect(page.getByText(/^0 of 40 records were written when it stopped/)).toBeVisible();
  await look(page, 'restore-stopped');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(sentence(page)).toHaveText('40 records of Order are back.', { timeout: 60_000 });
  expect(byId(shop.edit.records('Order'))).toStrictEqual(byId(before));
  await goTo(page, 'Home');
  await expect(page.getByText('Bringing records back was interrupted')).toHaveCount(0);
});

function textOf(record: Readonly<Record<string, unknown>> | undefined, field: string): string {
  const value = record?.[field];
  if (typeof value !== 'string') throw new Error('Not a text.');
  return value;
}

function byId(records: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  return new Map(records.map((record) => [idOf(record), record]));
}

/** Nothing that axe finds; and a picture, where somebody asks for pictures. */
async function look(page: Page, picture: string): Promise<void> {
  expect(await axeFaults(page, picture)).toStrictEqual([]);
  const folder = process.env['HOLDFAST_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${picture}.png`) });
}
