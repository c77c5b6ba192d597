import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import { deleteAll } from '../../../../electron/engine/vault/retention/place-delete.ts';
import { delegatingStore } from '../../../support/delegating-store.ts';
import { FaultyStore, taxonomyError } from '../../../support/faulty-store.ts';

const never = new AbortController().signal;
const keys = Array.from({ length: 2345 }, (_, n) => `segments/${n}`);

async function filled(): Promise<ObjectStore> {
  const store = createMemoryStore();
  for (const key of keys) await store.put(key, new Uint8Array(1), { signal: never });
  return store;
}
const left = async (store: ObjectStore): Promise<readonly string[]> => (await Array.fromAsync(store.list('', { signal: never }))).map(({ key }) => key);

describe.each(['many at once', 'one by one'] as const)('deleting %s', (how) => {
  const through = (store: ObjectStore): ObjectStore => (how === 'many at once' ? store : delegatingStore(store, {}));

  it('deletes all, and asks before each request whether it may', async () => {
    const store = await filled();
    let asked = 0;
    const told: number[] = [];
    const spared = new Set([keys[7] ?? '']);
    const done = await deleteAll(through(store), keys, { signal: never, before: async (batch) => ((asked += batch.length), spared), after: (count) => told.push(count) });
    expect([done.deleted.length, done.refused, asked, told.at(-1)]).toEqual([keys.length - 1, [], keys.length, keys.length]);
    expect(await left(store)).toEqual([keys[7]]);
    // By the thousand: after a few that show whether the place lets anything go.
    if (how === 'many at once') expect(told).toHaveLength(4);
  });

  it('names what the place does not let go, and does the rest', async () => {
    const store = await filled();
    const faulty = new FaultyStore(store);
    for (const nth of [8, 1500]) faulty.failAt({ kind: 'delete', nth, when: 'before' }, taxonomyError('permission-denied'));
    const done = await deleteAll(through(faulty), keys, { signal: never });
    expect(done.refused).toHaveLength(2);
    expect((await left(store)).toSorted()).toEqual([...done.refused].toSorted());
  });

  it('gives up soon on a place that lets nothing go', async () => {
    const store = await filled();
    const faulty = new FaultyStore(store);
    faulty.readOnly();
    const done = await deleteAll(through(faulty), keys, { signal: never });
    expect([done.deleted, done.refused.length]).toEqual([[], keys.length]);
    expect(faulty.countCalls({ kind: 'delete' })).toBeLessThan(20);
  });

  it('fails with what goes wrong with one of them', async () => {
    const faulty = new FaultyStore(await filled());
    faulty.failAt({ kind: 'delete', nth: 900, when: 'after' }, taxonomyError('server'));
    await expect(deleteAll(through(faulty), keys, { signal: never })).rejects.toMatchObject({ code: 'server' });
  });
});

it('takes a place that refuses the whole request for one that refuses each', async () => {
  const store = await filled();
  const refusing = delegatingStore(store, { deleteMany: () => Promise.reject(taxonomyError('permission-denied')) });
  expect((await deleteAll(refusing, keys, { signal: never })).refused).toHaveLength(keys.length);
});
