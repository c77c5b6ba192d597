import { afterEach, beforeEach, expect, it } from 'vitest';
import { FaultyStore } from '../../support/faulty-store.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

let test: TestEngine;
beforeEach(async () => {
  test = await makeTestEngine();
});
afterEach(() => test.remove());

it('what a check of every byte finds damaged, the next backup stores anew as far as the app still has it', async () => {
  test.source.setEntity('Order', { records: [1, 2, 3].map((n) => ({ id: `o${n}`, created_date: `2026-01-0${n}`, updated_date: '2026-01-05', total: n * 10 })) });
  await test.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
  const first = await test.engine.backup('Shop', call);
  const disk = new FaultyStore(test.connector.placeAt('/Backups'));
  for (const { key } of await Array.fromAsync(disk.list('shop/segments/', call))) await disk.flip(key, -1);
  const before = await test.engine.check('Shop', { ...call, readData: true });
  expect([before.ok, before.problems.some(({ snapshots }) => snapshots.includes(first.snapshot))]).toEqual([false, true]);

  await test.clock.advance(60_000);
  const second = await test.engine.backup('Shop', call);
  expect([second.outcome, second.places.map(({ outcome }) => outcome)]).toEqual(['complete', ['verified']]);
  const after = await test.engine.check('Shop', { ...call, readData: true });
  expect(after.problems.filter(({ snapshots }) => snapshots.includes(second.snapshot))).toEqual([]);
});
