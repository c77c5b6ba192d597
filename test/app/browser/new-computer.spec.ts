import { readFile } from 'node:fs/promises';
import { CopyObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Locator, Page } from '@playwright/test';
import { type SimulatedGoogle, startGoogle } from '../../support/google/simulated-google.ts';
import { googleSurroundings } from '../../support/google/surroundings.ts';
import { type Desk, makeDesk, type RunningCli } from '../../support/run-cli.ts';
import { accessKeyId, noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../../support/s3-server/s3-server.ts';
import { tabTo } from '../support/keyboard.ts';
import { goTo, sentence } from '../support/screens.ts';
import { serveApp } from '../support/served-app.ts';
import { openShop } from '../support/shop.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

/** The door “Open a backup” with a kit in hand, on a home that knows nothing: a bucket, several copies in one, and Google Drive. */

const why = noS3ServerBecause();

const me = 'founder@example.com';
const client = 'holdfast-test';
/** Where one can be had: Google Drive is walked without. */
let server: S3Server | undefined;
let google: SimulatedGoogle;
let old: Desk;
let bucket = '';
let kit = '';
let orders = 0;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  [server, google] = await Promise.all([why === undefined ? startS3Server() : undefined, startGoogle()]);
  google.signIns.clients.set(client, { id: client, secret: undefined });
  google.signIns.person = { account: me, decision: 'allow' };
  old = await makeDesk(googleSurroundings(google, client));
  const shop = await openShop();
  try {
    orders = shop.edit.records('Order').length;
    if (server !== undefined) bucket = await server.bucket();
    if (server !== undefined) await done(old.start(['destination', 'add', 'Cloud', '--kind', 's3', '--endpoint', server.endpoint, '--bucket', bucket, '--prefix', 'holdfast', '--access-key-id', accessKeyId, '--secret-env', 'SECRET'], { env: { SECRET: secretAccessKey } }));
    const adding = old.start(['destination', 'add', 'Drive', '--kind', 'google-drive']);
    await (await fetch(await adding.saidOnStderr(/\bhttp:\/\/127\.0\.0\.1:\d+\/authorize\?\S+(?=\n)/))).text();
    await done(adding);
    await done(old.start(['app', 'add', 'Harbour', '--platform', 'base44', '--url', shop.url, '--app-id', shop.appId], { input: shop.token }));
    await done(old.start(['backup', 'Harbour']));
    kit = old.at('kit.txt');
    await done(old.start(['recovery-kit', 'Harbour', '--out', kit]));
  } finally {
    await shop.stop();
  }
});
test.afterAll(() => Promise.all([server?.stop(), google.close(), old.remove()]));

function s3(): S3Server {
  if (server === undefined) throw new Error(why);
  return server;
}

async function done({ end }: RunningCli): Promise<void> {
  const { code, stderr } = await end;
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

async function everyObject(): Promise<readonly string[]> {
  const { Contents = [] } = await s3().owner.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key, ETag, LastModified }) => `${Key} ${ETag} ${LastModified?.toISOString()}`);
}

const verb = (page: Page): Locator => page.getByRole('button', { name: 'Open the backups' });
const secret = (page: Page): Locator => page.getByLabel('Secret access key', { exact: true });

async function openDoor(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('link', { name: /Open a backup/ }).click();
  await expect(sentence(page)).toHaveText('Open a backup with its recovery kit.');
}

async function expectInData(page: Page): Promise<void> {
  await expect(page).toHaveURL(/#\/app\/Harbour\/data/, { timeout: 30_000 });
  await expect(page.getByRole('link', { name: new RegExp(`Order.* ${orders}`) }).or(page.getByText(String(orders))).first()).toBeVisible();
  await expect(page.getByRole('grid')).toBeVisible();
}

test('from the text of the kit and an access key to the records; nothing is changed in the bucket', async ({ app, page }) => {
  test.skip(why !== undefined, why);
  const before = await everyObject();
  await openDoor(page, app.url());
  await expect(page.getByRole('radio', { name: /In a folder/ })).toBeChecked();
  await page.locator('input[type=file]').setInputFiles(kit);
  await expect(page.getByRole('radio', { name: /In a bucket/ })).toBeChecked();
  await expect(page.getByLabel('Address in the kit')).toHaveValue(`${s3().endpoint}/${bucket}/holdfast/harbour`);
  await expect(page.getByLabel('Region')).toHaveValue('us-east-1');
  await expect(page.getByLabel('Access key id')).toHaveValue(accessKeyId);

  await verb(page).click();
  await expect(secret(page)).toBeFocused();
  await expect(page.getByRole('alert')).toContainText('The secret of the access key is missing.');
  await secret(page).fill('not-the-secret');
  await verb(page).click();
  await expect(page.getByRole('alert')).toContainText('The secret does not belong to the access key');
  await expect(secret(page)).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'opening a bucket with a wrong secret');

  await secret(page).fill(secretAccessKey);
  await page.keyboard.press('Enter');
  await expectInData(page);
  await expectAccessible(page, 'the data of an opened bucket');
  expect(await page.content()).not.toContain(secretAccessKey);
  await goTo(page, 'Home');
  await expect(page.getByRole('link', { name: 'Back it up from here' })).toBeVisible();
  await expectAccessible(page, 'the home of opened backups');
  await goTo(page, 'Places');
  await expect(page.getByRole('region', { name: 'Opened: Harbour' })).toContainText('Harbour');
  expect(await everyObject()).toEqual(before);
});

