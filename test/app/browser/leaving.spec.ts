import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { expectGreen } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { sentence } from '../support/screens.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const writtenMs = 60_000;

test('I am leaving: from the door to a folder that holds everything and works by itself', async ({ app, shop, page }, info) => {
  test.setTimeout(180_000);
  await page.goto(app.url());
  await protectShop(page, shop);
  await expectGreen(page);
  const orders = shop.edit.records('Order');
  await shop.stop();

  await page.getByRole('link', { name: 'Something wrong?' }).click();
  await page.getByRole('link', { name: /^I am leaving the platform/ }).click();
  await expect(sentence(page)).toHaveText('Take everything with you.');
  await expect(page.getByText(/The newest backup is from .* and holds 1,000 records\./)).toBeVisible();
  const write = page.getByRole('button', { name: 'Write everything' });
  await expect(write).toBeEnabled();
  await look(page, 'leaving');

  // A folder with something in it is left alone, and that is said here.
  const taken = info.outputPath();
  await writeFile(path.join(taken, 'mine.txt'), 'mine');
  await page.getByLabel('Where to').fill(taken);
  await write.click();
  await expect(sentence(page)).toHaveText('Nothing was written.', { timeout: writtenMs });
  await expect(page.getByRole('main')).toContainText('The folder is not empty, and nothing in it is overwritten.');
  await page.getByRole('button', { name: 'Write it again' }).click();

  const folder = path.join(taken, 'everything of mine');
  await page.getByLabel('Where to').fill(folder);
  await page.getByRole('button', { name: 'Write everything' }).click();
  await expect(sentence(page)).toHaveText('Everything is yours.', { timeout: writtenMs });
  const main = page.getByRole('main');
  await expect(main).toContainText('1,000');
  await expect(main.getByText(folder, { exact: true })).toBeVisible();
  await expect(main.getByText(`psql -d my_app -f '${path.join(folder, 'postgres/load.sql')}'`, { exact: true })).toBeVisible();
  await expect(main).toContainText('Passwords and sign-ins');
  await expect(main).not.toContainText('What is missing');
  await look(page, 'leaving-done');
  await page.reload();
  await expect(sentence(page)).toHaveText('Everything is yours.');

  // What a stranger finds, without this program.
  expect((await readdir(folder)).toSorted()).toEqual(['README.txt', 'app-config.jsonl', 'app-schema.jsonl', 'csv', 'data.sqlite', 'files', 'index.json', 'jsonl', 'postgres']);
  const database = new DatabaseSync(path.join(folder, 'data.sqlite'), { readOnly: true });
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(database.prepare('SELECT o.id FROM "Order" o JOIN Customer c ON c.id = o.customer_id').all()).toHaveLength(orders.filter((order) => order['customer_id'] !== null && order['customer_id'] !== undefined).length);
  database.close();
  const rows = parse(await readFile(path.join(folder, 'csv/Order.csv')), { columns: true }) as readonly { readonly id: string }[];
  expect(rows.map(({ id }) => id).toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
  expect((await readFile(path.join(folder, 'jsonl/Order.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(orders.length);
  expect(await readFile(path.join(folder, 'postgres/schema.sql'), 'utf8')).toContain('ALTER TABLE "Order" ADD FOREIGN KEY ("customer_id") REFERENCES "Customer" ("id") DEFERRABLE;');
  expect((await readdir(path.join(folder, 'files'))).length).toBeGreaterThan(1);
  expect(await readFile(path.join(taken, 'mine.txt'), 'utf8')).toBe('mine');
});

/** As it is, in both themes, small and with large text: nothing is cut off, and a screen reader has nothing to object to. */
async function look(page: Page, picture: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  for (const [name, scheme, view, text] of [
    ['light', 'light', size, '100%'],
    ['dark', 'dark', { width: 900, height: 600 }, '100%'],
    ['large', 'light', { width: 900, height: 600 }, '200%'],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(view);
    await page.evaluate((fontSize) => (document.documentElement.style.fontSize = fontSize), text);
    expect(await axeFaults(page, `${picture} ${name}`)).toStrictEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    const folder = process.env['HOLDFAST_PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${picture}-${name}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(size);
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
}
