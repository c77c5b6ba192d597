import type { Download, Page } from '@playwright/test';
import type { RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { connectShop } from './shop.ts';
import { expect } from './walk.ts';

interface Wishes {
  readonly name?: string;
  /** A folder in place of the proposed one. */
  readonly place?: string;
}

/** From Welcome to Home with a first backup that was read back, the recovery kit proved on the way; everything else as proposed. */
export async function protectShop(page: Page, shop: RunningSampleApp, { name = 'Harbour & Pine', place }: Wishes = {}): Promise<void> {
  await connectShop(page, shop, shop.token);
  await nameApp(page, name);
  await takeProposals(page, place);
  await proveKit(page);
  await page.getByRole('button', { name: 'Start the first backup' }).click();
  await endOfFirstBackup(page, name);
}

/** What the connection found is accepted under a name. */
export async function nameApp(page: Page, name: string): Promise<void> {
  await page.getByLabel('What should it be called here?').fill(name);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** The proposed place, unless another one is wanted, and the proposed schedule. */
export async function takeProposals(page: Page, place?: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Where should the backups live?' })).toBeVisible();
  if (place !== undefined) {
    await page.getByRole('group', { name: 'Folders' }).getByRole('checkbox', { checked: true }).click();
    await page.getByLabel('Another folder').fill(place);
  }
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'How much work could you stand to lose?' })).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Save your recovery kit before you need it.' })).toBeVisible();
}

/** Saves the kit as text and types from it what is asked for. */
export async function proveKit(page: Page): Promise<void> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as text' }).click();
  const kit = await textOf(await download);
  for (const field of await page.getByLabel(/^Group \d+$/).all()) {
    const asked = await field.evaluate((input) => input.getAttribute('aria-label') ?? (input instanceof HTMLInputElement ? input.labels?.[0]?.textContent : undefined) ?? '');
    await field.fill(groupOf(kit, Number(/\d+/.exec(asked)?.[0])));
  }
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByText('You have it')).toBeVisible();
}

/** Waits for the first backup and goes on to Home. */
export async function endOfFirstBackup(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { name: `${name} has a copy that was read back.` })).toBeVisible({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Go to Home' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('was read back');
}

async function textOf(download: Download): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of await download.createReadStream()) if (piece instanceof Buffer) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** A numbered group as the kit prints it: `7 QWERTY`. */
function groupOf(kit: string, group: number): string {
  const found = new RegExp(String.raw`(?:^|\s)${group}[.:)]?\s+([0-9A-Z]{4,8})(?=\s|$)`, 'm').exec(kit)?.[1];
  if (found === undefined) throw new Error(`The kit has no group ${group}.`);
  return found;
}
