import type { Locator, Page } from '@playwright/test';

type ScreenName = 'Home' | 'Timeline' | 'Data' | 'Restore' | 'Proof' | 'Runbook' | 'Change guard' | 'Places' | 'Schedule & alerts' | 'Activity' | 'Settings';

/** What a screen says first. */
export function sentence(page: Page): Locator {
  return page.getByRole('heading', { level: 1 });
}

/** By the sidebar; a number of things that need somebody may stand beside the name. */
export async function goTo(page: Page, screen: ScreenName): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${screen}`) }).click();
}
