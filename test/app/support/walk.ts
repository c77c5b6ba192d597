import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import type { RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { serveApp, type ServedApp } from './served-app.ts';
import { openShop } from './shop.ts';

interface WalkFixtures {
  /** The app on an empty home. */
  readonly app: ServedApp;
  /** A platform out there with an app on it, which a walk can slow down, break and stop. */
  readonly shop: RunningSampleApp;
  /** A page that may not complain: an error in it, or anything its policy had to stop, fails the test. */
  readonly page: Page;
  /** A second window beside it, of another browser, which may not complain either. */
  readonly window2: Page;
}

export const test = base.extend<WalkFixtures>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the names of the fixtures that are needed from here.
  app: async ({}, use) => {
    const app = await serveApp();
    await use(app);
    await app.remove();
  },
  // oxlint-disable-next-line eslint/no-empty-pattern -- as above
  shop: async ({}, use) => {
    const shop = await openShop();
    await use(shop);
    await shop.stop();
  },
  page: async ({ page }, use) => withoutComplaint(page, use),
  window2: async ({ browser }, use) => {
    const context = await browser.newContext();
    await withoutComplaint(await context.newPage(), use);
    await context.close();
  },
});

export { expect } from '@playwright/test';

async function withoutComplaint(page: Page, use: (page: Page) => Promise<void>): Promise<void> {
  const complaints = watchPage(page);
  await page.addInitScript(tellViolations);
  await use(page);
  expect(complaints).toStrictEqual([]);
}

/** Everything a page says went wrong, as it happens. */
export function watchPage(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // A browser reports each refused connection by itself; a page whose host was ended on purpose has some.
    if (message.type() === 'error' && !/WebSocket connection|ERR_CONNECTION_REFUSED|net::ERR/.test(message.text())) complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  return complaints;
}

/** Runs in the page: what its policy stopped becomes an error in its console. */
export function tellViolations(): void {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => console.error(`policy: ${effectiveDirective} ${blockedURI} ${sample}`));
}

/** Nothing that axe finds against WCAG 2.2 AA. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  expect(await axeFaults(page, where)).toStrictEqual([]);
}

/** What axe finds against WCAG 2.2 AA, a line each. */
export async function axeFaults(page: Page, where: string): Promise<readonly string[]> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  // A colour in the middle of a transition is nobody's colour. What goes on for as long as a backup runs has no end to wait for.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
    return Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}
