import { rename } from 'node:fs/promises';
import path from 'node:path';
import { type Listener, listen } from '../../support/listener.ts';
import { expectGreen } from '../support/backup.ts';
import { protectShop } from '../support/protect.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

interface Sent {
  readonly event: string;
  readonly cause?: string;
}

let there: Listener;
test.beforeEach(async () => {
  there = await listen();
});
test.afterEach(() => there[Symbol.asyncDispose]());

test('somebody elsewhere hears once that a place is gone, and once that it is back', async ({ app, shop, page }) => {
  // Three backups and a drive that comes and goes, on a computer that may be busy.
  test.setTimeout(240_000);
  const sent = (): readonly Sent[] => there.heard.map(({ body }) => JSON.parse(body) as Sent);
  const ofPlace = (): readonly string[] => sent().filter(({ cause }) => cause === 'place-behind').map(({ event }) => event);
  const drive = path.join(app.home, 'drive');
  await page.goto(app.url());
  await protectShop(page, shop, { place: path.join(drive, 'Holdfast') });
  await expectGreen(page);

  await page.getByRole('link', { name: /^Schedule & alerts/ }).click();
  await expect(page.getByText('Nothing is open').or(page.getByRole('heading', { name: 'Open alerts' })).first()).toBeVisible();
  const add = page.getByRole('button', { name: 'Add a channel' });
  await expect(add).toBeEnabled();
  await add.click();
  const dialog = page.getByRole('dialog', { name: 'Add a channel' });
  await dialog.getByRole('radio', { name: 'Webhook' }).check();
  await dialog.getByLabel('Its address', { exact: true }).fill(`${there.url}/hooks/very-secret-part`);
  await expectAccessible(page, 'adding a channel');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await expect(dialog).toHaveCount(0);

  const channel = page.getByRole('listitem', { name: 'Webhook' });
  await expect(channel).toContainText('Not tried yet');
  await expect(page.getByRole('main')).not.toContainText('very-secret');
  await channel.getByRole('button', { name: 'Send a test' }).click();
  await expect(channel.getByRole('status')).toHaveText(/^It was taken\. The other side answered: 200: ok$/);
  await expect(channel).toContainText('Works');
  expect(sent()).toMatchObject([{ event: 'test' }]);

  await page.getByRole('link', { name: /^Home/ }).click();
  await rename(drive, `${drive} in a drawer`);
  await page.getByRole('button', { name: 'Back up now' }).click();
  const needs = page.getByRole('region', { name: 'Needs you' });
  await expect(needs).toContainText('One place does not answer', { timeout: 40_000 });
  await expect.poll(ofPlace, { timeout: 40_000 }).toEqual(['opened']);

  await page.getByRole('link', { name: /^Schedule & alerts/ }).click();
  const alert = page.getByRole('listitem', { name: / is behind for / });
  await expect(alert).toBeVisible();
  await expectAccessible(page, 'an open alert and a channel');
  await alert.getByRole('button', { name: /^I have seen it/ }).click();
  await expect(alert).toContainText('seen');
  await alert.getByRole('link', { name: /^Put it right/ }).click();
  await expect(needs).toContainText('nobody is told of it again');

  await rename(`${drive} in a drawer`, drive);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expectGreen(page);
  await expect(needs).toHaveCount(0);
  await expect.poll(ofPlace, { timeout: 40_000 }).toEqual(['opened', 'resolved']);
  await page.getByRole('link', { name: /^Schedule & alerts/ }).click();
  await expect(page.getByText('Over lately')).toBeVisible();
  await expect(alert).toHaveCount(0);
});
