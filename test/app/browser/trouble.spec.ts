import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { keptProblems, secret, writtenDown } from '../support/kept-problems.ts';
import { goTo, sentence } from '../support/screens.ts';
import { type ServedApp, serveApp } from '../support/served-app.ts';

/** Where pictures go, to be looked at; without it, none are taken. */
const pictures = process.env['HOLDFAST_PICTURES'];

let app: ServedApp;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  app = await serveApp({ sample: true });
});
test.afterAll(() => app.remove());

/** Of the sample. */
const home = (): string => path.join(app.home, 'sample');

async function expectNoSecret(): Promise<void> {
  const text = await writtenDown(home());
  for (const part of ['AGE-SECRET-KEY', 'WALKWALK', 'chloe@', 'sk_live']) expect(text).not.toContain(part);
}

test('the report is read before it is saved, and the file is what was shown', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(await app.another());
  await expect(sentence(page)).toContainText('old and was read back', { timeout: 90_000 });
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'See the report' }).click();
  const shown = page.getByRole('dialog').getByRole('region', { name: 'What the report says' });
  await expect(shown).toContainText('App 1: base44 (unmetered), the sample; to all places; schedule every 6 h');
  await expect(shown).toContainText('Started. version=');
  const text = (await shown.textContent()) ?? '';
  for (const name of ['Sample shop', 'This computer', app.home, '127.0.0.1']) expect(text).not.toContain(name);
  await expect(page.getByRole('dialog')).toContainText('App 1: Sample shop · Place 1: This computer');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the report' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^holdfast-report-[\d-]+\.txt$/);
  expect(await readFile(await file.path(), 'utf8')).toBe(text);
  await expect(page.getByText(`Saved as ${file.suggestedFilename()}.`)).toBeVisible();
  if (pictures !== undefined) await page.screenshot({ path: path.join(pictures, 'report.png') });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a page that cannot be drawn says so plainly, has a report to take along, and starts again, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 900, height: 600 });
    await page.addInitScript((message) => {
      // Once: the page that is started again is whole.
      if (sessionStorage.getItem('broke') !== null) return;
      const usual = window.matchMedia.bind(window);
      window.matchMedia = (query) => {
        if (!query.includes('color-scheme') || document.querySelector('#root') === null) return usual(query);
        sessionStorage.setItem('broke', 'yes');
        throw new TypeError(message, { cause: new Error(message) });
      };
    }, secret);
    await page.goto(await app.another());
    await expect(sentence(page)).toHaveText('This page had a problem and cannot go on.');
    await expect(page.getByText('Your backups are untouched')).toBeVisible();
    await page.getByRole('button', { name: 'See the report' }).click();
    await expect(page.getByRole('region', { name: 'What the report says' })).toContainText('the page could not be drawn', { timeout: 15_000 });
    expect(await page.getByRole('main').textContent()).not.toContain('WALKWALK');
    if (pictures !== undefined) await page.screenshot({ path: path.join(pictures, `broken-${colorScheme}.png`), fullPage: true });
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the report' }).click();
    expect(await readFile(await (await download).path(), 'utf8')).toContain('assets/');
    expect(await keptProblems(home())).toContain('page page-broke');
    await expectNoSecret();
    await page.getByRole('button', { name: 'Start the page again' }).click();
    await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible({ timeout: 30_000 });
  });
}
