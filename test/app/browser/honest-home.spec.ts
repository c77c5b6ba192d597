import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectGreen, expectNotGreen } from '../support/backup.ts';
import { expectLowered, gradeCard, lettersOf, questionCard } from '../support/grade.ts';
import { endOfFirstBackup, nameApp, protectShop, proveKit } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { serveApp } from '../support/served-app.ts';
import { connectShop } from '../support/shop.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

/** What must never look well, each done to a real vault and a real platform: Home says it in the right words, and the letter falls. */

test('rows that a platform holds back, and a second place that is away, lower the grade and are named; what is mended raises it again', async ({ app, shop, page }) => {
  test.setTimeout(240_000);
  const needs = page.getByRole('region', { name: 'Needs you' });
  const drive = path.join(app.home, 'drive');
  await page.goto(app.url());
  await connectShop(page, shop, shop.token);
  await nameApp(page, 'Harbour & Pine');
  await expect(page.getByRole('heading', { name: 'Where should the backups live?' })).toBeVisible();
  await page.getByLabel('Another folder').fill(path.join(drive, 'Holdfast'));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'How much work could you stand to lose?' })).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await proveKit(page);
  await page.getByRole('button', { name: 'Start the first backup' }).click();
  await endOfFirstBackup(page, 'Harbour & Pine');
  await expect(page.getByText('Whole and read back from 2 places')).toBeVisible();
  await expect(gradeCard(page)).toContainText(/restore|drill|acts/i);
  const whole = await lettersOf(page, 'What do you back up?');
  const together = await lettersOf(page, 'Where does it live?');
  expect(whole.question).toBe('A');

  // Three orders are silently left out of every answer.
  const short = shop.faults.add({ on: { kind: ['list', 'list-v2'], entity: 'Order' }, do: { kind: 'drop-rows', rows: 3 } });
  shop.edit.create('Order', { total: 1 });
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(sentence(page)).toHaveText(/^The newest backup is incomplete\. Your last whole one is .* old\.$/, { timeout: 60_000 });
  expect(short.hits()).toBeGreaterThan(0);
  await expect(needs).toContainText('The newest backup lacks 1 table');
  await expect(needs).toContainText('Order');
  await expectLowered(page, 'What do you back up?', whole);
  await expect(questionCard(page, 'What do you back up?')).toContainText('Order');
  await expectNotGreen(page);
  await expectAccessible(page, 'Home with a backup that lacks rows');
  shop.faults.clear();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText('Whole and read back from 2 places')).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => (await lettersOf(page, 'What do you back up?')).question, { timeout: 30_000 }).toBe('A');

  await rename(drive, `${drive} in a drawer`);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(sentence(page)).toHaveText(/One place (cannot be reached|is behind)\.$/, { timeout: 60_000 });
  await expect(needs).toContainText('One place does not answer');
  await expectLowered(page, 'Where does it live?', together);
  await expectNotGreen(page);
});

test('backups that were lost behind its back, a key that is gone and a schedule that is dead lower the grade and are said in plain words', async ({ page, shop }) => {
  test.setTimeout(300_000);
  const program = fileURLToPath(new URL('../../support/later-child.ts', import.meta.url));
  // Where the file lies is said before there is a home.
  const later = path.join(os.tmpdir(), `holdfast-later-${process.pid}`);
  const app = await serveApp({ surroundings: { program, env: { TEST_LATER: later } } });
  const needs = page.getByRole('region', { name: 'Needs you' });
  try {
    const drive = path.join(app.home, 'drive');
    await page.goto(app.url());
    await protectShop(page, shop, { place: drive });
    await expectGreen(page);
    const often = await lettersOf(page, 'How often?');
    const where = await lettersOf(page, 'Where does it live?');

    // Nobody makes backups any more, and three days pass.
    await goTo(page, 'Schedule & alerts');
    await page.getByRole('radio', { name: 'Only by hand' }).click();
    await expect(sentence(page)).toHaveText('Backups run only when you ask for one.');
    await app.kill();
    const ahead = 3 * 86_400_000;
    await writeFile(later, String(ahead));
    await app.start();
    await page.clock.setSystemTime(Date.now() + ahead);
    await page.goto(app.url());
    await expect(sentence(page)).toHaveText('A backup is overdue. Your newest one is 3 days old.', { timeout: 90_000 });
    await expectLowered(page, 'How often?', often);
    await expect(questionCard(page, 'How often?')).toContainText(/overdue|3 days ago/);
    await expectNotGreen(page);
    await page.locator('header').getByRole('button', { name: 'Back up now' }).click();
    await expectGreen(page);

    // The place took everything and kept nothing.
    await app.kill();
    for (const name of await readdir(drive)) await rm(path.join(drive, name), { recursive: true });
    await app.start();
    await page.goto(app.url());
    await expect(page.getByText('Not safe now')).toBeVisible({ timeout: 90_000 });
    await expect(sentence(page)).not.toContainText('was read back');
    await expectLowered(page, 'Where does it live?', where);
    await expect(gradeCard(page)).toContainText('F');
    await expectNotGreen(page);
    await expectAccessible(page, 'Home with a place that lost everything');
    await page.locator('header').getByRole('button', { name: 'Back up now' }).click();
    await expectGreen(page);

    // The keychain has lost the key.
    await app.kill();
    for (const name of ['secrets.age', 'secrets.age.sha256']) await rename(path.join(app.home, name), path.join(app.home, `${name}.lost`));
    await app.start();
    await page.goto(app.url());
    await expect(sentence(page)).toHaveText('This computer cannot get at the key of your backups.', { timeout: 90_000 });
    await expect(needs).toContainText('This is another keychain than before');
    await expectLowered(page, 'Where does it live?', where);
    await expect(questionCard(page, 'Where does it live?')).toContainText('key');
    await expect(page.getByText('Without the key nobody can look.').first()).toBeVisible();
    await expectNotGreen(page);
  } finally {
    await app.remove();
    await rm(later, { force: true });
  }
});
