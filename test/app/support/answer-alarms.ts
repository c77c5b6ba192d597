import type { Page } from '@playwright/test';
import { expect } from './walk.ts';

/** On Home: everything that was told of losses is said to have been meant. */
export async function sayAllWasMeant(page: Page): Promise<void> {
  const alarms = page.getByRole('region', { name: 'What happened to the data' });
  await expect(alarms).toBeVisible({ timeout: 90_000 });
  for (let left = await alarms.getByRole('listitem').count(); left > 0; left -= 1) {
    // What went together has one answer.
    await expect(alarms.getByRole('listitem')).toHaveCount(left);
    await alarms.getByRole('button', { name: /^(All expected|Expected)$/ }).first().click();
    await (left > 1 ? expect(alarms.getByRole('listitem')).toHaveCount(left - 1) : expect(alarms).toHaveCount(0));
  }
}
