import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Desk, makeDesk } from '../../support/run-cli.ts';

/** `golden` as processes of their own, on a folder of CSV. */
let desk: Desk;

beforeAll(async () => {
  desk = await makeDesk();
  await mkdir(desk.at('csv'));
  await writeFile(desk.at('csv', 'customers.csv'), ['id,email', ...Array.from({ length: 30 }, (_, n) => `${n + 1},c${n + 1}@example.com`), ''].join('\n'));
  await desk.json(['destination', 'add', 'Disk', '--kind', 'local', '--path', desk.at('place')]);
  await desk.json(['app', 'add', 'Books', '--platform', 'csv-folder', '--path', desk.at('csv')]);
  await desk.json(['backup', 'Books']);
});
afterAll(() => desk.remove());

it('suggests, keeps, asks the newest backup, and forgets', async () => {
  expect(await desk.json(['golden', 'Books', '--suggest'])).toMatchObject({ code: 0, value: { suggested: [{ rule: { kind: 'count', table: 'customers', least: 27 } }, { rule: { kind: 'filled', field: 'email' } }] } });
  expect(await desk.json(['golden', 'Books', '--add', 'customers.email = c7@example.com', '--name', 'Our first customer'])).toMatchObject({ code: 0, value: { revision: 1, later: [], checks: [{ name: 'Our first customer' }] } });
  expect(await desk.json(['golden', 'Books', '--add', 'customers >= 1000'])).toMatchObject({ code: 0, value: { revision: 2 } });
  const tried = await desk.run(['golden', 'Books', '--try']);
  expect(tried.code).toBe(4);
  for (const says of ['✓ Our first customer', '✗ customers >= 1000', 'there should be at least 1,000', '1 of 2 checks passed']) expect(tried.stdout).toContain(says);
  const { value } = await desk.json(['golden', 'Books']);
  const [, many] = (value as { readonly checks: readonly { readonly id: string }[] }).checks;
  expect(await desk.json(['golden', 'Books', '--remove', many?.id ?? ''])).toMatchObject({ code: 0, value: { revision: 3 } });
  expect(await desk.json(['golden', 'Books', '--try'])).toMatchObject({ code: 0 });
  expect(await desk.json(['golden', 'Books', '--remove', 'nobody'])).toMatchObject({ code: 1, value: { error: { code: 'not-found' } } });
  expect(await desk.json(['golden', 'Books', '--add', 'DROP TABLE customers'])).toMatchObject({ code: 2, value: { error: { code: 'invalid-input' } } });
});
