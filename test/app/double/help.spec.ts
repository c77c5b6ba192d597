import { expect, expectWelcome, test } from './walk.ts';

test('the Help menu opens the guide, and it leads back', async ({ desktop }) => {
  const page = await desktop.page();
  await expectWelcome(page);
  await desktop.do('chooseInMenu', { labels: ['Help', 'Holdfast help'] });
  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toHaveText('Start');
  await page.getByRole('button', { name: 'Back to where you were' }).click();
  await expectWelcome(page);
});
