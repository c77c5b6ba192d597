import { access } from 'node:fs/promises';
import path from 'node:path';
import { expect, expectSeen, test } from './walk.ts';

/** What a person does in the page that only a desktop can. */
test.use({ desktopOptions: { args: ['--sample'] } });

test('the folder for the backups comes from the dialog of the system', async ({ desktop }) => {
  const page = await desktop.page();
  await page.getByRole('link', { name: 'Places' }).click();
  await page.getByRole('button', { name: 'Add a folder' }).first().click();
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await expectSeen(desktop, ({ notes }) => notes.flatMap((note) => (note.kind === 'asked' ? [note.message] : [])), ['Where should the backups lie?']);
  await desktop.do('answerFolder', { folder: desktop.home });
  await expect(page.getByRole('textbox', { name: 'Folder' })).toHaveValue(desktop.home);
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await desktop.do('answerFolder', { folder: null });
  await expect(page.getByRole('textbox', { name: 'Folder' })).toHaveValue(desktop.home);
});

test('starting at login is a switch in the settings', async ({ desktop }) => {
  test.skip(process.platform !== 'linux', 'The autostart folder is Linux’s; elsewhere the system keeps the list.');
  const entry = path.join(desktop.home, '.config', 'autostart', 'holdfast.desktop');
  const exists = (): Promise<boolean> => access(entry).then(() => true, () => false);
  const page = await desktop.page();
  await page.getByRole('link', { name: 'Settings' }).click();
  const login = page.getByRole('switch', { name: 'Start when I log in' });
  await expect(login).not.toBeChecked();
  await login.click();
  await expect(login).toBeChecked();
  expect(await exists()).toBe(true);
  await login.click();
  await expect(login).not.toBeChecked();
  expect(await exists()).toBe(false);
});

test('Google’s page opens in the person’s own browser, and nowhere else', async ({ desktop }) => {
  const page = await desktop.page();
  await page.getByRole('link', { name: 'Places' }).click();
  await page.getByRole('button', { name: 'Add Google Drive' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add Google Drive' });
  await dialog.getByLabel('Client id').fill('1234-own.apps.googleusercontent.com');
  await dialog.getByLabel('Client secret', { exact: true }).fill('of-a-desktop-program');
  await dialog.getByRole('button', { name: 'Sign in to Google' }).click();
  const link = dialog.getByRole('link', { name: 'Open Google’s page again' });
  await expect(link).toHaveAttribute('href', /^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?.*code_challenge=/);
  const address = await link.getAttribute('href');
  const opened = (): Promise<readonly string[]> => desktop.look().then(({ notes }) => notes.flatMap((note) => (note.kind === 'opened-outside' || note.kind === 'window-opened' ? [`${note.kind} ${note.url}`] : [])));
  await expect.poll(opened).toEqual([`opened-outside ${address}`]);
  await link.click();
  await expect.poll(opened).toEqual([`opened-outside ${address}`, `opened-outside ${address}`]);
  await dialog.getByRole('button', { name: 'Stop signing in' }).click();
  await expect(dialog.getByText('The sign-in was stopped.')).toBeVisible();
});
