import { connectShop, openShop } from '../support/shop.ts';
import { expect, expectAccessible, test } from '../support/walk.ts';

test('a founder gets from Welcome to a first verified backup, with a wrong token on the way', async ({ app, page }) => {
  const shop = await openShop();
  try {
    await page.goto(app.url());
    await expectAccessible(page, 'welcome');
    await connectShop(page, shop, shop.revokedToken);
    await expect(page.getByText(/token/i).filter({ hasText: /revoked|no longer|not accept|does not/i }).first()).toBeVisible();
    await expectAccessible(page, 'a wrong token');

    await page.getByLabel('Access token', { exact: true }).fill(shop.token);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByText(/It works: 16 tables/)).toBeVisible();
    await page.getByLabel('What should it be called here?').fill('Harbour & Pine');
    await page.getByRole('button', { name: 'Continue' }).click();

    await expect(page.getByRole('heading', { name: 'Where should the backups live?' })).toBeVisible();
    await page.getByRole('button', { name: 'Continue' }).click();

    await expect(page.getByRole('heading', { name: 'How much work could you stand to lose?' })).toBeVisible();
    await expectAccessible(page, 'how often');
    await page.getByRole('button', { name: 'Continue' }).click();

    await expect(page.getByRole('heading', { name: 'Save your recovery kit before you need it.' })).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as text' }).click();
    const kit = await streamText(await (await download).createReadStream());
    for (const field of await page.getByLabel(/^Group \d+$/).all()) {
      const name = (await field.getAttribute('aria-label')) ?? (await field.evaluate((input) => (input instanceof HTMLInputElement ? (input.labels?.[0]?.textContent ?? '') : '')));
      await field.fill(groupOf(kit, Number(/\d+/.exec(name)?.[0])));
    }
    await page.getByRole('button', { name: 'Check' }).click();
    await expect(page.getByText('You have it')).toBeVisible();
    await page.getByRole('button', { name: 'Start the first backup' }).click();

    await expect(page.getByRole('heading', { name: 'Harbour & Pine has a copy that was read back.' })).toBeVisible({ timeout: 45_000 });
    await expectAccessible(page, 'what you have now');
    await page.getByRole('link', { name: 'Go to Home' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('read back');
  } finally {
    await shop.stop();
  }
});

async function streamText(stream: AsyncIterable<unknown>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) if (piece instanceof Buffer) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** A numbered group as the kit prints it: `7 QWERTY`. */
function groupOf(kit: string, group: number): string {
  const found = new RegExp(String.raw`(?:^|\s)${group}[.:)]?\s+([0-9A-Z]{4,8})(?=\s|$)`, 'm').exec(kit)?.[1];
  if (found === undefined) throw new Error(`The kit has no group ${group}.`);
  return found;
}
