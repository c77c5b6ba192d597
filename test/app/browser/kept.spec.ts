import type { Page } from '@playwright/test';
import { zoneWhereItIsNoon } from '../../support/noon.ts';
import { sayAllWasMeant } from '../support/answer-alarms.ts';
import { goTo, sentence } from '../support/screens.ts';
import { type ServedApp, serveApp } from '../support/served-app.ts';
import { tellStory } from '../support/story.ts';
import { expect, test } from '../support/walk.ts';

/** Four backups of one day: by the usual rule the newest three stay. */
let app: ServedApp;
test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  app = await serveApp({ sample: true, surroundings: { program: 'electron/cli/main.ts', env: { TZ: zoneWhereItIsNoon() } } });
  await page.goto(app.url());
  await expect(sentence(page)).toContainText('old and was read back', { timeout: 90_000 });
  await tellStory(page);
  // While an alarm is open nothing is removed.
  await sayAllWasMeant(page);
});
test.afterEach(() => app.remove());

const backups = (page: Page) => page.getByRole('listbox', { name: 'Backups, newest first' }).getByRole('option');

test('sees what would go before it goes, keeps one for good, and deletes one by hand', async ({ page }) => {
  await goTo(page, 'Timeline');
  await expect(backups(page)).toHaveCount(4);

  // What is kept: chosen, looked at, then removed.
  await goTo(page, 'Schedule & alerts');
  await expect(page.getByRole('radio', { name: 'Every backup', exact: true })).toBeChecked();
  const rule = page.getByRole('radio', { name: '7 days, 4 weeks and 3 months' });
  await rule.click();
  await expect(rule).toBeChecked();
  const byItself = page.getByRole('switch', { name: /Remove them by itself/ });
  await expect(byItself).toBeDisabled();
  await page.getByRole('button', { name: 'Show what would go' }).click();
  await expect(page.getByText('1 backup would go, 3 stay.')).toBeVisible();
  const list = page.getByRole('region', { name: 'Backups, and what becomes of each' }).getByRole('listitem');
  await expect(list).toHaveCount(4);
  await expect(list.last()).toContainText(/Would go.*a later backup of the same day stays/);
  await expect(list.first()).toContainText(/Stays.*the newest/);

  // One that is pinned stays, whatever the rule says.
  await goTo(page, 'Timeline');
  await backups(page).last().click();
  await page.getByRole('button', { name: 'Keep for good' }).click();
  await expect(page.getByRole('button', { name: 'Pinned' })).toBeVisible();
  await expect(backups(page).last().getByRole('img', { name: 'pinned' })).toBeVisible();
  await goTo(page, 'Schedule & alerts');
  await expect(page.getByRole('radio', { name: '7 days, 4 weeks and 3 months' })).toBeChecked();
  await page.getByRole('button', { name: 'Show what would go' }).click();
  await expect(page.getByText('No backup would go.')).toBeVisible();
  await expect(list.last()).toContainText(/Stays.*pinned/);

  // Its pin taken away, it goes, and the Timeline shows what is left.
  await goTo(page, 'Timeline');
  await backups(page).last().click();
  await page.getByRole('button', { name: 'Pinned' }).click();
  await expect(page.getByRole('button', { name: 'Keep for good' })).toBeVisible();
  await goTo(page, 'Schedule & alerts');
  await page.getByRole('button', { name: 'Show what would go' }).click();
  await page.getByRole('button', { name: 'Remove this backup' }).click();
  await expect(page.getByText('1 backup removed, 3 stay.')).toBeVisible();
  await byItself.click();
  await expect(byItself).toBeChecked();
  await goTo(page, 'Timeline');
  await expect(backups(page)).toHaveCount(3);
  await expect(sentence(page)).toHaveText('3 backups, all read back.');

  // One deleted by hand: the newest cannot be chosen; two take a word.
  await backups(page).last().click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete backups' });
  await expect(dialog.getByRole('checkbox')).toHaveCount(3);
  await expect(dialog.getByRole('checkbox').first()).toBeDisabled();
  await expect(dialog.getByText('the newest complete one: it stays')).toBeVisible();
  await expect(dialog.getByRole('checkbox').last()).toBeChecked();
  await dialog.getByRole('checkbox').nth(1).check();
  await dialog.getByRole('button', { name: 'Show what that frees' }).click();
  await expect(dialog.getByText('2 backups go for good, from every place that answers.')).toBeVisible();
  await expect(dialog.getByText(/It leaves 1 backup\./)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Delete 2 backups' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Choose others' }).click();
  await dialog.getByRole('checkbox').nth(1).uncheck();
  await dialog.getByRole('button', { name: 'Show what that frees' }).click();
  await dialog.getByRole('button', { name: 'Delete 1 backup' }).click();
  await expect(dialog.getByText('1 backup deleted.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(backups(page)).toHaveCount(2);

  // All of it is told, and the searchable copy knows it as well.
  await goTo(page, 'Activity');
  await expect(page.getByText('Backups deleted by hand')).toBeVisible();
  await expect(page.getByText('Old backups removed')).toBeVisible();
  await goTo(page, 'Home');
  await expect(sentence(page)).toContainText('read back');
});
