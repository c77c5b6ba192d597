import type { Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { expect, test } from '../support/walk.ts';

test('what is changed in one window shows in the other, without loading it anew', async ({ app, shop, page, window2 }) => {
  await page.goto(app.url());
  await protectShop(page, shop);
  await window2.goto(await app.another());
  await expectGreen(window2);

  await goTo(window2, 'Settings');
  await window2.getByText('Dark', { exact: true }).click();
  for (const window of [page, window2]) await expect.poll(() => lightness(window)).toBeLessThan(80);
  await window2.getByText('Light', { exact: true }).click();
  for (const window of [page, window2]) await expect.poll(() => lightness(window)).toBeGreaterThan(200);

  await expect(page.getByText('Every 12 hours.', { exact: true })).toBeVisible();
  await goTo(window2, 'Schedule & alerts');
  await window2.getByRole('radiogroup', { name: 'Back up' }).getByLabel('Every 3 hours', { exact: true }).click();
  await expect(page.getByText('Every 3 hours.', { exact: true })).toBeVisible();

  await goTo(window2, 'Timeline');
  await expect(sentence(window2)).toHaveText('1 backup, read back.');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(sentence(window2)).toHaveText('2 backups, all read back.', { timeout: 30_000 });

  // And for who comes back: a new start has an address of its own, where no browser remembers anything.
  await goTo(page, 'Settings');
  await page.getByText('Dark', { exact: true }).click();
  await expect.poll(() => lightness(window2)).toBeLessThan(80);
  await app.kill();
  await app.start();
  await window2.goto(app.url());
  await expect(sentence(window2)).toBeVisible();
  await expect.poll(() => lightness(window2)).toBeLessThan(80);
});

/** Of what is behind everything, as a person sees it: 0 is black, 255 is white. */
function lightness(page: Page): Promise<number> {
  return page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
}