test('what is wrong is said beside its field', async ({ app, page }) => {
  test.skip(why !== undefined, why);
  await openDoor(page, app.url());
  await page.locator('input[type=file]').setInputFiles(kit);
  await secret(page).fill(secretAccessKey);
  const address = page.getByLabel('Address in the kit');
  const named = await address.inputValue();
  const wrong = async (field: Locator, text: string, says: string | RegExp, right: string): Promise<void> => {
    await field.fill(text);
    await verb(page).click();
    await expect(page.getByRole('alert')).toContainText(says, { timeout: 30_000 });
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await field.fill(right);
    await expect(page.getByRole('alert')).toHaveCount(0);
  };
  await wrong(address, 'harbour', 'That is not the address of a bucket.', named);
  await wrong(address, named.replace(bucket, 'never-made'), 'There is no bucket “never-made”', named);
  await wrong(address, named.replace('/holdfast/harbour', '/elsewhere'), 'There are no Holdfast backups in', named);
  await wrong(page.getByLabel('Access key id'), 'NOBODY', 'does not know the access key NOBODY', accessKeyId);
  await wrong(page.getByLabel('Region'), 'Frankfurt am Main', 'That is not the name of a region.', 'us-east-1');
  const key = page.getByLabel('Key from the recovery kit');
  await wrong(key, 'AGE-SECRET-KEY-1', 'No key was given', '');
  await wrong(key, 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX', 'This key does not open the backups of “Harbour”.', '');
  await page.getByRole('radio', { name: /In a folder/ }).click();
  await key.fill('AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX');
  await page.getByLabel('Folder of the backups').fill('/nowhere/at/all');
  await verb(page).click();
  await expect(page.getByRole('alert')).toContainText('The folder /nowhere/at/all is not there.');
  await expect(page.getByLabel('Folder of the backups')).toHaveAttribute('aria-invalid', 'true');
});

test('two copies in one bucket are told apart, by keyboard alone', async ({ app, page }) => {
  test.skip(why !== undefined, why);
  for (const line of await everyObject()) {
    const [key = ''] = line.split(' ');
    if (key.startsWith('holdfast/harbour/')) await s3().owner.send(new CopyObjectCommand({ Bucket: bucket, CopySource: `${bucket}/${key}`, Key: key.replace('harbour', 'harbour-copy') }));
  }
  const key = /^AGE-SECRET-KEY-1\w+$/m.exec(await readFile(kit, 'utf8'))?.[0] ?? '';
  await page.goto(app.url());
  await tabTo(page, page.getByRole('link', { name: /Open a backup/ }));
  await page.keyboard.press('Enter');
  await expect(sentence(page)).toHaveText('Open a backup with its recovery kit.');
  await tabTo(page, page.getByRole('radio', { name: /In a folder/ }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: /In a bucket/ })).toBeChecked();
  for (const [field, text] of [[page.getByLabel('Address in the kit'), `${s3().endpoint}/${bucket}`], [page.getByLabel('Access key id'), accessKeyId], [secret(page), secretAccessKey], [page.getByLabel('Key from the recovery kit'), key]] as const) {
    await tabTo(page, field);
    await page.keyboard.insertText(text);
  }
  await tabTo(page, verb(page));
  await page.keyboard.press('Enter');
  await expect(sentence(page)).toHaveText('Your key opens several backups.', { timeout: 30_000 });
  await expectAccessible(page, 'choosing among backups that were found');
  const copy = page.getByRole('radio', { name: /harbour-copy/ });
  await tabTo(page, page.getByRole('radio', { name: /Harbour/ }).first());
  await page.keyboard.press('ArrowDown');
  await expect(copy).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: 'Open these' }));
  await page.keyboard.press('Enter');
  await expectInData(page);
});

test('from Google Drive: signed in, and every folder of Holdfast’s is looked through', async ({ page }) => {
  const app = await serveApp({ surroundings: googleSurroundings(google, client) });
  try {
    await openDoor(page, app.url());
    await page.getByRole('radio', { name: /In Google Drive/ }).click();
    const key = /^AGE-SECRET-KEY-1\w+$/m.exec(await readFile(kit, 'utf8'))?.[0] ?? '';
    await page.getByLabel('Key from the recovery kit').fill(key);
    await verb(page).click();
    await expect(page.getByRole('alert')).toContainText('You are not signed in to Google yet.');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Sign in to Google' }).click();
    const tab = await opened;
    await expect(tab.getByText('You can close this tab')).toBeVisible();
    await tab.close();
    await expect(page.getByText(`Signed in to Google as ${me}.`)).toBeVisible();
    await expectAccessible(page, 'opening from Google Drive, signed in');
    await verb(page).click();
    await expectInData(page);
  } finally {
    await app.remove();
  }
});
