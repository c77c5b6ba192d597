import type { Page } from '@playwright/test';
import { type RunningSampleApp, startSampleApp } from '../../../electron/sample-app/index.ts';

/** The sample app as a platform out there, which a walk can slow down or break; on the port of an earlier one it is that one again, as it was at first. */
export function openShop(port = 0): Promise<RunningSampleApp> {
  return startSampleApp({ records: 1000, bypassRls: true, port });
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly kind: string;
}

/** A customer of the shop that no other is like. */
export function someCustomer(shop: RunningSampleApp): Customer {
  const { id, name, email, kind }: Readonly<Record<string, unknown>> = shop.edit.records('Customer').at(-7) ?? {};
  if (typeof id !== 'string' || typeof name !== 'string' || typeof email !== 'string' || typeof kind !== 'string') throw new Error('The shop has too few customers.');
  return { id, name, email, kind };
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
