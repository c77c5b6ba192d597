import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { deleteByApi } from '../support/deleting.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const name = 'Harbour & Pine';
const slowMs = 60_000;

test('orders are gone: an emergency keeps what there is, walks to the way back, sees that it is over, and ends in a written timeline', async ({ app, shop, page }) => {
  test.setTimeout(300_000);
  await page.goto(app.url());
  await protectShop(page, shop, { name });
  await expectGreen(page);
  const lost = await deleteByApi(shop, 'Order', 25);

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search and commands' });
  await expect(palette.getByLabel('Search and commands')).toBeFocused();
  await page.keyboard.type('declare');
  await palette.getByText(`Something is wrong with ${name}: declare an emergency`).click();
  // Until it is closed, its own entry has the same words.
  await expect(palette).toBeHidden();
  await expect(sentence(page)).toHaveText('Is something wrong with your app? Take one step at a time.');
  await page.getByRole('button', { name: 'Declare an emergency', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('What did you see?')).toBeFocused();
  await dialog.getByLabel('What did you see?').fill('Orders from this morning are gone');
  await look(page, 'emergency-declare');
  await dialog.getByRole('button', { name: 'Begin' }).click();

  const steps = page.getByRole('navigation', { name: 'Steps' });
  await expect(sentence(page)).toHaveText('One step at a time. Your good backups are kept.', { timeout: slowMs });
  await expect(page.getByText(/^Your backup from .* is pinned\./)).toBeVisible();
  await expect(steps.getByRole('button', { name: /Keep the state as it is seen by Holdfast/ })).toBeVisible({ timeout: slowMs });
  await expect(page.getByText('It is evidence: do not go back to it.')).toBeVisible();
  await expect(steps.getByRole('button', { name: /See what is lost seen by Holdfast/ })).toBeVisible({ timeout: slowMs });
  await look(page, 'emergency-first-step');

  // Nothing is removed meanwhile, and Home leads back.
  await goTo(page, 'Home');
  await expect(page.getByText(/^An emergency is open, for \d+:\d\d/)).toBeVisible();
  await look(page, 'emergency-home');
  await page.getByRole('link', { name: 'Go on with it' }).click();

  await expect(page.getByRole('region', { name: 'Stop the damage' })).toBeVisible();
  await page.getByRole('button', { name: 'That is done' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Find out what did it' })).toBeFocused();
  await page.getByLabel('Write something down').fill('The AI was asked to clean up old orders at 9.');
  await page.getByRole('button', { name: 'Write it down' }).click();
  await expect(page.getByText('The AI was asked to clean up old orders at 9.', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'That is done' }).click();
  await page.getByRole('radio', { name: 'Data', exact: true }).check();
  await look(page, 'emergency-decide');
  await page.getByRole('button', { name: 'That is the decision' }).click();

  await page.getByRole('link', { name: 'Bring back what was lost' }).click();
  await expect(page.getByRole('checkbox', { name: /^25 records of Order were deleted/ })).toBeChecked({ timeout: slowMs });
  await page.getByRole('link', { name: 'See what will be done' }).click();
  await page.getByRole('button', { name: 'Bring 25 records back' }).click();
  await dialog.getByLabel(/^Name of the app/).fill(name);
  await dialog.getByRole('button', { name: 'Bring them back' }).click();
  await expect(sentence(page)).toHaveText('25 records of Order are back.', { timeout: 120_000 });
  expect(shop.edit.records('Order').filter(({ id }) => typeof id === 'string' && lost.includes(id))).toHaveLength(25);

  await goTo(page, 'Home');
  await page.getByRole('link', { name: 'Go on with it' }).click();
  await expect(steps.getByRole('button', { name: /Bring back what was lost seen by Holdfast/ })).toBeVisible({ timeout: slowMs });
  await expect(page.getByText(/^Data was back after/)).toBeVisible();
  await expect(steps.getByRole('button', { name: /See that it is over seen by Holdfast/ })).toBeVisible({ timeout: slowMs });
  const message = page.getByLabel('Text of the message');
  await expect(message).toHaveValue(new RegExp(`${name} works again`));
  await message.fill('Everything is back. Sorry!');
  // A slow press: what was typed is saved meanwhile, and the button is still the one that was pressed.
  const copy = page.getByRole('button', { name: /^Cop(y|ied)$/ });
  await copy.click({ delay: 700 });
  await expect(copy).toBeFocused();
  await expect(page.getByRole('button', { name: 'As it was suggested' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeVisible();
  await look(page, 'emergency-tell');
  await page.getByRole('button', { name: 'That is done' }).click();
  await expect(sentence(page)).toHaveText('Every step is behind you. End it when you are sure.');

  await page.getByRole('button', { name: 'End the emergency' }).click();
  await dialog.getByLabel('What did you learn?').fill('Never let the AI delete <b>anything</b> | without a backup.');
  await expect(dialog.getByRole('checkbox', { name: /^Take the pin/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'End it' }).click();
  await expect(sentence(page)).toHaveText('It is over. This is what happened.', { timeout: slowMs });
  await look(page, 'emergency-over');

  const text = await saved(page, 'Save as Markdown', /^emergency-.*\.md$/);
  expect(text.toString('utf8')).toContain('Orders from this morning are gone');
  expect(text.toString('utf8')).toContain('25 records of Order were brought back, all of it read back');
  expect(text.toString('utf8')).toContain('&lt;b\\>anything&lt;/b\\> \\| without');
  const pdf = await saved(page, 'Save as PDF', /^emergency-.*\.pdf$/);
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  if (process.env['HOLDFAST_PICTURES'] !== undefined) await import('node:fs/promises').then(async ({ writeFile }) => writeFile(path.join(process.env['HOLDFAST_PICTURES'] ?? '', 'emergency.pdf'), pdf));

  await goTo(page, 'Home');
  await expect(page.getByText(/^An emergency is open/)).toBeHidden();
});

async function saved(page: Page, button: string, fileName: RegExp): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(fileName);
  return readFile(await file.path());
}

/** No fault that axe can see, nothing beside the page in the smallest window or with letters twice as large; and the picture, where somebody wants it. */
async function look(page: Page, picture: string): Promise<void> {
  expect(await axeFaults(page, picture)).toStrictEqual([]);
  const wide = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.setViewportSize({ width: 900, height: 600 });
  await page.evaluate(() => void (document.documentElement.style.fontSize = '200%'));
  expect(await wide(), `${picture} with large letters`).toBe(0);
  await page.evaluate(() => void (document.documentElement.style.fontSize = ''));
  expect(await wide(), `${picture} in a small window`).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
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
