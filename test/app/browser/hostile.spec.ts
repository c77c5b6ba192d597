import type { Locator, Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { changeHostileShop, hostileTables, images, openHostileShop, script, shown } from '../support/hostile-shop.ts';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { expect, test } from '../support/walk.ts';

declare global {
  interface Window {
    /** How long the page was busy at a stretch, in ms; only what was longer than 50. */
    longTasks?: readonly number[];
  }
}

test('names and values made to do harm are shown as text on every screen', async ({ app, page }) => {
  test.setTimeout(240_000);
  const shop = await openHostileShop();
  try {
    await page.addInitScript(noteLongTasks);
    await page.goto(app.url());
    await protectShop(page, shop, { name: images });
    await expectHarmless(page, images);
    changeHostileShop(shop);
    await page.getByRole('button', { name: 'Before an AI change' }).click();
    await page.getByLabel('What is about to change?').fill(script);
    await page.getByRole('button', { name: 'Back up first' }).click();
    await expect(page.getByText('Done: whole and read back. The AI can begin.')).toBeVisible();
    await expectGreen(page);
    await expectHarmless(page, images);

    await goTo(page, 'Timeline');
    await expect(sentence(page)).toHaveText('2 backups, all read back.');
    await expectHarmless(page, script);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('menuitem', { name: 'With the backup before it' }).click();
    await expectHarmless(page, images);
    await page.getByRole('link', { name: 'Open', exact: true }).click();
    await expect(page.getByRole('table')).toBeVisible();
    for (const table of hostileTables) await expectHarmless(page, shown[table]);
    for (const [kind, text] of [['created', "<img src=x onerror=\"window.__pwned='new'\">Zoe"], ['changed', "<script>window.__pwned='change'</script>"], ['deleted', shown.note]] as const) {
      await page.getByRole('row').filter({ hasText: images }).getByRole('link', { name: new RegExp(kind) }).click();
      await expectHarmless(page, text);
      await page.goBack();
    }

    await goTo(page, 'Data');
    for (const table of hostileTables) {
      await page.getByRole('navigation', { name: 'Tables' }).getByRole('button').filter({ hasText: shown[table] }).click();
      await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
      await page.getByRole('gridcell').filter({ hasText: shown.turned }).first().hover();
      await expectHarmless(page, shown[table]);
      await expectHarmless(page, shown.turned);
    }
    // The record with a megabyte in it: it opens, all of it that a page can show is shown, and the page goes on answering.
    await page.getByRole('gridcell').filter({ hasText: 'A quiet megabyte.' }).first().click();
    const record = page.getByRole('dialog', { name: shown.name });
    for (const text of [shown.name, shown.field, shown.link, shown.turned]) await expect(record.getByText(text).first()).toBeVisible();
    await record.getByRole('button', { name: 'Show all of it · 1,048,576 characters' }).click();
    await expectHarmless(page, shown.name, record);
    await record.getByRole('tab', { name: 'History' }).click();
    await expectHarmless(page, "<script>window.__pwned='change'</script>", record);
    await page.keyboard.press('Escape');

    await page.getByRole('searchbox', { name: 'Search every table' }).fill('iframe srcdoc');
    await expect(page.getByText(/records found/)).toBeVisible();
    await expectHarmless(page, images);
    await page.getByRole('listitem').filter({ hasText: shown.name }).first().getByRole('button').click();
    await expectHarmless(page, shown.note, record);
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('textbox').fill('iframe srcdoc');
    await expectHarmless(page, shown.name, page.getByRole('dialog'));
    await page.keyboard.press('Escape');
    for (const screen of ['Activity', 'Places', 'Schedule & alerts', 'Settings', 'Home'] as const) {
      await goTo(page, screen);
      await expect(page).toHaveTitle(new RegExp(`^${screen} `));
      await expectHarmless(page, images);
    }
    // It went on answering all the while: nothing kept it busy for longer than a person takes for a pause.
    expect(await page.evaluate(() => Math.max(0, ...(window.longTasks ?? [])))).toBeLessThan(2000);
  } finally {
    await shop.stop();
  }
});

/** Runs in the page. */
function noteLongTasks(): void {
  const longTasks: number[] = [];
  window.longTasks = longTasks;
  new PerformanceObserver((list) => void longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
}

/** The text is there as text, and nothing of it came to life. */
async function expectHarmless(page: Page, text: string, where: Locator = page.locator('body')): Promise<void> {
  await expect(where.getByText(text).first()).toBeVisible();
  const found = await page.evaluate(() => {
    const written = [document.title, document.body.innerText, ...Array.from(document.querySelectorAll('[title], [aria-label]'), (element) => `${element.getAttribute('title')} ${element.getAttribute('aria-label')}`)];
    const alive = Array.from(document.querySelectorAll('*')).filter((element) => element.matches('iframe, object, embed, img[src="x"], script:not([src]), a[href^="javascript:" i]') || Array.from(element.attributes).some(({ name }) => name.startsWith('on')));
    return { ran: '__pwned' in window, alive: alive.map((element) => element.outerHTML.slice(0, 200)), turning: written.filter((words) => /[\u202A-\u202E\u2066-\u2069]/.test(words)) };
  });
  expect(found).toStrictEqual({ ran: false, alive: [], turning: [] });
}
