import type { Page } from '@playwright/test';
import { expectGreen } from '../support/backup.ts';
import { takePicture } from '../support/pictures.ts';
import { protectShop } from '../support/protect.ts';
import { type ServedApp, serveApp } from '../support/served-app.ts';
import { tellStory } from '../support/story.ts';
import { badDayScreens } from '../support/tour-of-a-bad-day.ts';
import { appScreens, settled, type Stop } from '../support/tour.ts';
import { firstScreens } from '../support/tour-of-a-first-day.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const schemes = ['light', 'dark'] as const;
/** The smallest window that everything must work in, and an ordinary one. */
const sizes = [
  { width: 900, height: 600 },
  { width: 1280, height: 800 },
] as const;

test.describe('every screen of an app', () => {
  let app: ServedApp;

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(240_000);
    app = await serveApp({ sample: true });
    const page = await browser.newPage();
    await page.goto(app.url());
    await tellStory(page);
    await page.close();
  });

  test.afterAll(() => app.remove());

  for (const scheme of schemes) {
    test(`passes axe and fits both sizes, ${scheme}`, async ({ page }) => {
      // Thirty screens and more, each looked through by axe, on a computer that may be busy.
      test.setTimeout(900_000);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.goto(await app.another());
      await settled(page);
      expect(await lookAtAll(page, appScreens, scheme)).toStrictEqual([]);
    });
  }

  test('keeps everything in reach at 200 % text', async ({ page }) => {
    test.setTimeout(720_000);
    await page.goto(await app.another());
    await settled(page);
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    const faults: string[] = [];
    for (const stop of appScreens) {
      await stop.go(page);
      faults.push(...(await outOfReach(page, `${stop.name} at 200 % text`)));
      await takePicture(page, `${stop.name}-200`);
      await page.keyboard.press('Escape');
    }
    expect(faults).toStrictEqual([]);
  });
});

test('every screen of a bad day passes axe and fits, in both themes and with large text', async ({ app, shop, page }) => {
  test.setTimeout(600_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(app.url());
  await protectShop(page, shop);
  await expectGreen(page);
  const faults: string[] = [];
  for (const stop of badDayScreens(shop)) {
    await stop.go(page);
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      faults.push(...(await lookAt(page, stop.name, scheme)));
    }
    await page.evaluate(() => void (document.documentElement.style.fontSize = '200%'));
    await settled(page);
    faults.push(...(await outOfReach(page, `${stop.name} at 200 % text`)));
    await takePicture(page, `${stop.name}-200`);
    await page.evaluate(() => void (document.documentElement.style.fontSize = ''));
    await settled(page);
  }
  expect(faults).toStrictEqual([]);
});

test.describe('every screen before there is an app', () => {
  for (const scheme of schemes) {
    test(`passes axe and fits both sizes, ${scheme}`, async ({ app, page }) => {
      test.setTimeout(600_000);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.goto(app.url());
      await settled(page);
      expect(await lookAtAll(page, firstScreens, scheme)).toStrictEqual([]);
    });
  }
});

/** What is wrong with any of them: all of it at once, since mending one screen rarely mends another. */
async function lookAtAll(page: Page, stops: readonly Stop[], scheme: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const stop of stops) {
    await stop.go(page);
    faults.push(...(await lookAt(page, stop.name, scheme)));
    await page.keyboard.press('Escape');
  }
  return faults;
}

/** What is wrong with the screen that is open, in both sizes. */
async function lookAt(page: Page, name: string, scheme: string): Promise<readonly string[]> {
  const faults = [...(await axeFaults(page, `${name}, ${scheme}`))];
  for (const size of sizes) {
    await page.setViewportSize(size);
    await settled(page);
    faults.push(...(await outOfReach(page, `${name} at ${size.width}×${size.height}`)));
    await takePicture(page, `${name}-${scheme}-${size.width}`);
  }
  return faults;
}

/** The page never scrolls sideways, and no control lies outside of it. What does, a line each. */
async function outOfReach(page: Page, where: string): Promise<readonly string[]> {
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const outside = document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide, the window ${width}`] : [];
    for (const control of document.querySelectorAll('a, button, input, [role="tab"], h1')) {
      const { left, right, width: size } = control.getBoundingClientRect();
      // What scrolls by itself, as a table does, may hold more than it shows.
      if (size > 2 && (left < -1 || right > width + 1) && control.closest('[data-scrolls], [role="grid"]') === null && getComputedStyle(control).visibility !== 'hidden') outside.push(control.outerHTML.slice(0, 120));
    }
    return outside;
  });
  return found.map((each) => `${where}: ${each}`);
}
