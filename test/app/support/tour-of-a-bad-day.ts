import type { Page } from '@playwright/test';
import type { RunningSampleApp } from '../../../electron/sample-app/index.ts';
import { changeFields, dropField } from './change-tables.ts';
import { deleteByApi, idOf } from './deleting.ts';
import { open, settled, type Stop } from './tour.ts';
import { expect } from './walk.ts';

const slowMs = 90_000;
const where = encodeURIComponent('Harbour & Pine');

/**
 * The screens of a change that goes wrong and of the emergency after it, in the order in which they come: each stop goes on from the one
 * before, so that every one can be gone to only once.
 */
export function badDayScreens(shop: RunningSampleApp): readonly Stop[] {
  return [
    {
      name: 'guard-checklist',
      async go(page) {
        await open(page, `app/${where}/guard?tab=playbooks`, 'Change guard');
        await page.getByRole('radio', { name: 'Rename a field' }).check();
        await page.getByRole('combobox', { name: 'Table' }).fill('Customer');
        await page.getByLabel('The field as it is called now').fill('phone');
        await page.getByLabel('The field that takes its place').fill('mobile');
        await page.getByRole('button', { name: 'Begin', exact: true }).click();
        await expect(page.getByText('0 of 10 steps')).toBeVisible({ timeout: slowMs });
        await page.getByRole('heading', { name: 'Rename “phone” of Customer to “mobile”' }).scrollIntoViewIfNeeded();
        await settled(page);
      },
    },
    {
      name: 'guard-watching',
      async go(page) {
        await open(page, `app/${where}/guard`, 'Change guard');
        await page.getByLabel('A word for it, if you like').fill('New checkout');
        await page.getByRole('button', { name: 'Back up and watch' }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Make your change now. There is a way back, and Holdfast is watching.', { timeout: slowMs });
        await settled(page);
      },
    },
    {
      name: 'guard-found',
      async go(page) {
        await goWrong(shop);
        await page.getByRole('button', { name: 'Look now' }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\d+ things were lost\.$/, { timeout: slowMs });
        await settled(page);
      },
    },
    {
      name: 'guard-ended',
      async go(page) {
        await page.getByRole('button', { name: 'End it' }).click();
        const ended = page.getByRole('button', { name: /^New checkout/ });
        await expect(ended).toHaveAttribute('aria-expanded', 'true', { timeout: slowMs });
        await ended.scrollIntoViewIfNeeded();
        await settled(page);
      },
    },
    {
      name: 'guard-schema',
      async go(page) {
        await open(page, `app/${where}/guard?tab=schema`, 'Change guard');
        await expect(page.getByText('“note” of Customer is gone')).toBeVisible({ timeout: slowMs });
        await settled(page);
      },
    },
    {
      name: 'emergency',
      async go(page) {
        await open(page, `app/${where}/emergency`, 'Emergency');
        await page.getByRole('button', { name: 'Declare an emergency' }).click();
        await page.getByRole('dialog').getByLabel('What did you see?').fill('Orders from this morning are gone');
        await page.getByRole('dialog').getByRole('button', { name: 'Begin' }).click();
        await expect(page.getByText(/^Your backup from .* is pinned\.|^Your backup from .* and .* are pinned\./)).toBeVisible({ timeout: slowMs });
        await expect(stepsOf(page).getByRole('button', { name: /See what is lost seen by Holdfast/ })).toBeVisible({ timeout: slowMs });
        await settled(page);
      },
    },
    {
      name: 'emergency-timeline',
      async go(page) {
        await page.getByRole('button', { name: 'That is done' }).click();
        await expect(page.getByRole('region', { name: 'Find out what did it' })).toBeVisible();
        await page.getByLabel('Write something down').fill('The AI was asked for a new checkout at nine.');
        await page.getByRole('button', { name: 'Write it down' }).click();
        await expect(page.getByText('The AI was asked for a new checkout at nine.', { exact: true })).toBeVisible();
        await page.getByRole('heading', { name: 'What happened so far' }).scrollIntoViewIfNeeded();
        await settled(page);
      },
    },
    { name: 'home-emergency', go: (page) => open(page, `app/${where}/home`, 'Home') },
    {
      name: 'emergency-over',
      async go(page) {
        await open(page, `app/${where}/emergency`, 'Emergency');
        await page.getByRole('button', { name: 'End the emergency' }).click();
        await page.getByRole('dialog').getByLabel('What did you learn?').fill('No change by the AI without a backup that is read back.');
        await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('It is over. This is what happened.', { timeout: slowMs });
        await settled(page);
      },
    },
  ];
}

function stepsOf(page: Page): ReturnType<Page['getByRole']> {
  return page.getByRole('navigation', { name: 'Steps' });
}

/** A prompt that did more than it was asked for: a field is dropped, another blanked, records deleted and others made up. */
async function goWrong(shop: RunningSampleApp): Promise<void> {
  await dropField(shop, 'Customer', 'note');
  await changeFields(shop, 'Order', (fields) => ({ ...fields, checkout: { type: 'string' } }));
  for (const customer of shop.edit.records('Customer')) shop.edit.update('Customer', idOf(customer), { phone: '' });
  await deleteByApi(shop, 'Order', 25);
  for (let n = 0; n < 30; n++) shop.edit.create('Product', { ...shop.edit.records('Product')[0], name: `Sample product ${n}` });
}
