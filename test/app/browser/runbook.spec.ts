import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Download, Locator, Page } from '@playwright/test';
import { protectShop } from '../support/protect.ts';
import { goTo, sentence } from '../support/screens.ts';
import { axeFaults, expect, test } from '../support/walk.ts';

const app1 = 'Harbour & Pine';
const slug = 'harbour-pine';

test('names the people, reads the page, prints it, finds it beside the backups; a deputy proves their key; another place changes the page', async ({ app, shop, page }) => {
  test.setTimeout(300_000);
  const drive = path.join(app.home, 'drive');
  await page.goto(app.url());
  await protectShop(page, shop, { place: drive, name: app1 });

  await goTo(page, 'Runbook');
  await expect(sentence(page)).toHaveText('If it happened tonight, who would do what?');
  const paper = page.getByRole('article');
  await expect(paper).toContainText('nobody is named');
  await look(page, 'runbook-empty');
  await page.getByRole('button', { name: 'Name the people' }).click();
  await fillPerson(page, 1, { Name: 'Ada Lovelace', Phone: '+44 20 7946 0018', Email: 'ada@harbour.example' });
  await fillPerson(page, 2, { Name: 'Mary Somerville', Phone: '+44 131 496 0101' });
  await fillPerson(page, 3, { Name: 'Grace Hopper', Phone: '+1 202 555 0143' });
  // What is typed is on the page at once, and nowhere else yet.
  await expect(paper).toContainText('Ada Lovelace · +44 20 7946 0018 · ada@harbour.example');
  await expect(page.getByText('With what you typed, not saved yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save as PDF, to print' })).toBeDisabled();
  await page.getByLabel('Where is the recovery kit kept?').fill('In the safe at the office; Mary has the number');
  await test.step('a look at another screen loses nothing of it', async () => {
    await goTo(page, 'Places');
    await goTo(page, 'Runbook');
    await expect(page.getByRole('group', { name: 'Ada Lovelace', exact: true }).getByLabel('Phone', { exact: true })).toHaveValue('+44 20 7946 0018');
    await expect(page.getByLabel('Where is the recovery kit kept?')).toHaveValue('In the safe at the office; Mary has the number');
    await expect(page.getByText('With what you typed, not saved yet')).toBeVisible();
  });
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  await expect(sentence(page)).toHaveText('One thing is missing from the page.');
  await expect(page.getByText('No deputy has a key of their own: without you, nobody opens the backups.')).toBeVisible();
  await expect(line(page, 'Where it lies', 'drive')).toContainText('As it is now', { timeout: 30_000 });
  await look(page, 'runbook-lacks');
  const vault = path.join(drive, slug);
  const markdown = () => readFile(path.join(vault, 'runbook.md'), 'utf8');
  expect(await markdown()).toContain('Ada Lovelace · +44 20 7946 0018');
  expect((await readFile(path.join(vault, 'runbook.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');

  await test.step('a deputy with a key of their own', async () => {
    const identity = await generateX25519Identity();
    await page.getByRole('link', { name: 'Let a deputy in' }).click();
    await page.getByRole('button', { name: 'Let somebody in' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Who is it?').fill('Grace Hopper');
    await dialog.getByRole('radio', { name: 'They have an age key of their own' }).check();
    await dialog.getByLabel('The public half of their key').fill(await identityToRecipient(identity));
    await dialog.getByRole('button', { name: /^Let them in/ }).click();
    await expect(dialog).toContainText('Grace Hopper can open what is backed up from now on.');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await goTo(page, 'Runbook');
    await expect(line(page, 'The deputy', 'Grace Hopper')).toContainText('Not proved yet');
    const copy = await saved(page, () => page.getByRole('button', { name: 'Copy for Grace Hopper (text)' }).click());
    expect(copy).toContain('-----BEGIN AGE ENCRYPTED FILE-----');
    const names = await expect.poll(() => readdir(path.join(vault, 'deputy-proof')).catch(() => [])).toHaveLength(1).then(() => readdir(path.join(vault, 'deputy-proof')));
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const said = await decrypter.decrypt(new Uint8Array(await readFile(path.join(vault, 'deputy-proof', names[0] ?? ''))), 'text');
    const code = /([0-9A-Z-]{19})\s*$/.exec(said)?.[1] ?? '';
    await page.getByLabel('The code that the deputy reads to you').fill('AAAA-BBBB-CCCC-DDDD');
    await page.getByRole('button', { name: 'Check the code' }).click();
    await expect(page.getByRole('alert')).toContainText('This is not the code that only the deputy’s key opens.');
    await page.getByLabel('The code that the deputy reads to you').fill(code.toLowerCase());
    await page.getByRole('button', { name: 'Check the code' }).click();
    await expect(page.getByText('That is the code: the key works.')).toBeVisible();
    await expect(line(page, 'The deputy', 'Grace Hopper')).toContainText('Proved');
  });

  await expect(sentence(page)).toHaveText('The page is whole. Read it once, and say that it holds.');
  await page.getByRole('button', { name: 'I have re-read it, it holds' }).click();
  await expect(sentence(page)).toHaveText('Who does what is written down.');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as PDF, to print' }).click();
  expect((await download).suggestedFilename()).toBe(`holdfast-runbook-${slug}.pdf`);
  await expect.poll(markdown, { timeout: 30_000 }).toMatch(/\*\*This page:\*\* re-read on/);
  await look(page, 'runbook-whole');

  await test.step('another place', async () => {
    await goTo(page, 'Places');
    await page.getByRole('button', { name: 'Add a folder' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Folder', { exact: true }).fill(path.join(app.home, 'second'));
    await dialog.getByRole('button', { name: 'Test and add' }).click();
    await expect(dialog).toBeHidden({ timeout: 30_000 });
    await goTo(page, 'Runbook');
    await expect(sentence(page)).toHaveText('The page says something else than when you read it.');
    await expect(paper).toContainText('second');
    await expect(line(page, 'Where it lies', 'second')).toContainText('Not there yet: it goes there with the next backup');
    await expect.poll(markdown, { timeout: 30_000 }).toContain('second');
  });

  await test.step('numbers are left out of what lies there', async () => {
    await page.getByRole('checkbox', { name: 'Leave phone numbers and email addresses out of what lies in the places' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(markdown, { timeout: 30_000 }).not.toContain('7946 0018');
    expect(await markdown()).toContain('Ada Lovelace');
    await expect(paper).toContainText('+44 20 7946 0018');
  });
});

async function fillPerson(page: Page, number: number, fields: Readonly<Record<string, string>>): Promise<void> {
  const row = page.getByRole('group', { name: `Person ${number}`, exact: true });
  const [[first, name] = ['', ''], ...rest] = Object.entries(fields);
  for (const [label, value] of rest) await row.getByLabel(label, { exact: true }).fill(value);
  // With it, the row has another name.
  await row.getByLabel(first, { exact: true }).fill(name);
}

function line(page: Page, card: string, name: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: card, exact: true }) }).getByRole('listitem').filter({ hasText: name });
}

async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download');
  await press();
  return textOf(await download);
}

async function textOf(download: Download): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of await download.createReadStream()) if (piece instanceof Buffer) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** Accessible, and looked at: pictures go where HOLDFAST_PICTURES says. */
async function look(page: Page, picture: string): Promise<void> {
  expect(await axeFaults(page, picture)).toStrictEqual([]);
  const folder = process.env['HOLDFAST_PICTURES'];
  if (folder === undefined) return;
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: path.join(folder, `${picture}-${scheme}.png`), fullPage: false });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 900, height: 600 });
  await page.screenshot({ path: path.join(folder, `${picture}-small.png`) });
  await page.setViewportSize({ width: 1280, height: 800 });
}
