import type { Locator, Page } from '@playwright/test';
import { type SimulatedGoogle, startGoogle } from '../../support/google/simulated-google.ts';
import { googleSurroundings } from '../../support/google/surroundings.ts';
import { nameApp, protectShop } from '../support/protect.ts';
import { goTo } from '../support/screens.ts';
import { type ServedApp, serveApp } from '../support/served-app.ts';
import { connectShop } from '../support/shop.ts';
import { expect, expectAccessible, test as base } from '../support/walk.ts';

const registered = 'holdfast-test';
const own = { id: '1234-own.apps.googleusercontent.com', secret: 'GOCSPX-tell-nobody' };
const me = 'founder@example.com';

/** The app before a simulated Google, which knows the program by a client id of the build; `unregistered` before one that does not. */
const test = base.extend<{ readonly google: SimulatedGoogle; readonly unregistered: ServedApp }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of the fixtures that are needed from here.
  google: async ({}, use) => {
    const google = await startGoogle();
    google.signIns.clients.set(registered, { id: registered, secret: undefined });
    google.signIns.clients.set(own.id, own);
    await use(google);
    await google.close();
  },
  app: async ({ google }, use) => {
    const app = await serveApp({ surroundings: googleSurroundings(google, registered) });
    await use(app);
    await app.remove();
  },
  unregistered: async ({ google }, use) => {
    const app = await serveApp({ surroundings: googleSurroundings(google) });
    await use(app);
    await app.remove();
  },
});

/** Presses what opens Google's page in another tab, and closes that tab when it says that one may. */
async function throughGoogle(page: Page, press: Locator): Promise<void> {
  const opened = page.context().waitForEvent('page');
  await press.click();
  const tab = await opened;
  await expect(tab.getByText('You can close this tab')).toBeVisible();
  await tab.close();
}

