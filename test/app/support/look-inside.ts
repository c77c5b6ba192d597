import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { parseJson } from '../../../shared/model/record.ts';
import { goTo } from './screens.ts';
import { expect } from './walk.ts';

interface KnownRecord {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Opens a table on the Data screen: its grid. */
export async function openTable(page: Page, table: string): Promise<Locator> {
  await goTo(page, 'Data');
  await page.getByRole('navigation', { name: 'Tables' }).getByRole('button', { name: new RegExp(`^${table}\\b`) }).click();
  const grid = page.getByRole('grid', { name: `Records of ${table}` });
  await expect(grid.getByRole('row').nth(1)).not.toHaveAttribute('aria-busy', 'true');
  return grid;
}

/** Every record of the grid by scrolling through it would prove no more than its first rows and its count. */
export async function expectBrowsable(page: Page, table: string, records: readonly KnownRecord[]): Promise<void> {
  const grid = await openTable(page, table);
  await expect(grid).toHaveAttribute('aria-rowcount', String(records.length + 1));
  for (const row of await grid.getByRole('row').filter({ has: page.getByRole('gridcell') }).all()) {
    const shown = await row.getByRole('gridcell').first().innerText();
    const [start = '', end = ''] = shown.split('…');
    expect(records.some(({ id }) => id.startsWith(start) && id.endsWith(end)), `${shown} is a record of ${table}`).toBe(true);
  }
}

/** Finds a record over everything by words in it, where others may have them too, and opens it under its name. */
export async function openFound(page: Page, words: string, name: string): Promise<Locator> {
  const search = page.getByRole('searchbox', { name: 'Search every table' });
  // The searchable copy is made after the backup.
  await expect(search).toBeEnabled({ timeout: 90_000 });
  await search.fill(words);
  const found = page.getByRole('region', { name: 'Search every table' });
  await expect(found.getByRole('status')).toHaveText(/records? found$/);
  await found.getByRole('listitem').filter({ hasText: words }).filter({ hasText: name }).first().getByRole('button').click();
  return page.getByRole('dialog', { name });
}

/** Takes the table that is open out as CSV, where a person finds it. */
export async function exportTable(page: Page, table: string): Promise<readonly Readonly<Record<string, string>>[]> {
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take data out' });
  await expect(dialog.getByRole('radio', { name: new RegExp(`^The table ${table}:`) })).toBeChecked();
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByText('Done. It lies here:')).toBeVisible();
  const folder = await dialog.getByText(/Downloads/).innerText();
  await dialog.getByRole('button', { name: 'Close' }).click();
  return parse(await readFile(path.join(folder, `${table}.csv`)), { columns: true, bom: true });
}

/** The file has every record and every value that the shop has, and none else. */
export function expectSameRecords(rows: readonly Readonly<Record<string, string>>[], records: readonly KnownRecord[]): void {
  expect(rows.length).toBe(records.length);
  const byId = new Map(rows.map((row) => [row['id'], row]));
  for (const record of records) {
    const row = byId.get(record.id) ?? {};
    const read = Object.entries(record).map(([field, value]) => [field, typeof value === 'object' && value !== null ? parseJson(row[field] ?? '') : row[field]]);
    expect(Object.fromEntries(read)).toStrictEqual(Object.fromEntries(Object.entries(record).map(([field, value]) => [field, asCell(field, value)])));
  }
}

/** Lists and objects stand in the file as JSON; they are compared as what they are. The platform's own times get the zone that it leaves out. */
function asCell(field: string, value: unknown): unknown {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' && (field === 'created_date' || field === 'updated_date')) return `${value}Z`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
