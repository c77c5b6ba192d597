import type { Page } from '@playwright/test';
import { expect } from './walk.ts';

/** What happens to the sample shop before the screens are looked at: normal work, a loss, an edit gone wrong; a backup after each. */
export async function tellStory(page: Page): Promise<void> {
  for (const act of ['A day of orders', 'Lose the newest orders', 'Blank every phone number']) {
    const home = page.getByRole('heading', { level: 1 });
    // What was lost before stands as an alarm by now: a backup that was read back all the same.
    const said = /old(?: and was read back|, and something needs you)/;
    // A tab that is loaded anew before it has its session has none: the address opens the app once.
    await expect(home).toContainText(said, { timeout: 90_000 });
    // Afresh: of a backup that ended before, no message may be taken for that of the next.
    await page.reload();
    await expect(home).toContainText(said, { timeout: 90_000 });
    await page.getByRole('button', { name: new RegExp(`^${act}`) }).click();
    await page.getByRole('button', { name: 'Back up again' }).click();
    await expect(page.getByText('Done: whole and read back.')).toBeVisible({ timeout: 90_000 });
  }
}
