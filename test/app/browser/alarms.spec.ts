import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { sayAllWasMeant } from '../support/answer-alarms.ts';
import { endOfFirstBackup, nameApp, takeProposals } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

/** Something is lost on the sample shop, and a person says what it was. */

async function protectSample(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Try it with a sample app/ }).click();
  await nameApp(page, 'Sample shop');
  await takeProposals(page);
  await page.getByRole('button', { name: 'Do it later and start the first backup' }).click();
  await endOfFirstBackup(page, 'Sample shop');
  await expect(page.getByText('Whole and read back from one place')).toBeVisible();
}

/** Loses the newest orders and backs up; answers with the alarm about them. */
async function loseOrders(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: /^Lose the newest orders/ }).click();
  await expect(page.getByText(/Now back up again/)).toBeVisible();
  await page.getByRole('button', { name: 'Back up now' }).click();
  const alarms = page.getByRole('region', { name: 'What happened to the data' });
  await expect(alarms.getByRole('heading', { name: /^“Order” lost [\d,]+ of [\d,]+ records$/ })).toBeVisible({ timeout: 90_000 });
  return alarms;
}

async function look(page: Page, picture: string): Promise<void> {
  const folder = process.env['HOLDFAST_PICTURES'];
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await axeFaults(page, `${picture}-${scheme}`)).toEqual([]);
    if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${picture}-${scheme}.png`) });
  }
}

test('what was lost is told with numbers, compared, and brought back from the alarm', async ({ app, page }) => {
  test.setTimeout(240_000);
  await page.goto(app.url());
  await protectSample(page);
  const alarms = await loseOrders(page);
  const title = await alarms.getByRole('heading', { name: /^“Order” lost/ }).innerText();
  const lost = /lost ([\d,]+) of/.exec(title)?.[1] ?? '';
  await expect(alarms.getByText(/no old backup is removed/).first()).toBeVisible();
  await look(page, 'alarm');

  // The comparison has the same number.
  await alarms.getByRole('listitem').filter({ hasText: '“Order” lost' }).getByRole('link', { name: 'See what changed' }).click();
  await expect(page.getByText(lost).first()).toBeVisible();
  await goTo(page, 'Timeline');
  const rows = page.getByRole('listbox', { name: 'Backups, newest first' }).getByRole('option');
  await expect(rows.first().getByRole('img', { name: /^Something was lost in this backup: “Order” lost/ })).toBeVisible();
  const figures = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Since the backup before' }) });
  await expect(figures.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Order', exact: true }) })).toContainText(lost);
  await expect(rows.nth(1).getByRole('img', { name: 'pinned' })).toBeVisible();
  await look(page, 'alarm-timeline');

  await goTo(page, 'Home');
  await alarms.getByRole('listitem').filter({ hasText: '“Order” lost' }).getByRole('button', { name: /ot expected: show me$/ }).click();
  await expect(page.getByRole('checkbox', { name: /of Order/ })).toBeChecked({ timeout: 30_000 });
  await expect(page.getByRole('link', { name: 'See what will be done' })).toBeVisible();
});

test('what was meant is quiet from then on, and old backups go again', async ({ app, page }) => {
  test.setTimeout(240_000);
  await page.goto(app.url());
  await protectSample(page);
  await loseOrders(page);
  await sayAllWasMeant(page);
  await expect(page.getByRole('status').filter({ hasText: 'Noted: it was meant.' })).toBeVisible();
  await expect(sentence(page)).toContainText('was read back');
  await look(page, 'alarm-noted');

  await goTo(page, 'Schedule & alerts');
  await expect(page.getByText(/“Order”: from [\d.]+.?%/)).toBeVisible();
  const live = page.getByRole('switch', { name: /^Look between backups, too/ });
  await expect(live).toBeChecked();
  await live.scrollIntoViewIfNeeded();
  await look(page, 'alarm-thresholds');
  await page.getByRole('button', { name: 'Set back what “Order” may lose' }).click();
  await expect(page.getByText(/“Order”: from [\d.]+.?%/)).toHaveCount(0);
});
