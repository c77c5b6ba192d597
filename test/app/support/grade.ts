import type { Locator, Page } from '@playwright/test';
import { expect } from './walk.ts';

/** From the best to the worst. */
const order = 'ABCDF';

type Question = 'What do you back up?' | 'How often?' | 'Where does it live?' | 'Does restore work?' | 'Who acts?';

/** The card with the letter on Home. */
export function gradeCard(page: Page): Locator {
  return page.getByRole('region', { name: 'Grade', exact: true });
}

/** A question's card. */
export function questionCard(page: Page, question: Question): Locator {
  return page.getByRole('region', { name: 'The five questions' }).getByRole('listitem').filter({ has: page.getByRole('heading', { name: question, exact: true }) });
}

export interface Letters {
  readonly overall: string;
  readonly question: string;
}

/** The letter of an app, and that of one of its questions. */
export async function lettersOf(page: Page, question: Question): Promise<Letters> {
  return { overall: await letterIn(gradeCard(page)), question: await letterIn(questionCard(page, question)) };
}

async function letterIn(card: Locator): Promise<string> {
  const text = await card.getByText(/^Grade [ABCDF]$/).first().textContent();
  return text?.at(-1) ?? '';
}

/** The question is worse than it was, nothing is better, and neither letter is green. */
export async function expectLowered(page: Page, question: Question, before: Letters): Promise<void> {
  await expect.poll(async () => order.indexOf((await lettersOf(page, question)).question), { timeout: 30_000 }).toBeGreaterThan(order.indexOf(before.question));
  const after = await lettersOf(page, question);
  expect(order.indexOf(after.overall)).toBeGreaterThanOrEqual(order.indexOf(before.overall));
  for (const card of [gradeCard(page), questionCard(page, question)]) expect(await isGreen(card)).toBe(false);
}

/** Drawn in the colour that means that all is well. */
async function isGreen(card: Locator): Promise<boolean> {
  return card
    .getByText(/^[ABCDF]$/)
    .first()
    .evaluate((letter) => {
      const probe = document.createElement('span');
      probe.style.color = 'var(--hf-safe)';
      document.body.append(probe);
      const green = getComputedStyle(probe).color;
      probe.remove();
      return getComputedStyle(letter).color === green;
    });
}
