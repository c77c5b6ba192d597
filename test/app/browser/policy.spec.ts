import type { Page } from '@playwright/test';
import { openTable } from '../support/look-inside.ts';
import { endOfFirstBackup, nameApp, takeProposals } from '../support/protect.ts';
import { goTo } from '../support/screens.ts';
import { expect, tellViolations, test, watchPage } from '../support/walk.ts';

/** That nothing was stopped on the way is for the `page` of these walks to say: it fails a test whose page complains. */
test('the policy lets in nothing but the page, and no screen or dialog asks for more', async ({ app, page }) => {
  test.setTimeout(240_000);
  const response = await page.goto(app.url());
  const policy = new Map((response?.headers()['content-security-policy'] ?? '').split('; ').map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)]));
  expect(Object.fromEntries(policy)).toMatchObject({ 'default-src': "'none'", 'script-src': "'self'", 'style-src': expect.stringMatching(/^'self' 'nonce-[\w+/=]{20,}'$/), 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'", 'object-src': "'none'" });
  expect(policy.get('connect-src')).toBe(`'self' ${new URL(page.url()).origin.replace('http', 'ws')}`);

  await expectNoInlineScript(page);
  await page.getByRole('link', { name: /Open a backup/ }).click();
  await page.getByRole('button', { name: 'Open the backups' }).click();
  await expect(page.getByText('The folder is missing.')).toBeVisible();
  await page.goto(`${page.url().split('#')[0] ?? ''}#/welcome`);
  await page.getByRole('link', { name: /Try it with a sample app/ }).click();
  await expect(page.getByText(/It works: 16 tables/)).toBeVisible();
  await nameApp(page, 'Sample shop');
  await takeProposals(page);
  await page.getByRole('button', { name: 'Do it later and start the first backup' }).click();
  await endOfFirstBackup(page, 'Sample shop');
  await expectNoInlineScript(page);

  await page.getByRole('button', { name: /^Lose the newest orders/ }).click();
  await page.getByRole('button', { name: 'Back up again' }).click();
  await expect(page.getByText('Done: whole and read back.')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: /^“Order” lost/ })).toBeVisible();
  await page.getByRole('button', { name: 'As a table' }).click();
  await page.getByRole('button', { name: 'Before an AI change' }).click();
  await leaveDialog(page);

  await goTo(page, 'Timeline');
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('menuitem', { name: 'With the backup before it' }).click();
  await page.getByRole('link', { name: 'Open', exact: true }).click();
  await page.getByRole('link', { name: '143 records of Order deleted: show them' }).click();
  await expect(page.getByRole('listbox', { name: 'Records of Order' }).getByRole('option').first()).toBeVisible();

  const grid = await openTable(page, 'Customer');
  await grid.getByRole('columnheader').nth(1).click();
  // A row that is still on its way has no record to open.
  await expect(grid.getByRole('columnheader').nth(1)).toHaveAttribute('aria-sort', 'ascending');
  await expect(grid.locator('[aria-busy=true]')).toHaveCount(0);
  await grid.getByRole('row').nth(2).getByRole('gridcell').nth(1).click();
  await page.getByRole('dialog').getByRole('tab', { name: 'History' }).click();
  await leaveDialog(page);
  for (const opener of ['Filter', 'Columns', 'Export']) {
    await page.getByRole('button', { name: opener, exact: true }).click();
    await leaveDialog(page);
  }

  await goTo(page, 'Places');
  await page.getByRole('button', { name: 'Add a folder' }).first().click();
  await leaveDialog(page);
  await page.getByRole('button', { name: 'Test it' }).click();
  await expect(page.getByText('Everything works here.')).toBeVisible();
  await goTo(page, 'Schedule & alerts');
  await page.getByLabel('Every 3 hours', { exact: true }).click();
  await goTo(page, 'Activity');
  await expect(page.getByText('backed up and read back').first()).toBeVisible();
  await goTo(page, 'Settings');
  await page.getByText('Dark', { exact: true }).click();
  await page.getByRole('button', { name: 'Remove the app' }).click();
  await leaveDialog(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').fill('pause');
  await page.getByRole('dialog').getByText('Pause all backups for an hour').click();
  await expect(page.getByText(/^Backups are paused until/)).toBeVisible();
  await expectNoInlineScript(page);
});

test('a script that got into the page after all would not run, and these walks would say so', async ({ app, browser }) => {
  const page = await browser.newPage();
  const complaints = watchPage(page);
  await page.addInitScript(tellViolations);
  await page.goto(app.url());
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(complaints).toStrictEqual([]);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.body.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="data:," onerror="document.title = \'taken over\'"><p style="position: fixed">';
    document.body.append(image);
  });
  for (const directive of ['script-src-elem', 'script-src-attr', 'style-src-attr']) await expect.poll(() => complaints.filter((complaint) => complaint.includes(`policy: ${directive} inline`))).not.toHaveLength(0);
  await expect(page).toHaveTitle(/Holdfast$/);
  await page.close();
});

async function expectNoInlineScript(page: Page): Promise<void> {
  const inline = await page.evaluate(() => Array.from(document.querySelectorAll('*')).filter((element) => element.matches('script:not([src])') || Array.from(element.attributes).some(({ name }) => name.startsWith('on'))).map((element) => element.outerHTML.slice(0, 200)));
  expect(inline).toStrictEqual([]);
}

/** What is open over the page has the focus, and leaves with Escape. */
async function leaveDialog(page: Page): Promise<void> {
  await expect(page.getByRole('dialog').locator(':focus')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}
