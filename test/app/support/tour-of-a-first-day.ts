import type { Page } from '@playwright/test';
import { open, settled, type Stop } from './tour.ts';
import { expect } from './walk.ts';

/** Every screen that there is before anything is protected, in the order of a person's way: each goes on from the one before. */
export const firstScreens: readonly Stop[] = [
  { name: 'welcome', go: (page) => open(page, 'welcome', 'Welcome') },
  { name: 'open-a-backup', go: (page) => open(page, 'open', 'Open a backup') },
  {
    name: 'open-a-bucket',
    async go(page) {
      await open(page, 'open', 'Open a backup');
      await page.getByRole('radio', { name: /In a bucket/ }).click();
      await page.getByLabel('Address in the kit').fill('Frankfurt');
      await page.getByRole('button', { name: 'Open the backups' }).click();
      await expect(page.getByRole('alert')).toContainText('not the address of a bucket');
    },
  },
  {
    name: 'open-google-drive',
    async go(page) {
      await open(page, 'open', 'Open a backup');
      await page.getByRole('radio', { name: /In Google Drive/ }).click();
      await expect(page.getByRole('button', { name: 'Sign in to Google' })).toBeVisible();
    },
  },
  {
    name: 'protect-platform',
    async go(page) {
      await open(page, 'welcome', 'Welcome');
      await page.getByRole('link', { name: /Protect my app/ }).click();
      await settled(page);
    },
  },
  {
    name: 'protect-connect',
    async go(page) {
      await open(page, 'welcome', 'Welcome');
      await page.getByRole('link', { name: /Protect my app/ }).click();
      await page.getByRole('button', { name: /^Base44/ }).click();
      await expect(page.getByLabel('Access token', { exact: true })).toBeVisible();
    },
  },
  {
    name: 'protect-found',
    async go(page) {
      await open(page, 'welcome', 'Welcome');
      await page.getByRole('link', { name: /Try it with a sample app/ }).click();
      await expect(page.getByText(/It works: 16 tables/)).toBeVisible();
    },
  },
  { name: 'protect-places', go: (page) => goOn(page, 'Where should the backups live?') },
  { name: 'protect-how-often', go: (page) => goOn(page, 'How much work could you stand to lose?') },
  { name: 'protect-kit', go: (page) => goOn(page, 'Save your recovery kit before you need it.') },
  {
    name: 'protect-done',
    async go(page) {
      await page.getByRole('button', { name: 'Do it later and start the first backup' }).click();
      await expect(page.getByRole('heading', { name: 'Sample shop has a copy that was read back.' })).toBeVisible({ timeout: 90_000 });
    },
  },
  {
    name: 'home-first',
    async go(page) {
      await page.getByRole('button', { name: 'Go to Home' }).click();
      await expect(page.getByRole('region', { name: 'The five questions' })).toBeVisible();
      await settled(page);
    },
  },
];

async function goOn(page: Page, to: string): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: to })).toBeVisible();
}
