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

test('a bucket becomes a second place: a wrong secret is said, then it is tested, added, backed up to and read back', async ({ app, shop, page }) => {
  const bucket = await server.bucket();
  await page.goto(app.url());
  await protectShop(page, shop);
  await goTo(page, 'Places');
  await page.getByRole('button', { name: 'Add a bucket' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a bucket' });
  await dialog.getByLabel('Another, by its address').click();
  await dialog.getByLabel('Name of the bucket').fill(bucket);
  await dialog.getByLabel('Address of the server').fill(server.endpoint);
  await dialog.getByLabel('Access key id').fill(accessKeyId);
  await dialog.getByLabel('Secret access key', { exact: true }).fill('not-the-secret');
  await dialog.getByRole('button', { name: 'Test and add' }).click();
  await expect(dialog.getByRole('alert').or(dialog.getByText(accessKeyId)).first()).toBeVisible();
  await expectAccessible(page, 'a bucket with a wrong secret');

  await dialog.getByLabel('Secret access key', { exact: true }).fill(secretAccessKey);
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
  // The secret is nowhere on the page.
  expect(await page.content()).not.toContain(secretAccessKey);
});
