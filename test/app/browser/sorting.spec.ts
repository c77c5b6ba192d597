import type { Page } from '@playwright/test';
import { serveApp } from '../support/served-app.ts';
import { goTo } from '../support/screens.ts';
import { expect, test } from '../support/walk.ts';

test('a table that is sorted is seen from its first row; one that was left is found where it was', async ({ page }) => {
  const app = await serveApp({ sample: true });
  try {
    await page.goto(app.url());
    await expect(page.getByRole('heading', { level: 1 })).toContainText('old and was read back', { timeout: 90_000 });
    await goTo(page, 'Data');
    await page.getByRole('navigation', { name: 'Tables' }).getByRole('button', { name: /^OrderItem/ }).click();
    const price = page.getByRole('columnheader', { name: 'unit_price' });
    // The searchable copy is made after the backup.
    await expect(price).toHaveAttribute('data-can-sort', 'true', { timeout: 90_000 });

    await scrollTo(page, 1500);
    await expect(rowAt(page, 1500)).toBeVisible();
    await goTo(page, 'Places');
    await expect(page).toHaveTitle(/^Places/);
    await page.goBack();
    await expect(rowAt(page, 1500)).toBeInViewport();

    await price.click();
    await expect(price).toHaveAttribute('aria-sort', 'ascending');
    await expect(rowAt(page, 0)).toBeInViewport();
  } finally {
    await app.remove();
  }
});

function rowAt(page: Page, index: number): ReturnType<Page['locator']> {
  return page.getByRole('grid').locator(`[data-row="${index}"]:not([aria-busy])`);
}

async function scrollTo(page: Page, row: number): Promise<void> {
  await page.getByRole('grid').evaluate((grid, index) => grid.scrollTo(0, index * 36), row);
}
