import type { Locator, Page } from '@playwright/test';
import { expect } from './walk.ts';

/** Goes on with the Tab key until `target` has the focus. On the whole way the focus is somewhere, and is seen. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    expect(await whatFocusLacks(page)).toBe('');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('The Tab key does not lead there.');
}

/** The focus was not lost by what just happened. */
export async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(() => whatFocusLacks(page)).toBe('');
}

/** Why nobody can tell where they are; empty when it can be told. */
function whatFocusLacks(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || focused === document.body) return 'nothing has the focus';
    // A heading is where reading goes on after a step: it is no control, and needs no ring.
    if (focused.tabIndex < 0) return '';
    const active = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '');
    // The ring of an input that is drawn by its label stands there.
    const rings = [focused, active, focused.nextElementSibling].filter((element) => element !== null);
    const hasRing = rings.some((element) => {
      const { outlineStyle, outlineWidth, opacity } = getComputedStyle(element);
      const { width, height, bottom, right, top, left } = element.getBoundingClientRect();
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && opacity !== '0' && width > 4 && height > 4 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    });
    return hasRing ? '' : `no ring is seen around ${focused.outerHTML.slice(0, 300)}`;
  });
}
