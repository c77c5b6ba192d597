import type { Locator, Page } from '@playwright/test';
import type { RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { sentence } from './screens.ts';
import { expect } from './walk.ts';

/**
 * Begins a backup on Home of a shop that takes its time with every answer, and waits until tables are being looked through. There is
 * something new in it, so that something has to be written to the place.
 */
export async function beginSlowBackup(page: Page, shop: RunningSampleApp): Promise<void> {
  shop.edit.create('Customer', { name: 'Somebody New', email: 'somebody.new@inbox.example', phone: '+44 7700 900999' });
  shop.faults.add({ on: { kind: 'list-v2' }, do: { kind: 'slow', ms: 800 } });
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(progress(page)).toBeVisible();
  await expect(page.getByText(/^\d+ of 16 tables$/)).toBeVisible();
}

/** The bar of a backup that runs. */
export function progress(page: Page): Locator {
  return page.getByRole('progressbar', { name: /^Backing up/ });
}

/** Nothing on the page says that all is well. */
export async function expectNotGreen(page: Page): Promise<void> {
  await expect(sentence(page)).toBeVisible();
  await expect(page.getByText('Whole and read back from')).toHaveCount(0);
  await expect(page.getByText('Done: whole and read back.')).toHaveCount(0);
}

/** Home says that the newest backup is whole, was read back and is of now. */
export async function expectGreen(page: Page): Promise<void> {
  await expect(sentence(page)).toHaveText('Your newest backup is under a minute old and was read back.', { timeout: 30_000 });
  await expect(page.getByText('Whole and read back from one place')).toBeVisible();
}

/** How many tables the backup that runs has looked through, as the page says. */
export async function tablesDone(page: Page): Promise<number> {
  return Number.parseInt(await page.getByText(/^\d+ of 16 tables$/).innerText(), 10);
}
