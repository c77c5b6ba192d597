import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { collect, expectCode, never, text } from '../../conformance/object-store/fixture.ts';
import { FaultyStore, faultPoints, taxonomyError, taxonomyErrors } from '../../support/faulty-store.ts';

const settled = async (work: Promise<unknown>) => {
  let state = 'pending';
  work.then(
    () => (state = 'fulfilled'),
    () => (state = 'rejected'),
  );
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return state;
};

describe('the fault-injecting store', () => {
  it('fails the call it is told to, before it happens or after', async () => {
    const disk = createMemoryStore();
    const store = new FaultyStore(disk);
    store.failAt({ kind: 'put', nth: 2, when: 'before' }, taxonomyError('network'));
    store.failAt({ kind: 'put', nth: 3, when: 'after' }, taxonomyError('server'));
    await store.put('a', text('1'), { signal: never });
    await store.stat('a', { signal: never });
    await expectCode(store.put('b', text('1'), { signal: never }), 'network');
    await expectCode(store.put('c', text('1'), { signal: never }), 'server');
    await store.put('d', text('1'), { signal: never });
    expect((await collect(disk.list('', { signal: never }))).map((object) => object.key)).toEqual(['a', 'c', 'd']);
    expect(store.calls.map(({ kind, key, outcome }) => `${kind} ${key} ${outcome}`)).toEqual(['put a done', 'stat a done', 'put b failed', 'put c failed', 'put d done']);
    expect(store.countCalls({ kind: 'put' })).toBe(4);
  });

  it('fails calls by key, several times in a row, with any error there is', async () => {
    for (const error of taxonomyErrors) {
      const store = new FaultyStore(createMemoryStore());
      store.failAt({ kind: 'get', key: /^segments\//, nth: 1, when: 'before' }, error, 2);
      await expectCode(store.get('other', { signal: never }), 'not-found');
      await expectCode(store.get('segments/1', { signal: never }), error.code);
      await expectCode(store.get('segments/2', { signal: never }), error.code);
      await expectCode(store.get('segments/3', { signal: never }), 'not-found');
    }
  });

  it('names every point of a dry run once', async () => {
    const store = new FaultyStore(createMemoryStore());
    await store.put('a', text('1'), { signal: never });
    await collect(store.list('', { signal: never }));
    await expectCode(store.get('b', { signal: never }), 'not-found');
    expect(faultPoints(store.calls)).toEqual([
      { nth: 1, when: 'before' },
      { nth: 1, when: 'after' },
      { nth: 2, when: 'before' },
      { nth: 2, when: 'after' },
      { nth: 3, when: 'before' },
    ]);
    expect(faultPoints(store.calls, { kind: 'list' })).toEqual([
      { kind: 'list', nth: 1, when: 'before' },
      { kind: 'list', nth: 1, when: 'after' },
    ]);
  });

  it.each(['before', 'after'] as const)('stops the world %s a call: neither that call nor a later one ever settles', async (when) => {
    const disk = createMemoryStore();
    const store = new FaultyStore(disk);
    let told = 0;
    const stopped = store.stopAt({ kind: 'put', nth: 2, when }, () => (told += 1));
    await store.put('a', text('1'), { signal: never });
    const hanging = store.put('b', text('1'), { signal: never });
    expect(await settled(hanging)).toBe('pending');
    expect(await stopped).toMatchObject({ kind: 'put', key: 'b', outcome: 'stopped' });
    expect(told).toBe(1);
    expect(await settled(store.stat('a', { signal: never }))).toBe('pending');
    expect(await settled(collect(store.list('', { signal: never })))).toBe('pending');
    expect((await disk.stat('b', { signal: never })) !== undefined).toBe(when === 'after');
  });

  it('can be full, read-only and gone, and heals', async () => {
    const store = new FaultyStore(createMemoryStore());
    store.fullAfter(10);
    await store.put('a', text('12345678'), { signal: never });
    await expectCode(store.put('b', text('123'), { signal: never }), 'quota-exceeded');
    expect(await store.capabilities.freeSpace?.({ signal: never })).toBe(2);
    await store.put('a', text('1'), { signal: never });
    await store.put('b', text('123'), { signal: never });
    store.readOnly();
    await expectCode(store.put('b', text('1'), { signal: never }), 'permission-denied');
    await expectCode(store.delete('b', { signal: never }), 'permission-denied');
    expect((await store.get('b', { signal: never })).byteLength).toBe(3);
    store.gone();
    await expectCode(store.get('b', { signal: never }), 'not-found');
    await expectCode(store.stat('b', { signal: never }), 'not-found');
    await expectCode(collect(store.list('', { signal: never })), 'not-found');
    store.heal();
    await store.put('c', new Uint8Array(100), { signal: never });
    expect((await collect(store.list('', { signal: never }))).map((object) => object.key)).toEqual(['a', 'b', 'c']);
  });

  it('damages what is stored without calling it a call', async () => {
    const store = new FaultyStore(createMemoryStore());
    for (const key of ['lost', 'cut', 'flipped']) await store.put(key, text('0123456789'), { signal: never });
    const calls = store.countCalls();
    await store.lose('lost');
    await store.truncate('cut', 4);
    await store.flip('flipped', -1);
    await expect(store.flip('flipped', 10)).rejects.toThrow(RangeError);
    expect(store.countCalls()).toBe(calls);
    expect(await store.stat('lost', { signal: never })).toBeUndefined();
    expect(Buffer.from(await store.get('cut', { signal: never })).toString()).toBe('0123');
    expect(Buffer.from(await store.get('flipped', { signal: never })).toString()).toBe('0123456788');
  });
});
