import { goTo, sentence } from '../support/screens.ts';
import { serveApp } from '../support/served-app.ts';
import { expect, test } from '../support/walk.ts';

test('the guide is read in the app, with nothing but the app: from Welcome, from a screen, by its links, by words, by the palette, and back again', async ({ page }) => {
  const app = await serveApp({ sample: true });
  try {
    // Nothing may be asked of anybody else.
    const { origin } = new URL(app.url());
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
    });
    await page.goto(app.url());

    // From a screen, to what it is about.
    // Once the first backup is there, the letter is, too.
    await page.getByRole('link', { name: 'What does this mean?' }).click({ timeout: 120_000 });
    await expect(sentence(page)).toHaveText('The grade');
    await expect(page.getByRole('heading', { name: 'What the letter means' })).toBeFocused();
    await expect(page.getByRole('heading', { name: 'What the letter means' })).toBeInViewport();

    // A link between pages, to a section of another.
    await page.getByRole('article').getByRole('link', { name: 'drill', exact: true }).click();
    await expect(sentence(page)).toHaveText('Drills');
    const picture = page.getByRole('img', { name: /^Proof: when it was proved/ });
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((image) => (image instanceof HTMLImageElement && image.complete ? image.naturalWidth : 0))).toBeGreaterThan(0);
    await expect(picture).toHaveAttribute('src', /-light-/);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(picture).toHaveAttribute('src', /-dark-/);
    await page.getByRole('link', { name: 'Next: Your data' }).click();
    await expect(sentence(page)).toHaveText('Your data');

    // By words.
    await page.getByRole('searchbox', { name: 'Search the guide' }).fill('read-only tok');
    await expect(sentence(page)).toHaveText(/^Found in \d+ parts of the guide\.$/);
    await page.getByRole('list', { name: 'What was found' }).getByRole('link', { name: /3\. A token for Holdfast/ }).click();
    await expect(sentence(page)).toHaveText('Connect your app');
    await expect(page.getByRole('heading', { name: '3. A token for Holdfast' })).toBeFocused();
    await page.getByRole('searchbox', { name: 'Search the guide' }).fill('zeppelin');
    await expect(sentence(page)).toHaveText('The guide has nothing with these words.');

    // Back to where it began, whatever was read in between.
    await page.getByRole('button', { name: 'Back to where you were' }).click();
    await expect(page.getByRole('link', { name: 'What does this mean?' })).toBeVisible();

    // The key, on a screen that has a page of its own.
    await goTo(page, 'Places');
    await page.keyboard.press('F1');
    await expect(sentence(page)).toHaveText('Places');
    await expect(page.getByRole('article')).toContainText('A place is storage that you own');

    // The palette.
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('textbox').fill('computer lost kit');
    await page.getByRole('dialog').getByText('Security › What it does not protect against').click();
    await expect(sentence(page)).toHaveText('Security');

    // A key that was typed from paper is still there after a look into the guide, and nowhere once its screen is left.
    const key = page.getByLabel('Key from the recovery kit');
    await page.evaluate(() => void (location.hash = '#/open'));
    await key.fill('AGE-SECRET-KEY-1HALF');
    await page.keyboard.press('F1');
    await expect(sentence(page)).toHaveText('A new computer');
    await page.getByRole('button', { name: 'Back to where you were' }).click();
    await expect(key).toHaveValue('AGE-SECRET-KEY-1HALF');
    await page.evaluate(() => void (location.hash = '#/welcome'));
    await expect(key).toBeHidden();
    await page.evaluate(() => void (location.hash = '#/open'));
    await expect(key).toHaveValue('');
    expect(elsewhere).toEqual([]);
  } finally {
    await app.remove();
  }
});
