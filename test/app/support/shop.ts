import type { Page } from '@playwright/test';
import { type RunningSampleApp, startSampleApp } from '../../../electron/sample-app/index.ts';

/** The sample app as a platform out there, which a walk can slow down or break. */
export function openShop(records = 3000): Promise<RunningSampleApp> {
  return startSampleApp({ records, bypassRls: true });
}

/** From Welcome to a connected app: what a founder types who has its address and a token. */
export async function connectShop(page: Page, shop: RunningSampleApp, token: string): Promise<void> {
  await page.getByRole('link', { name: /Protect my app/ }).click();
  await page.getByRole('button', { name: /^Base44/ }).click();
  await page.getByLabel('Address of your app’s editor').fill(shop.appId);
  await page.getByLabel('Access token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByLabel('Address of the platform').fill(shop.url);
  await page.getByRole('button', { name: 'Test the connection' }).click();
}
