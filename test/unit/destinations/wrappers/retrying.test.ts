import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../../electron/engine/destinations/memory/memory-store.ts';
import type { RetryingOptions } from '../../../../electron/engine/destinations/wrappers/retrying.ts';
import { retrying } from '../../../../electron/engine/destinations/wrappers/retrying.ts';
import { errorCodes } from '../../../../shared/model/errors.ts';
import { collect, expectCode, never, stream, text } from '../../../conformance/object-store/fixture.ts';
import { delegatingStore } from '../../../support/delegating-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FaultyStore, faultPoints, taxonomyError } from '../../../support/faulty-store.ts';

function setUp(options: Partial<RetryingOptions> = {}) {
  const disk = createMemoryStore();
  const faulty = new FaultyStore(disk);
  const clock = new FakeClock({ autoAdvance: true });
  const store = retrying(faulty, { clock, random: () => 0.5, ...options });
  return { disk, faulty, clock, store };
}

describe('retrying', () => {
  const transient = new Set(['rate-limited', 'network', 'server']);
  it.each(errorCodes)('tries again only what passes by itself: %s', async (code) => {
    const { faulty, store } = setUp();
    faulty.failAt({ kind: 'put', nth: 1, when: 'before' }, taxonomyError(code));
    const outcome = await store.put('a', text('1'), { signal: never }).then(
      () => 'stored',
      () => 'failed',
    );
    expect(outcome).toBe(transient.has(code) ? 'stored' : 'failed');
    expect(faulty.countCalls({ kind: 'put' })).toBe(transient.has(code) ? 2 : 1);
  });

  it('gives up after its tries with the last error', async () => {
    const { faulty, clock, store } = setUp({ tries: 4 });
    faulty.failAt({ nth: 1, when: 'before' }, taxonomyError('server'), 100);
    await expectCode(store.get('a', { signal: never }), 'server');
    expect(faulty.countCalls()).toBe(4);
    expect(clock.sleeps).toHaveLength(3);
  });

  it('waits longer each time, within its limits, by chance', async () => {
    const { faulty, clock, store } = setUp({ tries: 6, random: () => 0.999_999, backOff: { baseMs: 100, capMs: 1000 } });
    faulty.failAt({ nth: 1, when: 'before' }, taxonomyError('network'), 5);
    await store.put('a', text('1'), { signal: never });
    expect(clock.sleeps).toEqual([99, 199, 399, 799, 999]);
    const lucky = setUp({ random: () => 0 });
    lucky.faulty.failAt({ nth: 1, when: 'before' }, taxonomyError('network'), 5);
    await lucky.store.put('a', text('1'), { signal: never });
    expect(lucky.clock.sleeps).toEqual([0, 0, 0, 0, 0]);
  });

  it('waits as long as it is asked to', async () => {
    const { faulty, clock, store } = setUp({ backOff: { baseMs: 100, capMs: 1000 } });
    faulty.failAt({ nth: 1, when: 'before' }, taxonomyError('rate-limited', { retryAfterMs: 20_000 }));
    await store.put('a', text('1'), { signal: never });
    expect(clock.sleeps).toEqual([20_050]);
  });

  it('gives up at once when asked to wait for longer than it may', async () => {
    const { faulty, clock, store } = setUp();
    faulty.failAt({ nth: 1, when: 'before' }, taxonomyError('rate-limited', { retryAfterMs: 3_600_000 }));
    expect((await expectCode(store.put('a', text('1'), { signal: never }), 'rate-limited')).retryAfterMs).toBe(3_600_000);
    expect(clock.sleeps).toEqual([]);
  });

  it('tells the log what it does', async () => {
    const retries: string[] = [];
    const { faulty, store } = setUp({ onRetry: ({ call, error, waitMs }) => retries.push(`${call} ${error.code} ${waitMs}`) });
    faulty.failAt({ kind: 'stat', nth: 1, when: 'before' }, taxonomyError('server'));
    await store.stat('a', { signal: never });
    expect(retries).toEqual(['stat server 250']);
  });

  it('stops while it waits', async () => {
    const { faulty } = setUp();
    const clock = new FakeClock();
    const stop = new AbortController();
    const store = retrying(faulty, { clock, random: () => 0.5 });
    faulty.failAt({ nth: 1, when: 'before' }, taxonomyError('network'), 100);
    const storing = expectCode(store.put('a', text('1'), { signal: stop.signal }), 'cancelled');
    await clock.advance(1);
    stop.abort();
    await storing;
    expect(clock.sleeping).toBe(0);
  });

  describe('a create-only put whose answer was lost', () => {
    const bodies = [
      ['bytes', text('mine')],
      ['a stream', stream(200_000, 70_000)],
      ['nothing', text('')],
    ] as const;
    it.each(bodies)('is done when what is there is what it wanted to store: %s', async (_, body) => {
      const { faulty, store } = setUp();
      faulty.failAt({ kind: 'put', nth: 1, when: 'after' }, taxonomyError('network'));
      await store.put('snapshots/1', body, { signal: never, ifAbsent: true });
      expect(faulty.countCalls({ kind: 'put' })).toBe(2);
    });

    it.each([
      ['another content of the same size', 'them'],
      ['another size', 'theirs'],
    ])('is a conflict when it is %s', async (_, theirs) => {
      const { disk, faulty, store } = setUp();
      await disk.put('snapshots/1', text(theirs), { signal: never });
      faulty.failAt({ kind: 'put', nth: 1, when: 'before' }, taxonomyError('network'));
      await expectCode(store.put('snapshots/1', text('mine'), { signal: never, ifAbsent: true }), 'conflict');
      expect(Buffer.from(await disk.get('snapshots/1', { signal: never })).toString()).toBe(theirs);
    });

    it('is a conflict on the first try, even with the same content', async () => {
      const { disk, store } = setUp();
      await disk.put('snapshots/1', text('same'), { signal: never });
      await expectCode(store.put('snapshots/1', text('same'), { signal: never, ifAbsent: true }), 'conflict');
    });

    it('is done also when looking what is there fails at first', async () => {
      const { faulty, store } = setUp();
      faulty.failAt({ kind: 'put', nth: 1, when: 'after' }, taxonomyError('network'));
      faulty.failAt({ kind: 'stat', nth: 1, when: 'before' }, taxonomyError('server'));
      faulty.failAt({ kind: 'get', nth: 1, when: 'after' }, taxonomyError('server'));
      await store.put('snapshots/1', text('mine'), { signal: never, ifAbsent: true });
      expect(faulty.calls.map((call) => call.kind)).toEqual(['put', 'put', 'stat', 'put', 'stat', 'get', 'put', 'stat', 'get']);
    });
  });

  it('goes on with a listing where it broke off, at any object, giving each once', async () => {
    const { disk, store, faulty } = setUp({ tries: 3 });
    const keys = Array.from({ length: 12 }, (_, index) => `a/${index + 10}`);
    for (const key of keys) await disk.put(key, text(key), { signal: never });
    const breaking = (objects: AsyncIterable<{ readonly key: string; readonly size: number }>, at: number) =>
      (async function* () {
        let given = 0;
        for await (const object of objects) {
          if (given === at) throw taxonomyError('network');
          given += 1;
          yield object;
        }
      })();
    for (let first = 0; first <= keys.length; first += 1) {
      let listings = 0;
      const broken = delegatingStore(disk, {
        // Breaks off again and again, each time a little later: more often than it has tries, but never twice in a row without progress.
        list: (prefix: string, options: { readonly signal: AbortSignal }) => breaking(disk.list(prefix, options), first + listings++ * 2),
      });
      const store2 = retrying(broken, { clock: new FakeClock({ autoAdvance: true }), random: () => 0, tries: 3 });
      expect((await collect(store2.list('a/', { signal: never }))).map((object) => object.key)).toEqual(keys);
    }
    faulty.failAt({ kind: 'list', nth: 1, when: 'after' }, taxonomyError('network'), 100);
    await expectCode(collect(store.list('a/', { signal: never })), 'network');
    expect(faulty.countCalls({ kind: 'list' })).toBe(3);
  });

  it('survives one fault at any call of a piece of work, before or after it happens', async () => {
    const work = async (store: ReturnType<typeof setUp>['store']) => {
      await store.put('a', text('1'), { signal: never, ifAbsent: true });
      await store.put('b', text('2'), { signal: never });
      await store.get('a', { signal: never });
      await store.delete('b', { signal: never });
      return collect(store.list('', { signal: never }));
    };
    const dry = setUp();
    await work(dry.store);
    const points = faultPoints(dry.faulty.calls);
    expect(points).toHaveLength(10);
    for (const point of points) {
      const { faulty, store } = setUp();
      faulty.failAt(point, taxonomyError('network'));
      expect(await work(store), JSON.stringify(point)).toEqual([{ key: 'a', size: 1 }]);
    }
  });
});
