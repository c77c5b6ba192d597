import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { settled } from '../support/tour.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const name = 'Harbour & Pine';

test('a drill proves that getting back works; what the founder knows to be true is asked, fails with what that means, and is put right', async ({ app, shop, page }) => {
  test.setTimeout(180_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  await goTo(page, 'Proof');
  await expect(sentence(page)).toHaveText('Nobody knows yet whether getting back works.');
  await expect(page.getByRole('heading', { name: 'What a drill is' })).toBeVisible();
  await look(page, 'proof-empty');

  await drill(page);
  await expect(sentence(page)).toHaveText(/^Proven just now: all of it came back in .+\.$/, { timeout: 60_000 });
  const last = card(page, 'The last drill');
  await expect(last.getByText(/^[\d,]+ records came back in/)).toBeVisible();
  await last.getByRole('button', { name: /^What is as it should be/ }).click();
  await expect(last.getByRole('region', { name: 'Numbers of records' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Fetch/ })).toBeVisible();
  await look(page, 'proof-passed');

  // More than there are, so it must fail.
  const orders = shop.edit.records('Order').length;
  const email = shop.edit.records('Customer')[0]?.['email'];
  await addCheck(page);
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: 'Table' }).fill('Order');
  await form.page().getByRole('option', { name: 'Order', exact: true }).click();
  await form.getByLabel('At least', { exact: true }).fill(String(orders + 1));
  await form.getByRole('button', { name: /^Try now/ }).click();
  await expect(form.getByText(/there should be at least/)).toBeVisible({ timeout: 30_000 });
  await look(page, 'proof-form');
  await form.getByRole('button', { name: 'Keep this check' }).click();
  await expect(form).toBeHidden();

  // A customer who must be there, found by a word.
  await addCheck(page);
  await form.getByRole('radio', { name: 'A certain record is there' }).check();
  await form.getByRole('combobox', { name: 'Table' }).fill('Customer');
  await form.page().getByRole('option', { name: 'Customer', exact: true }).click();
  await form.getByLabel('Find the record').fill(typeof email === 'string' ? email : '');
  await form.getByRole('radiogroup', { name: 'Records found' }).getByRole('radio').first().check({ timeout: 30_000 });
  await form.getByLabel('What you call it').fill('Our first customer');
  await form.getByRole('button', { name: 'Keep this check' }).click();
  await expect(form).toBeHidden();

  await page.getByRole('button', { name: 'Look for suggestions' }).click();
  const keep = page.getByRole('region', { name: 'Suggestions' }).getByRole('button', { name: /^Keep: No Order without a Customer/ });
  await expect(keep).toBeEnabled({ timeout: 30_000 });
  await keep.click();
  const golden = card(page, 'What you know to be true');
  await expect(golden.getByRole('button', { name: /^Try now/ })).toHaveCount(3);

  await drill(page);
  await expect(sentence(page)).toHaveText('Getting back does not work as it should: one thing failed.', { timeout: 60_000 });
  const failed = last.getByRole('region', { name: 'What failed' });
  await expect(failed.getByText(new RegExp(`there should be at least ${(orders + 1).toLocaleString('en-US')}`))).toBeVisible();
  await expect(failed.getByText(/would bring back too little of Order/)).toBeVisible();
  await expect(golden.getByText('Failed in the last drill')).toBeVisible();
  await look(page, 'proof-failed');

  await golden.getByRole('button', { name: /^Change: Order/ }).click();
  await form.getByLabel('At least', { exact: true }).fill(String(orders));
  await form.getByRole('button', { name: 'Keep this check' }).click();
  await expect(form).toBeHidden();
  await drill(page);
  await expect(sentence(page)).toHaveText(/^Proven just now/, { timeout: 60_000 });
  await last.getByRole('button', { name: /^What is as it should be/ }).click();
  await expect(last.getByText('Our first customer')).toBeVisible();
  await expect(page.getByRole('region', { name: 'All drills' }).getByRole('row')).toHaveCount(4);
  await look(page, 'proof-again');
});

function card(page: Page, title: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title }) });
}

async function drill(page: Page): Promise<void> {
  const run = page.getByRole('button', { name: 'Run a drill now' });
  await expect(run).toBeEnabled();
  await run.click();
}

async function addCheck(page: Page): Promise<void> {
  const add = page.getByRole('button', { name: 'Add a check' });
  await expect(add).toBeEnabled();
  await add.click();
}

const pictures = process.env['HOLDFAST_PICTURES'];

/** axe in both themes; the picture too, where some are taken. */
async function look(page: Page, at: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settled(page);
    expect(await axeFaults(page, `${at}, ${colorScheme}`)).toStrictEqual([]);
    if (pictures !== undefined) await page.screenshot({ path: path.join(pictures, `${at}-${colorScheme}.png`), fullPage: true });
  }
  if (pictures !== undefined) {
    await page.setViewportSize({ width: 900, height: 600 });
    await settled(page);
    await page.screenshot({ path: path.join(pictures, `${at}-900.png`) });
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
