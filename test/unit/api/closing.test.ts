import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTestComputer, type TestComputer } from '../../support/test-service.ts';

let computer: TestComputer;
/** What the keychain was told, and whether that is done. */
let sets: { readonly name: string; done: boolean }[];
let settle: () => void;

beforeEach(async () => {
  computer = await makeTestComputer();
  const first = await computer.start();
  await first.client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a1', token: 't' } });
  await first.service.close();
  // As of an older Holdfast: its keychain was never tried.
  const file = path.join(computer.home, 'config.json');
  await writeFile(file, JSON.stringify({ ...(JSON.parse(await readFile(file, 'utf8')) as object), canary: null }));
  sets = [];
  const keychain = computer.deps.keychain;
  const slow = new Promise<void>((resolve) => (settle = resolve));
  Object.assign(computer.deps, {
    keychain: {
      protection: keychain.protection,
      get: (name: string) => keychain.get(name),
      delete: (name: string) => keychain.delete(name),
      async set(name: string, secret: string) {
        const set = { name, done: false };
        sets.push(set);
        await slow;
        await keychain.set(name, secret);
        set.done = true;
      },
    },
  });
});
afterEach(() => computer.remove());

it('what is being written into the keychain when a service is closed is waited for, and nothing is written afterwards', async () => {
  const { service } = await computer.start();
  for (let turn = 0; turn < 1000 && sets.length === 0; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(sets.map(({ name }) => name)).toEqual([expect.stringMatching(/^canary\//)]);
  // Closing anything else takes less.
  setTimeout(settle, 400);
  await service.close();
  expect(sets).toMatchObject([{ done: true }]);
  const file = path.join(computer.home, 'config.json');
  const before = await readFile(file, 'utf8');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(await readFile(file, 'utf8')).toBe(before);
});
