import { accessKeyId, noS3ServerBecause, type S3Server, secretAccessKey, startS3Server } from '../../support/s3-server/s3-server.ts';
import { protectShop } from '../support/protect.ts';
import { goTo } from '../support/screens.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

const why = noS3ServerBecause();
test.skip(why !== undefined, why);

let server: S3Server;
test.beforeAll(async () => {
  server = await startS3Server();
});
test.afterAll(() => server.stop());

test('a bucket becomes a second place: a wrong secret is said, then it is tested, added, backed up to and read back; its key is revoked, and it gets another', async ({ app, shop, page }) => {
  // A walk through a backup, a revoked key and another backup's worth of looks.
  test.setTimeout(240_000);
  const bucket = await server.bucket({ versioned: true });
  const first = await server.newKey();
  await page.goto(app.url());
  await protectShop(page, shop);
  await goTo(page, 'Places');
  await page.getByRole('button', { name: 'Add a bucket' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a bucket' });
  await dialog.getByLabel('Another, by its address').click();
  await dialog.getByLabel('Name of the bucket').fill(bucket);
  await dialog.getByLabel('Address of the server').fill(server.endpoint);
  await dialog.getByLabel('Access key id').fill(first.accessKeyId);
  await dialog.getByLabel('Secret access key', { exact: true }).fill('not-the-secret');
  await dialog.getByRole('button', { name: 'Test and add' }).click();
  await expect(dialog.getByRole('alert').or(dialog.getByText(first.accessKeyId)).first()).toBeVisible();
  await expectAccessible(page, 'a bucket with a wrong secret');

  await dialog.getByLabel('Secret access key', { exact: true }).fill(first.secretAccessKey);
  await dialog.getByLabel('What do you call it?').fill('Cloud');
  await dialog.getByRole('button', { name: 'Test and add' }).click();
  await expect(dialog).toHaveCount(0);
  const cloud = page.getByRole('region', { name: 'Cloud' });
  // It has nothing yet of what the first place has.
  await expect(cloud.getByText('Behind', { exact: true })).toBeVisible();
  // The test cleaned up after itself; what shows that the server honours create-only stays.
  expect((await server.everything(bucket)).filter((key) => key !== '~holdfast-create-only.txt')).toEqual([]);

  await goTo(page, 'Home');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await goTo(page, 'Places');
  // The first backup came along, copied from the other place and read back here.
  await expect(cloud.getByRole('row', { name: /^Harbour & Pine 2 just now/ })).toBeVisible({ timeout: 60_000 });
  await expect(cloud.getByText('Current', { exact: true })).toBeVisible();
  // What it keeps by itself is said, and what the two places are worth together: this server is on this computer, too.
  await expect(cloud.getByText('Old versions are kept here')).toBeVisible();
  await expect(page.getByText('There are 3 copies, counting the app itself. What takes this computer')).toBeVisible();
  await expectAccessible(page, 'places with a bucket');

  await server.revokeKey(first.accessKeyId);
  await page.reload();
  await cloud.getByRole('button', { name: 'Give it a new key' }).click();
  const again = page.getByRole('dialog', { name: 'A new key for this place' });
  await again.getByLabel('Access key id').fill(accessKeyId);
  await again.getByLabel('Secret access key', { exact: true }).fill('not-the-secret');
  await again.getByRole('button', { name: 'Test and use this key' }).click();
  await expect(again.getByText('The secret does not belong to the access key')).toBeVisible();
  await expectAccessible(page, 'a bucket that gets a new key');
  await again.getByLabel('Secret access key', { exact: true }).fill(secretAccessKey);
  await again.getByRole('button', { name: 'Test and use this key' }).click();
  await expect(again).toHaveCount(0);
  await expect(cloud.getByText('Current', { exact: true })).toBeVisible();
  // The secret is nowhere on the page.
  const content = await page.content();
  for (const secret of [secretAccessKey, first.secretAccessKey]) expect(content).not.toContain(secret);
});
