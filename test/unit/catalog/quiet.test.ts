import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Copies, DamagedCopy } from '../../../electron/engine/catalog/thread/copies.ts';
import { copiesInPlace } from '../../support/copy-in-place.ts';
import { dataClient, type DataClient } from '../../support/data-client.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeTestEngine, type TestEngine } from '../../support/test-engine.ts';

const call = { signal: new AbortController().signal };

let test: TestEngine;
let client: DataClient | undefined;
beforeEach(async () => {
  test = await makeTestEngine();
  await test.engine.destinations.add({ name: 'Backups', kind: 'local', path: '/Backups' }, call);
  test.source.setEntity('Order', { records: [{ id: 'o1', created_date: '2026-01-01', total: 1 }] });
  await test.engine.apps.add({ name: 'Shop', connection: { platform: 'csv-folder', path: '/exports' } }, call);
  await test.engine.backup('Shop', call);
});
afterEach(async () => {
  await client?.catalog.close();
  await test.remove();
});

/**
 * What a page does that shows the newest backup: it asks, and asks again whenever it hears that something changed. Made slow here, so that everything that
 * an answer sets going has come to its end before the next question, all within a moment of the clock. Answers how often it heard of a change after each question.
 */
async function heardAfterEachQuestion(copies: () => Copies): Promise<number[]> {
  const { calls, catalog, changed } = (client = dataClient(test, { threads: 0, copies, clock: new FakeClock() }));
  const heard: number[] = [];
  for (let question = 0; question < 5; question += 1) {
    const before = changed.length;
    expect((await calls.tables({ app: 'Shop', backup: 'latest' })).tables).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // Joins what is going on, and looks once more by itself: told once.
    await catalog.refresh('Shop');
    heard.push(changed.length - before);
  }
  return heard;
}

it('a page that shows a backup is told nothing more once the copy is made', async () => {
  const [first, ...later] = await heardAfterEachQuestion(copiesInPlace);
  expect(first).toBeGreaterThan(0);
  expect(later).toEqual([1, 1, 1, 1]);
});

it('a copy that is damaged as soon as it is made is made anew once, not as often as it is asked', async () => {
  let removed = 0;
  await heardAfterEachQuestion(() => {
    const copies = copiesInPlace();
    return {
      ...copies,
      ask(kind, ...rest) {
        if (kind === 'remove') removed += 1;
        return kind === 'show' ? Promise.reject(new DamagedCopy()) : copies.ask(kind, ...rest);
      },
    };
  });
  expect(removed).toBe(1);
});
