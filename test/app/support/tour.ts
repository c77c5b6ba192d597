import type { Page } from '@playwright/test';
import { expect } from './walk.ts';

/** A screen in a state worth looking at, and how a person gets there. Its name is that of its picture. */
export interface Stop {
  readonly name: string;
  go(page: Page): Promise<void>;
}

const app = 'Sample%20shop';

/** Every screen of an app that the story was told of (story.ts). */
export const appScreens: readonly Stop[] = [
  { name: 'home', go: (page) => open(page, `app/${app}/home`, 'Home') },
  { name: 'timeline', go: (page) => open(page, `app/${app}/timeline`, 'Timeline') },
  {
    name: 'compare',
    async go(page) {
      await compareNewest(page);
      await expect(page.getByRole('main')).toContainText('Customer');
    },
  },
  {
    name: 'compare-records',
    async go(page) {
      await compareNewest(page);
      await page.getByRole('row', { name: /Customer/ }).getByRole('link').or(page.getByRole('row', { name: /Customer/ }).getByRole('button')).first().click();
      await expect(page.getByRole('tab', { name: /Changed 281/ })).toBeVisible();
      await settled(page);
    },
  },
  { name: 'data', go: (page) => openTable(page, 'Order') },
  {
    name: 'data-record',
    async go(page) {
      await openTable(page, 'Customer');
      await page.getByRole('gridcell', { name: 'Chloé D’Aboville' }).click();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toContainText('birthday');
    },
  },
  {
    name: 'data-search',
    async go(page) {
      await openTable(page, 'Order');
      await page.getByRole('search').getByRole('searchbox').fill('lamp');
      await expect(page.getByText(/records found/)).toBeVisible();
    },
  },
  { name: 'restore', go: (page) => open(page, `app/${app}/restore`, 'Restore') },
  { name: 'restore-found', go: findLoss },
  { name: 'restore-plan', go: planRestore },
  {
    name: 'restore-several',
    async go(page) {
      await findLoss(page);
      await page.getByRole('checkbox', { name: /“phone” went blank/ }).check();
      await page.getByRole('link', { name: 'See what will be done' }).click();
      await expect(page.getByRole('heading', { name: 'Part 2 of 2' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'restore-into-files',
    async go(page) {
      await planRestore(page);
      await page.getByRole('radio', { name: 'Files', exact: true }).check();
      await expect(page.getByRole('button', { name: 'Write the files' })).toBeVisible();
    },
  },
  {
    name: 'restore-name',
    async go(page) {
      await planRestore(page);
      await page.getByRole('button', { name: /^Bring .* back$/ }).click();
      await expect(page.getByRole('dialog').getByLabel(/^Name of the app/)).toBeVisible();
    },
  },
  {
    name: 'restore-leave',
    async go(page) {
      await open(page, `app/${app}/restore?step=leave`, 'Restore');
      await expect(page.getByRole('button', { name: 'Write everything' })).toBeEnabled();
    },
  },
  { name: 'proof', go: openProof },
  {
    name: 'proof-golden',
    async go(page) {
      await openProof(page);
      const add = page.getByRole('button', { name: 'Add a check' });
      await expect(add).toBeEnabled();
      await add.click();
      await page.getByRole('dialog').getByRole('radio', { name: 'A certain record is there' }).check();
      await page.getByRole('dialog').getByLabel('Find the record').fill('Chlo');
      await expect(page.getByRole('dialog').getByRole('radiogroup', { name: 'Records found' }).getByRole('radio').first()).toBeVisible({ timeout: 30_000 });
      await settled(page);
    },
  },
  { name: 'home-proved', go: (page) => open(page, `app/${app}/home`, 'Home') },
  { name: 'grade', go: openGrade },
  {
    name: 'grade-charts',
    async go(page) {
      await openGrade(page);
      await page.getByRole('heading', { name: 'Over time' }).scrollIntoViewIfNeeded();
      await page.getByRole('region', { name: 'Over time' }).getByRole('button', { name: 'As a table' }).last().click();
      await expect(page.getByRole('columnheader', { name: 'In all' })).toBeVisible();
      await settled(page);
    },
  },
  {
    name: 'emergency-declare',
    async go(page) {
      await open(page, `app/${app}/emergency`, 'Emergency');
      await page.getByRole('button', { name: 'Declare an emergency' }).click();
      await expect(page.getByRole('dialog').getByLabel('What did you see?')).toBeFocused();
      await settled(page);
    },
  },
  { name: 'runbook', go: (page) => open(page, `app/${app}/runbook`, 'Runbook') },
  {
    name: 'runbook-people',
    async go(page) {
      // Afresh: what was typed and not kept is forgotten.
      await open(page, 'settings', 'Settings');
      await open(page, `app/${app}/runbook`, 'Runbook');
      await page.getByRole('button', { name: 'Name the people' }).click();
      await page.getByRole('group', { name: 'Person 1', exact: true }).getByLabel('Phone').fill('+44 20 7946 0018');
      await page.getByRole('group', { name: 'Person 1', exact: true }).getByLabel('Name').fill('Ada Lovelace');
      await expect(page.getByRole('article')).toContainText('Ada Lovelace');
      await settled(page);
    },
  },
  { name: 'guard', go: (page) => open(page, `app/${app}/guard`, 'Change guard') },
  { name: 'schedule', go: (page) => open(page, `app/${app}/schedule`, 'Schedule & alerts') },
  {
    name: 'add-channel',
    async go(page) {
      await openSchedule(page);
      const add = page.getByRole('button', { name: 'Add a channel' });
      await expect(add).toBeEnabled();
      await add.click();
      await page.getByRole('radio', { name: 'Slack or alike' }).check();
      await expect(page.getByRole('dialog')).toContainText('Incoming Webhooks');
      await settled(page);
    },
  },
  {
    name: 'what-is-kept',
    async go(page) {
      await openSchedule(page);
      // What is chosen shows once it is on its way to the engine, which is a moment after the click.
      const rule = page.getByRole('radio', { name: '7 days, 4 weeks and 3 months' });
      await rule.click();
      await expect(rule).toBeChecked();
      await page.getByRole('button', { name: /Show what would go|Look again/ }).click();
      await expect(page.getByText(/backups? would go/i)).toBeVisible();
      await page.getByRole('region', { name: 'Backups, and what becomes of each' }).scrollIntoViewIfNeeded();
      await settled(page);
    },
  },
  {
    name: 'delete-backups',
    async go(page) {
      await open(page, `app/${app}/timeline`, 'Timeline');
      await page.getByRole('listbox', { name: 'Backups, newest first' }).getByRole('option').last().click();
      await page.getByRole('button', { name: 'Delete…' }).click();
      await expect(page.getByRole('dialog', { name: 'Delete backups' }).getByRole('checkbox').last()).toBeChecked();
      await settled(page);
    },
  },
  { name: 'places', go: (page) => open(page, 'places', 'Places') },
  {
    name: 'add-a-bucket',
    async go(page) {
      await open(page, 'places', 'Places');
      await page.getByRole('button', { name: 'Add a bucket' }).click();
      await page.getByRole('dialog').getByLabel('Name of the bucket').fill('acme-backups');
      await expect(page.getByRole('dialog').getByLabel('A policy for this key alone')).toContainText('arn:aws:s3:::acme-backups/*');
    },
  },
  {
    name: 'add-google-drive',
    async go(page) {
      await open(page, 'places', 'Places');
      await page.getByRole('button', { name: 'Add Google Drive' }).click();
      await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(5);
    },
  },
  { name: 'activity', go: (page) => open(page, 'activity', 'Activity') },
  { name: 'settings', go: (page) => open(page, 'settings', 'Settings') },
  {
    name: 'settings-report',
    async go(page) {
      await open(page, 'settings', 'Settings');
      await page.getByRole('button', { name: 'See the report' }).click();
      await expect(page.getByRole('dialog').getByRole('region', { name: 'What the report says' })).toContainText('What ran last');
      await settled(page);
    },
  },
  {
    name: 'let-somebody-in',
    async go(page) {
      await open(page, 'settings', 'Settings');
      await page.getByRole('button', { name: 'Let somebody in' }).click();
      await page.getByRole('dialog').getByRole('radio', { name: 'They have an age key of their own' }).check();
      await expect(page.getByRole('dialog').getByLabel('The public half of their key')).toBeVisible();
    },
  },
  {
    name: 'licences',
    async go(page) {
      await open(page, 'settings', 'Settings');
      await page.getByRole('link', { name: 'What others made that is in it, and their licences' }).click();
      await page.getByRole('searchbox', { name: 'Search projects and licences' }).fill('inter');
      await page.getByText('@fontsource-variable/inter').click();
      await expect(page.getByRole('main')).toContainText('SIL OPEN FONT LICENSE');
    },
  },
  {
    name: 'save-settings',
    async go(page) {
      await open(page, 'settings', 'Settings');
      await page.getByRole('button', { name: 'Save settings…' }).click();
      await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Passphrase' })).toBeVisible();
    },
  },
  { name: 'help', go: (page) => open(page, 'help', 'Help') },
  {
    name: 'help-page',
    async go(page) {
      await open(page, 'help/emergency', 'Help');
      // Pictures come when they are about to be seen.
      await page.getByRole('article').getByRole('img').first().evaluate((image) => (image instanceof HTMLImageElement ? image.decode() : undefined));
    },
  },
  {
    name: 'help-search',
    async go(page) {
      await open(page, 'help?words=recovery%20kit', 'Help');
      await expect(page.getByRole('list', { name: 'What was found' })).toBeVisible();
    },
  },
  {
    name: 'palette',
    async go(page) {
      await open(page, `app/${app}/home`, 'Home');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('textbox').fill('back');
      await expect(page.getByRole('dialog')).toContainText('Back up Sample shop now');
    },
  },
];

async function compareNewest(page: Page): Promise<void> {
  await open(page, `app/${app}/compare`, 'Compare');
  await page.getByRole('link', { name: 'The two newest backups' }).click();
  await settled(page);
}

/** What the clean-up in the story deleted. */
async function findLoss(page: Page): Promise<void> {
  await open(page, `app/${app}/restore`, 'Restore');
  await page.getByRole('link', { name: /^Records are gone/ }).click();
  await expect(page.getByRole('checkbox', { name: /records of Order were deleted/ })).toBeChecked();
  await expect(page.getByText(/^and .* more$/)).toBeVisible();
  await settled(page);
}

async function planRestore(page: Page): Promise<void> {
  await findLoss(page);
  await page.getByRole('link', { name: 'See what will be done' }).click();
  await expect(page.getByText('What comes back')).toBeVisible();
  await settled(page);
}

async function openTable(page: Page, table: string): Promise<void> {
  // Afresh: words looked for before stay in their box otherwise.
  await open(page, 'settings', 'Settings');
  await open(page, `app/${app}/data?table=${table}`, 'Data');
  await expect(page.getByRole('grid', { name: `Records of ${table}` })).toBeVisible();
}

/** With a drill that was run, the first time there. */
async function openProof(page: Page): Promise<void> {
  await open(page, 'settings', 'Settings');
  await open(page, `app/${app}/proof`, 'Proof');
  const first = page.getByRole('heading', { name: 'What a drill is' });
  if (await first.isVisible()) {
    await page.getByRole('button', { name: 'Run a drill now' }).click();
    await expect(first).toBeHidden({ timeout: 60_000 });
  }
  await expect(page.getByRole('heading', { name: 'Where the time went' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^What is as it should be/)).toBeVisible();
  await settled(page);
}

async function openGrade(page: Page): Promise<void> {
  // Afresh: the stop before may have left it scrolled down.
  await open(page, 'settings', 'Settings');
  await open(page, `app/${app}/grade`, 'Grade');
  await expect(page.getByRole('region', { name: 'Who acts?' })).toBeVisible();
  await settled(page);
}

async function openSchedule(page: Page): Promise<void> {
  // Afresh: the stop before may have left it scrolled down.
  await open(page, 'settings', 'Settings');
  await open(page, `app/${app}/schedule`, 'Schedule & alerts');
}

/** `title` is that of the tab there: what was open before may look settled, too. */
export async function open(page: Page, at: string, title: string): Promise<void> {
  await page.evaluate((hash) => {
    // Where it is open already, nothing is opened, and it stays scrolled as the stop before left it.
    if (location.hash === hash) document.querySelector('#content')?.scrollTo(0, 0);
    location.hash = hash;
  }, `#/${at}`);
  await page.waitForFunction((start) => document.title.startsWith(start), `${title} ·`);
  await settled(page);
  // A screen begins at its top, wherever the one before was scrolled to.
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeInViewport({ ratio: 1 });
}

/** Nothing is on its way any more: what a picture should show, and what a check of colours may look at. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    // What goes on for as long as a backup runs has no end to wait for.
    const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });
}
