import { goTo, sentence } from '../support/screens.ts';
import { type ServedApp, serveApp } from '../support/served-app.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

let app: ServedApp;
test.beforeEach(async ({ page }) => {
  test.setTimeout(240_000);
  app = await serveApp({ sample: true });
  await page.goto(app.url());
  await expect(sentence(page)).toContainText('old and was read back', { timeout: 90_000 });
});
test.afterEach(() => app.remove());

test('backs up at times of the day, on days of the week and by a cron line, says when next, and keeps a list of what was to be', async ({ page }) => {
  await goTo(page, 'Schedule & alerts');
  const when = page.getByRole('radiogroup', { name: 'Back up' });
  await expect(when.getByRole('radio', { name: 'Every 6 hours' })).toBeChecked();
  await expect(page.locator('#content').getByText('Every 6 hours.', { exact: true })).toBeVisible();

  // Times of the day: put together, looked at, then saved.
  await when.getByRole('radio', { name: 'At times of the day' }).click();
  await page.getByLabel('Time 1', { exact: true }).fill('06:00');
  await page.getByRole('button', { name: 'Another time' }).click();
  await page.getByLabel('Time 2', { exact: true }).fill('06:05');
  await expect(page.getByText('more than one backup in 15 minutes')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save these times' })).toBeDisabled();
  await page.getByLabel('Time 2', { exact: true }).fill('18:00');
  await expect(page.getByText(/^Next on this computer’s clock/)).toBeVisible();
  await page.getByRole('button', { name: 'Save these times' }).click();
  await expect(page.locator('#content').getByText('Every day at the times you chose.', { exact: true })).toBeVisible();

  // Days of the week.
  await when.getByRole('radio', { name: 'On days of the week' }).click();
  await page.getByRole('checkbox', { name: 'Sun' }).check();
  await expect(page.getByText(/^Next on this computer’s clock/)).toBeVisible();
  await page.getByRole('button', { name: 'Save these times' }).click();
  await expect(page.locator('#content').getByText('On the days you chose.', { exact: true })).toBeVisible();

  // A cron line, and one that is none.
  await when.getByRole('radio', { name: 'By a cron line' }).click();
  await page.getByRole('textbox', { name: 'Cron line' }).fill('61 * * * *');
  await expect(page.getByText('“61 * * * *” is not a cron line.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save these times' })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Cron line' }).fill('30 2 * * 1-5');
  await page.getByRole('button', { name: 'Save these times' }).click();
  await expect(page.locator('#content').getByText('By the cron line you gave.', { exact: true })).toBeVisible();
  expect(await axeFaults(page, 'schedule')).toStrictEqual([]);

  // Loaded anew, it is what was saved.
  await page.reload();
  await expect(when.getByRole('radio', { name: 'By a cron line' })).toBeChecked();
  await expect(page.getByRole('textbox', { name: 'Cron line' })).toHaveValue('30 2 * * 1-5');
  const list = page.locator('section', { has: page.getByRole('heading', { name: 'Planned backups' }) });
  await expect(list).toContainText('None was due yet.');

  // Only on mains power, from now on.
  const battery = page.getByRole('switch', { name: 'Back up on battery, too' });
  await expect(battery).toBeChecked();
  await battery.click();
  await expect(battery).not.toBeChecked();
  await when.getByRole('radio', { name: 'Only by hand' }).click();
  await expect(page.locator('#content').getByText('Only when you press Back up now.', { exact: true })).toBeVisible();
});
