import type { Locator, Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { expectFocusKept, tabTo } from '../support/keyboard.ts';
import { sentence } from '../support/screens.ts';
import { expect, test } from '../support/walk.ts';

test('the keyboard alone leads from Welcome to a backup, into a record and out again, and one always sees where one is', async ({ app, page }) => {
  await page.goto(app.url());
  await expect(sentence(page)).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: /Try it with a sample app/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(/It works: 16 tables/)).toBeVisible();
  for (const next of ['Where should the backups live?', 'How much work could you stand to lose?', 'Save your recovery kit before you need it.']) {
    await pressButton(page, 'Continue');
    await expect(sentence(page)).toHaveText(next);
    await expectFocusKept(page);
  }
  await pressButton(page, 'Do it later and start the first backup');
  await expect(sentence(page)).toHaveText('Sample shop has a copy that was read back.', { timeout: 30_000 });
  await expectFocusKept(page);
  await pressButton(page, 'Go to Home');
  await expectGreen(page);
  await expectFocusKept(page);

  await expectBackAfter(page, page.getByRole('button', { name: 'Back up now' }), 'Control+k');
  await choose(page, 'data', 'Data');
  await expectBackAfter(page, page.getByRole('button', { name: 'Export' }), 'Enter');
  const grid = page.getByRole('grid', { name: 'Records of Customer' });
  await tabTo(page, grid);
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Control+End', 'Control+Home', 'PageDown', 'ArrowDown']) {
    await page.keyboard.press(key);
    await expectFocusKept(page);
  }
  const row = await activeCell(page);
  await page.keyboard.press('Enter');
  const record = page.getByRole('dialog');
  await expect(record.getByRole('tabpanel', { name: 'Fields' })).toContainText('@');
  await expectFocusKept(page);
  await tabTo(page, record.getByRole('tab', { name: 'Fields' }));
  await page.keyboard.press('ArrowRight');
  await expect(record.getByRole('tabpanel', { name: 'History' })).toContainText('There in the oldest backup that was looked at');
  await expectFocusKept(page);
  await page.keyboard.press('Escape');
  await expect(record).toHaveCount(0);
  await expect(grid).toBeFocused();
  expect(await activeCell(page)).toBe(row);

  await choose(page, 'home', 'Home');
  await expect(sentence(page)).toContainText('old and was read back.');
});

/** By the Tab key and Enter. */
async function pressButton(page: Page, name: string): Promise<void> {
  await tabTo(page, page.getByRole('button', { name }));
  await page.keyboard.press('Enter');
}

/** What the key opens takes the focus, and gives it back when it is left. */
async function expectBackAfter(page: Page, control: Locator, key: string): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press(key);
  await expect(page.getByRole('dialog').locator(':focus')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(control).toBeFocused();
}

/** In the palette; leads to the screen with this name. */
async function choose(page: Page, words: string, screen: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(new RegExp(`^${screen} `));
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expectFocusKept(page);
}

/** The cell that the focus is on, in the words of a screen reader. */
function activeCell(page: Page): Promise<string> {
  return page.evaluate(() => {
    const cell = document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '');
    return `${cell?.parentElement?.getAttribute('aria-rowindex') ?? 'none'}, ${cell?.getAttribute('aria-colindex') ?? 'none'}: ${cell?.textContent ?? ''}`;
  });
}
