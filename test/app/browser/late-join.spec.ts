import { beginSlowBackup, expectGreen, progress, tablesDone } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { sentence } from '../support/screens.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

test('a window opened in the middle of a backup shows it and can stop it, and the first window says so', async ({ app, shop, page, window2 }) => {
  await page.goto(app.url());
  await protectShop(page, shop);
  await beginSlowBackup(page, shop);

  await window2.goto(await app.another());
  await expect(progress(window2)).toBeVisible();
  await expect(sentence(window2)).toHaveText(/^A backup is running\. Until it is read back, what you have is .* old\.$/);
  await expectAccessible(window2, 'Home while a backup runs');
  // The same run: the second window knows at once how far it is, and both go on together.
  const before = await tablesDone(window2);
  expect(before).toBeGreaterThan(0);
  await expect.poll(() => tablesDone(window2)).toBeGreaterThan(before);
  await expect.poll(async () => (await tablesDone(page)) - (await tablesDone(window2))).toBe(0);

  await window2.getByRole('button', { name: 'Stop' }).click();
  for (const window of [page, window2]) {
    await expect(window.getByText('Stopped. What was copied so far is kept and used by the next backup.')).toBeVisible();
    await expect(progress(window)).toHaveCount(0);
  }

  shop.faults.clear();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expectGreen(page);
  await expect(page.getByText('1,001 records', { exact: true })).toBeVisible();
});
