import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { testPlace, testReading } from '../../../electron/engine/destinations/test-place.ts';
import { readOnly } from '../../../electron/engine/destinations/wrappers/read-only.ts';
import type { ObjectStore, PutOptions } from '../../../electron/engine/ports/object-store.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { collect, expectCode, never, text } from '../../conformance/object-store/fixture.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { FaultyStore, faultPoints, taxonomyError, taxonomyErrors } from '../../support/faulty-store.ts';

/** A memory store with some calls replaced. */
function like(changes: (disk: ObjectStore) => Partial<ObjectStore>): ObjectStore & { readonly disk: ObjectStore } {
  const disk = createMemoryStore();
  return { ...delegatingStore(disk, changes(disk)), disk };
}

const names = ['write', 'read back', 'list', 'create only', 'delete'];

describe('“Test this place”', () => {
  it('is content with a good place, and leaves it as it was', async () => {
    const store = createMemoryStore();
    await store.put('vault.json', text('{}'), { signal: never });
    const { report, problem } = await testPlace(store, { signal: never });
    expect(problem).toBeUndefined();
    expect(report.ok).toBe(true);
    expect(report.checks.map((check) => check.name)).toEqual(names);
    expect(report.checks.every((check) => check.ok && check.detail !== '')).toBe(true);
    expect(report.freeSpace).toBeNull();
    expect(await collect(store.list('', { signal: never }))).toEqual([{ key: 'vault.json', size: 2 }]);
  });

  it('tells the free space where the place can', async () => {
    const store = new FaultyStore(createMemoryStore());
    store.fullAfter(1_000_000);
    expect((await testPlace(store, { signal: never })).report.freeSpace).toBe(1_000_000);
  });

  it('can run twice at a time', async () => {
    const store = createMemoryStore();
    const results = await Promise.all([testPlace(store, { signal: never }), testPlace(store, { signal: never })]);
    expect(results.map(({ report }) => report.ok)).toEqual([true, true]);
  });

  it.each([
    ['full', (store: FaultyStore) => store.fullAfter(10), 'quota-exceeded'],
    ['read-only', (store: FaultyStore) => store.readOnly(), 'permission-denied'],
    ['gone', (store: FaultyStore) => store.gone(), 'not-found'],
  ] as const)('says what is the matter with a place that is %s', async (_, breakIt, code) => {
    const store = new FaultyStore(createMemoryStore());
    breakIt(store);
    const { report, problem } = await testPlace(store, { signal: never });
    expect(problem?.code).toBe(code);
    expect(report.ok).toBe(false);
    expect(report.checks).toEqual([{ name: 'write', ok: false, detail: `${problem?.message} ${problem?.nextStep}` }]);
  });

  it('finds a fault at any call, names the step, and leaves nothing behind', async () => {
    const dry = new FaultyStore(createMemoryStore());
    await testPlace(dry, { signal: never });
    const seen = new Set<string | undefined>();
    for (const point of faultPoints(dry.calls)) {
      const disk = createMemoryStore();
      const store = new FaultyStore(disk);
      store.failAt(point, taxonomyError('server'));
      const { report, problem } = await testPlace(store, { signal: never });
      expect(problem?.code, JSON.stringify(point)).toBe('server');
      expect(report.ok).toBe(false);
      expect(report.checks.slice(0, -1).every((check) => check.ok)).toBe(true);
      seen.add(report.checks.at(-1)?.name);
      expect(await collect(disk.list('', { signal: never })), JSON.stringify(point)).toEqual([]);
    }
    expect([...seen]).toEqual(names);
  });

  it.each(taxonomyErrors.filter((error) => error.code !== 'cancelled').map((error) => [error.code, error] as const))('gives an error of any kind as a result: %s', async (code, error) => {
    const store = new FaultyStore(createMemoryStore());
    store.failAt({ kind: 'get', nth: 1, when: 'before' }, error);
    expect((await testPlace(store, { signal: never })).problem?.code).toBe(code);
  });

  it.each([
    ['gives back other bytes', 'read back', like((disk) => ({ get: async (key, options) => (await disk.get(key, options)).map((byte) => byte ^ 1) }))],
    ['gives back less', 'read back', like((disk) => ({ get: async (key, options) => (await disk.get(key, options)).slice(1) }))],
    ['tells a wrong size', 'read back', like(() => ({ stat: async (key) => ({ key, size: 1 }) }))],
    ['ignores ranges', 'read back', like((disk) => ({ get: (key, { signal }) => disk.get(key, { signal }) }))],
    ['lists nothing', 'list', like(() => ({ list: async function* () {} }))],
    ['lists in another order', 'list', like((disk) => ({ list: (prefix, options) => reversed(disk.list(prefix, options)) }))],
    ['overwrites what it must not', 'create only', like((disk) => ({ put: (key, body, { signal }: PutOptions) => disk.put(key, body, { signal }) }))],
    [
      'refuses to overwrite but does it',
      'create only',
      like((disk) => ({
        async put(key, body, { signal, ifAbsent }: PutOptions) {
          await disk.put(key, body, { signal });
          if (ifAbsent === true) throw taxonomyError('conflict');
        },
      })),
    ],
    ['keeps what is deleted', 'delete', like(() => ({ delete: async () => undefined }))],
  ] as const)('finds out a place that %s', async (_, step, store) => {
    const { report, problem } = await testPlace(store, { signal: never });
    expect(problem?.code).toBe('corrupt');
    expect(report.checks.at(-1)).toMatchObject({ name: step, ok: false });
  });

  it('does not ask a place to refuse overwriting that says it cannot', async () => {
    const store = like((disk) => ({ capabilities: { ...disk.capabilities, createOnly: false }, put: (key, body, { signal }: PutOptions) => disk.put(key, body, { signal }) }));
    expect((await testPlace(store, { signal: never })).report.ok).toBe(true);
  });

  it('is content with a place where this computer may add but not delete, and says so', async () => {
    const store = like(() => ({ delete: () => Promise.reject(new HoldfastError('permission-denied', 'Not here.', { details: { reason: 'may-not-delete' } })) }));
    const { report, problem } = await testPlace(store, { signal: never });
    expect(problem).toBeUndefined();
    expect(report.checks.at(-1)).toMatchObject({ name: 'delete', ok: true, detail: expect.stringContaining('not delete') });
  });

  it('can be cancelled, and cleans up all the same', async () => {
    const stop = new AbortController();
    const store = like((disk) => ({
      async get(key, options) {
        stop.abort();
        return disk.get(key, options);
      },
    }));
    await expectCode(testPlace(store, { signal: stop.signal }), 'cancelled');
    expect(await collect(store.disk.list('', { signal: never }))).toEqual([]);
  });
});

async function* reversed<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  yield* (await collect(items)).toReversed();
}

describe('the test of a place that is only read', () => {
  it('reads what is there, with a store that refuses every change', async () => {
    const store = createMemoryStore();
    for (const key of ['vault.json', 'snapshots/one.age']) await store.put(key, text('x'), { signal: never });
    const { report, problem } = await testReading(readOnly(store), { signal: never });
    expect(problem).toBeUndefined();
    expect(report).toMatchObject({ ok: true, checks: [{ name: 'list', ok: true }, { name: 'read', ok: true }] });
  });

  it('says so when no backup is there any more, or one cannot be read', async () => {
    const empty = await testReading(createMemoryStore(), { signal: never });
    expect(empty.report).toMatchObject({ ok: false, checks: [{ name: 'list', ok: false, detail: expect.stringContaining('no backup') }] });
    const store = createMemoryStore();
    for (const key of ['vault.json', 'snapshots/one.age']) await store.put(key, text('x'), { signal: never });
    const locked = delegatingStore(store, { get: () => Promise.reject(new HoldfastError('permission-denied', 'You may not read.')) });
    expect((await testReading(locked, { signal: never })).report).toMatchObject({ ok: false, checks: [{ ok: true }, { name: 'read', ok: false }] });
  });
});