test('Google Drive becomes a second place, loses its sign-in, and is signed in to again', async ({ app, google, shop, page }) => {
  test.setTimeout(180_000);
  await page.goto(app.url());
  await protectShop(page, shop);
  await goTo(page, 'Places');
  await page.getByRole('button', { name: 'Add Google Drive' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add Google Drive' });

  await test.step('declined at Google: said, and it can be tried again', async () => {
    google.signIns.person = { account: me, decision: 'leave-box-empty' };
    await throughGoogle(page, dialog.getByRole('button', { name: 'Sign in to Google' }));
    await expect(dialog.getByRole('alert')).toContainText('not allowed to use Google Drive');
    await expectAccessible(page, 'a sign-in without the box for Drive');
  });

  await test.step('signed in, with a new folder', async () => {
    google.signIns.person = { account: me, decision: 'allow' };
    await throughGoogle(page, dialog.getByRole('button', { name: 'Sign in to Google' }));
    await expect(dialog.getByText(`Signed in to Google as ${me}.`)).toBeVisible();
    await expect(dialog.getByRole('radio', { name: 'A new folder' })).toBeChecked();
    await expectAccessible(page, 'choosing a folder of Google Drive');
    await dialog.getByRole('button', { name: 'Test and add' }).click();
    await expect(dialog).toHaveCount(0);
  });
  const drive = page.getByRole('region', { name: 'Google Drive' });
  await expect(drive.getByText('Behind', { exact: true })).toBeVisible();
  await expect(drive.getByText(`Google account ${me}`)).toBeVisible();

  await test.step('backed up to and read back', async () => {
    await goTo(page, 'Home');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await goTo(page, 'Places');
    // The first backup came along, copied from the other place and read back here.
    await expect(drive.getByRole('row', { name: /^Harbour & Pine 2 just now/ })).toBeVisible({ timeout: 60_000 });
    await expect(drive.getByText('Current', { exact: true })).toBeVisible();
  });

  await test.step('withdrawn at Google: the next backup says so, and the place has the button that helps', async () => {
    google.signIns.withdraw(me);
    await goTo(page, 'Home');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await expect(page.getByText('Google no longer accepts this sign-in').first()).toBeVisible({ timeout: 60_000 });
    await goTo(page, 'Places');
    await expect(drive.getByText('Cannot be reached', { exact: true })).toBeVisible();
    await expect(drive.getByText('Google no longer accepts this sign-in')).toBeVisible();
    await expectAccessible(page, 'a place whose sign-in was withdrawn');
  });

  const again = page.getByRole('dialog', { name: 'Sign in to Google again' });
  await test.step('signed in as somebody else: refused, by name', async () => {
    google.signIns.person = { account: 'other@example.com', decision: 'allow' };
    await drive.getByRole('button', { name: 'Sign in again' }).click();
    await throughGoogle(page, again.getByRole('button', { name: 'Sign in to Google' }));
    await expect(again.getByRole('alert')).toContainText(`You signed in to Google as other@example.com, but “Google Drive” is in the Drive of ${me}.`);
    await expectAccessible(page, 'the wrong Google account');
  });

  await test.step('signed in again as before: what is missing there is copied, and it is current', async () => {
    google.signIns.person = { account: me, decision: 'allow' };
    await throughGoogle(page, again.getByRole('button', { name: 'Sign in to Google' }));
    await expect(again).toHaveCount(0);
    await expect(drive.getByText('Behind', { exact: true })).toBeVisible();
    await goTo(page, 'Home');
    await page.getByRole('button', { name: 'Back up now' }).click();
    await goTo(page, 'Places');
    await expect(drive.getByRole('row', { name: /^Harbour & Pine 4 just now/ })).toBeVisible({ timeout: 60_000 });
    await expect(drive.getByText('Current', { exact: true })).toBeVisible();
  });
  await goTo(page, 'Activity');
  await expect(page.getByText('place signed in to again')).toBeVisible();
  expect(await page.content()).not.toMatch(/refresh-[0-9a-f]|access-[0-9a-f]{8}/);
});

test('while protecting an app, without a client id of the build: a person brings their own, with the steps to it; stopping the sign-in leaves nothing', async ({ unregistered, google, shop, page }) => {
  await page.goto(unregistered.url());
  await connectShop(page, shop, shop.token);
  await nameApp(page, 'Harbour & Pine');
  await expect(page.getByRole('heading', { name: 'Where should the backups live?' })).toBeVisible();
  await page.getByRole('button', { name: 'Add Google Drive' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add Google Drive' });
  await expect(dialog.getByText('This version of Holdfast is not registered with Google.')).toBeVisible();
  await expect(dialog.getByRole('listitem')).toHaveCount(5);
  const signIn = dialog.getByRole('button', { name: 'Sign in to Google' });
  await expect(signIn).toBeDisabled();
  await dialog.getByLabel('Client id').fill(own.id);
  await dialog.getByLabel('Client secret', { exact: true }).fill('another');

  // A browser that is closed without an answer: only the person can tell.
  google.faults.add('authorize', { kind: 'html', status: 200 });
  const opened = page.context().waitForEvent('page');
  await dialog.getByLabel('Client secret', { exact: true }).press('Enter');
  await (await opened).close();
  await expect(dialog.getByText('Google’s page is open in your browser')).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'Open Google’s page again' })).toHaveAttribute('href', /^http:\/\/127\.0\.0\.1:\d+\/authorize\?/);
  await expectAccessible(page, 'waiting for a sign-in');
  await expect(dialog.getByRole('button', { name: 'Stop signing in' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('The sign-in was stopped.')).toBeVisible();

  await throughGoogle(page, signIn);
  await expect(dialog.getByRole('alert')).toContainText('does not know the client id');
  await dialog.getByLabel('Client secret', { exact: true }).fill(own.secret);
  await throughGoogle(page, signIn);
  await dialog.getByLabel('Name of the new folder').fill('Copies');
  await dialog.getByLabel('What do you call it?').fill('My Drive');
  await dialog.getByRole('button', { name: 'Test and add' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Folders' }).getByText('My Drive')).toBeVisible();
  expect([...google.world.files.values()].map(({ name }) => name)).toEqual(['Copies']);
  expect(await page.content()).not.toContain(own.secret);
});
