import { serveApp } from '../support/served-app.ts';
import { expect, test } from '../support/walk.ts';

test('the address opens the app once; a second start opens a second page of the same app', async ({ app, page, context }) => {
  await page.goto(app.url());
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // The token is gone from the address, and a reload goes on without it.
  expect(page.url()).not.toContain('token');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  const stranger = await context.newPage();
  await stranger.goto(app.url());
  await expect(stranger.getByRole('heading', { name: 'This tab is not connected to Holdfast.' })).toBeVisible();

  const second = await context.newPage();
  await second.goto(await app.another());
  await expect(second.getByRole('heading', { level: 1 })).toBeVisible();
});

test('npm start -- --sample lands in the sample app, with its first backup read back', async ({ page }) => {
  const app = await serveApp({ sample: true });
  try {
    await page.goto(app.url());
    await expect(page.getByText('Sample shop').first()).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('old and was read back', { timeout: 90_000 });

    // An address of an app that was removed, in a bookmark or typed.
    await page.evaluate(() => {
      location.hash = '#/app/gone/timeline';
    });
    await expect(page.getByRole('heading', { name: 'There is nothing at this address.' })).toBeVisible();
    await page.getByRole('main').getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('old and was read back');
  } finally {
    await app.remove();
  }
});
