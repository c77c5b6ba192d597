import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { openerText } from '../../../shared/model/opener-file.ts';
import { Desktop } from '../../support/electron-double/start-desktop.ts';
import { sentence } from '../support/screens.ts';
import { expectAccessible } from '../support/walk.ts';
import { expect, expectSeen, expectWelcome, startAgain, test } from './walk.ts';

/** What a person opens with Holdfast from outside: links, and the file that lies beside backups. Whoever else can make one can, too. */

const golden = path.join(import.meta.dirname, '..', '..', 'golden', 'v1');
const toBucket = 'holdfast://open?place=bucket&address=s3%3A%2F%2Fharbour%2Fholdfast%2Fshop&region=eu-central-1';
let outside = '';

test.beforeAll(async () => {
  outside = await mkdtemp(path.join(os.tmpdir(), 'holdfast-outside-'));
});
test.afterAll(() => rm(outside, { recursive: true }));

/** The backups on a drive, as a new computer finds them. */
async function onDrive(): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = path.join(outside, 'a drive', 'shop');
  await cp(path.join(golden, 'vault'), folder, { recursive: true });
  const file = path.join(folder, 'open-these-backups.holdfast');
  await writeFile(file, openerText);
  return { folder, file };
}

const folder = (page: Page): Locator => page.getByLabel('Folder of the backups');
const address = (page: Page): Locator => page.getByLabel('Address in the kit');
const expectDoor = (page: Page): Promise<void> => expect(sentence(page)).toHaveText('Open a backup with its recovery kit.');

async function startedWith(...args: readonly string[]): Promise<Desktop> {
  return Desktop.start({ args });
}

test('a file that is double-clicked starts the program and leads to its folder; the key opens it', async () => {
  const drive = await onDrive();
  // At login there is no window; for whoever opens something there is one.
  const desktop = await startedWith('--hidden', drive.file);
  try {
    const page = await desktop.page();
    await expectDoor(page);
    await expect(folder(page)).toHaveValue(drive.folder);
    await expect(page.getByText('This is where the file lies that you opened.')).toBeVisible();
    const key = /^AGE-SECRET-KEY-1\w+$/m.exec(await readFile(path.join(golden, 'key.txt'), 'utf8'))?.[0] ?? '';
    await page.getByLabel('Key from the recovery kit').fill(key);
    await page.getByRole('button', { name: 'Open the backups' }).click();
    await expect(page).toHaveURL(/#\/app\/[^/]+\/data/, { timeout: 60_000 });
    await expect(page.getByRole('grid')).toBeVisible();
  } finally {
    await desktop.remove();
  }
});

test('a link starts the program, fills in the form, says that it did, and does nothing more', async () => {
  const desktop = await startedWith('--', toBucket, '--sample');
  try {
    const page = await desktop.page();
    await expectDoor(page);
    await expect(page.getByRole('radio', { name: /In a bucket/ })).toBeChecked();
    await expect(address(page)).toHaveValue('s3://harbour/holdfast/shop');
    await expect(page.getByLabel('Region')).toHaveValue('eu-central-1');
    await expect(page.getByLabel('Secret access key', { exact: true })).toHaveValue('');
    const note = page.getByText('A link filled in this address.');
    await expect(note).toBeVisible();
    await expectAccessible(page, 'a form that a link filled in');
    // What the person types is theirs.
    await address(page).fill('s3://mine');
    await expect(note).toHaveCount(0);
    // Loaded anew, the page is not led there again.
    await page.evaluate("location.hash = '#/'");
    await page.reload();
    await expectWelcome(page);
  } finally {
    await desktop.remove();
  }
});

test('while it runs: from a second start, or as a Mac hands it over', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await desktop.do('closeWindow');
  expect(await startAgain(desktop, toBucket)).toBe(0);
  await expectSeen(desktop, ({ window }) => window?.visible, true);
  await expectDoor(page);
  await expect(address(page)).toHaveValue('s3://harbour/holdfast/shop');
  await page.getByLabel('Secret access key', { exact: true }).fill('typed for harbour');
  await page.getByLabel('Key from the recovery kit').fill('AGE');

  expect(await desktop.do('openFromOutside', { what: 'open-url', given: toBucket.replace('harbour', 'elsewhere') })).toEqual({ taken: true });
  await expect(address(page)).toHaveValue('s3://elsewhere/holdfast/shop');
  // What was typed for one server is not sent to another.
  await expect(page.getByLabel('Secret access key', { exact: true })).toHaveValue('');
  // The kit knows better than a link where its backups lie.
  await page.getByLabel('Key from the recovery kit').fill('# Where the backups lie:\n#   USB: /media/ada/shop\n#\nAGE-SECRET-KEY-1');
  await expect(folder(page)).toHaveValue('/media/ada/shop');

  const drive = await onDrive();
  expect(await desktop.do('openFromOutside', { what: 'open-file', given: drive.file })).toEqual({ taken: true });
  await expect(folder(page)).toHaveValue(drive.folder);
});

test('after a sign-in in the browser the window comes back, and stays where it is', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await desktop.do('closeWindow');
  expect(await startAgain(desktop, '--', 'holdfast://signed-in')).toBe(0);
  await expectSeen(desktop, ({ window }) => [window?.visible, window?.focused], [true, 1]);
  await expectWelcome(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('what is none of ours is said to be so, and nothing comes of it', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  const program = path.join(outside, 'program.holdfast');
  await writeFile(program, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const link = path.join(outside, 'link.holdfast');
  await symlink((await onDrive()).file, link);
  const inner = path.join(outside, 'inner.holdfast');
  await mkdir(inner);
  const refused = async (what: 'link' | 'file', open: () => Promise<unknown>): Promise<void> => {
    await open();
    const notice = page.getByRole('alert').filter({ hasText: `That ${what} was not opened.` });
    await expect(notice).toBeVisible();
    await notice.getByRole('button').click();
    await expect(notice).toHaveCount(0);
  };
  for (const given of ['holdfast://delete?app=shop', 'holdfast://signed-in?code=4/0Ab', `${toBucket}&key=AGE-SECRET-KEY-1QQQ`, 'https://evil.example/']) await refused('link', () => desktop.do('openFromOutside', { what: 'open-url', given }));
  for (const given of [program, link, inner, path.join(outside, 'gone.holdfast'), '/etc/passwd']) await refused('file', () => desktop.do('openFromOutside', { what: 'open-file', given }));
  await refused('link', () => startAgain(desktop, toBucket.replace('s3%3A%2F%2F', 'https%3A%2F%2Famazonaws.com%40')));
  await refused('file', () => startAgain(desktop, '--', program));
  // Another program can start it with any line: neither options nor other addresses are followed.
  expect(await startAgain(desktop, '--hidden', '/etc/passwd', 'https://evil.example/x.holdfast', 'file:///etc/passwd', 'javascript:alert(1)')).toBe(0);
  await expectWelcome(page);
  expect(page.url()).toMatch(/#\/welcome$/);
  const { notes, engines } = await desktop.look();
  expect([notes, engines.length]).toEqual([[], 1]);
});
