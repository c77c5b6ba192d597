import { connectShop } from '../support/shop.ts';
import { nameApp } from '../support/protect.ts';
import { expect, test } from '../support/walk.ts';

/** What the engine answers comes this much later: a computer that has other things to do. */
const late = 600;

test('who clicks before the proposals are there gets them, not a complaint that nothing was chosen', async ({ app, shop, page }) => {
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => setTimeout(() => socket.send(message), late));
  });
  await page.goto(app.url());
  await connectShop(page, shop, shop.token);
  await nameApp(page, 'Harbour & Pine');
  await expect(page.getByRole('heading', { name: 'Where should the backups live?' })).toBeVisible();
  // Pressed at once, as the form takes it: by Enter and by a click.
  await page.evaluate(() => document.querySelector('form')?.requestSubmit());
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'How much work could you stand to lose?' })).toBeVisible();
});
