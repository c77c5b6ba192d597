import { expectGreen } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { sentence } from '../support/screens.ts';
import { expect, test } from '../support/walk.ts';

test('a screen does not stay green when nobody answers behind it, and is there again with the answer', async ({ app, shop, page }) => {
  await page.goto(app.url());
  await protectShop(page, shop);
  await expectGreen(page);

  await page.clock.install();
  // Its connections stand; it does nothing.
  process.kill(app.pid(), 'SIGSTOP');
  try {
    const silent = page.getByRole('heading', { name: 'Holdfast is not answering.' });
    await expect(async () => {
      await page.clock.runFor(30_000);
      await expect(silent).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(page).toHaveTitle(/not answering/);
  } finally {
    process.kill(app.pid(), 'SIGCONT');
  }
  await expect(page.getByRole('heading', { name: 'Holdfast is not answering.' })).toHaveCount(0);
  await expect(sentence(page)).toBeVisible();
});
