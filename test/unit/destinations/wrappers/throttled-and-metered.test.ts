import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../../electron/engine/destinations/memory/memory-store.ts';
import { metered } from '../../../../electron/engine/destinations/wrappers/metered.ts';
import { throttled } from '../../../../electron/engine/destinations/wrappers/throttled.ts';
import { collect, expectCode, never, stream, text } from '../../../conformance/object-store/fixture.ts';
import { delegatingStore } from '../../../support/delegating-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FaultyStore, taxonomyError } from '../../../support/faulty-store.ts';

describe('throttled', () => {
  it('lets no more than so many bytes a second through, however they come', async () => {
    const clock = new FakeClock({ autoAdvance: true });
    const store = throttled(createMemoryStore(), { clock, upload: 1000 });
    for (let index = 0; index < 10; index += 1) await store.put(`a/${index}`, new Uint8Array(500), { signal: never });
    // The first ones go at once; the last bytes have nothing to wait for them.
    expect(clock.monotonic()).toBeCloseTo(4500, 0);
    await store.put('streamed', stream(5000, 100), { signal: never });
    expect(clock.monotonic()).toBeCloseTo(9900, 0);
  });

  it('counts what comes back apart from what is sent', async () => {
    const clock = new FakeClock({ autoAdvance: true });
    const store = throttled(createMemoryStore(), { clock, download: 1000 });
    await store.put('a', new Uint8Array(3000), { signal: never });
    expect(clock.monotonic()).toBe(0);
    for (let index = 0; index < 3; index += 1) await store.get('a', { signal: never, range: { start: 0, end: 2000 } });
    expect(clock.monotonic()).toBeCloseTo(4000, 0);
  });

  it('does not save up for a burst while nothing goes on', async () => {
    const clock = new FakeClock({ autoAdvance: true });
    const store = throttled(createMemoryStore(), { clock, upload: 1000 });
    await clock.advance(60_000);
    for (let index = 0; index < 3; index += 1) await store.put('a', new Uint8Array(1000), { signal: never });
    expect(clock.monotonic()).toBeCloseTo(62_000, 0);
  });

  it('gives back what a cancelled put had taken', async () => {
    const clock = new FakeClock();
    const store = throttled(createMemoryStore(), { clock, upload: 1000 });
    await store.put('a', new Uint8Array(1000), { signal: never });
    const stop = new AbortController();
    const cancelled = expectCode(store.put('b', new Uint8Array(1_000_000), { signal: stop.signal }), 'cancelled');
    await clock.advance(1);
    stop.abort();
    await cancelled;
    const next = store.put('c', new Uint8Array(10), { signal: never });
    await clock.advance(1000);
    await next;
    expect(await store.stat('c', { signal: never })).toBeDefined();
  });

  it('makes no more calls side by side than it may, in the order they came', async () => {
    let running = 0;
    let most = 0;
    const order: string[] = [];
    const disk = createMemoryStore();
    const slow = delegatingStore(disk, {
      async stat(key: string) {
        running += 1;
        most = Math.max(most, running);
        order.push(key);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return undefined;
      },
    });
    const store = throttled(slow, { clock: new FakeClock(), concurrency: 2 });
    expect(store.capabilities.maxConcurrency).toBe(2);
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(keys.map((key) => store.stat(key, { signal: never })));
    expect(most).toBe(2);
    expect(order).toEqual(keys);
  });

  it('lets a call that waits for its turn be cancelled, and the others go on', async () => {
    const faulty = new FaultyStore(createMemoryStore());
    const store = throttled(faulty, { clock: new FakeClock(), concurrency: 1 });
    const stop = new AbortController();
    const calls = [store.put('a', text('1'), { signal: never }), expectCode(store.put('b', text('1'), { signal: stop.signal }), 'cancelled'), store.put('c', text('1'), { signal: never })];
    stop.abort();
    await Promise.all(calls);
    expect((await collect(faulty.list('', { signal: never }))).map((object) => object.key)).toEqual(['a', 'c']);
  });
});

describe('metered', () => {
  it('counts calls, failures and bytes', async () => {
    const faulty = new FaultyStore(createMemoryStore());
    const meter = metered(faulty);
    const { store } = meter;
    expect(meter.read()).toEqual({ calls: { put: 0, get: 0, stat: 0, list: 0, delete: 0 }, failed: 0, bytesUp: 0, bytesDown: 0 });
    await store.put('a', new Uint8Array(100), { signal: never });
    await store.put('b', stream(5000, 999), { signal: never });
    const before = meter.read();
    await store.get('b', { signal: never, range: { start: 10, end: 40 } });
    await store.stat('nothing', { signal: never });
    await collect(store.list('', { signal: never }));
    await store.delete('a', { signal: never });
    await expectCode(store.get('a', { signal: never }), 'not-found');
    faulty.failAt({ kind: 'list', nth: 1, when: 'after' }, taxonomyError('server'));
    await expectCode(collect(store.list('', { signal: never })), 'server');
    expect(before).toEqual({ calls: { put: 2, get: 0, stat: 0, list: 0, delete: 0 }, failed: 0, bytesUp: 5100, bytesDown: 0 });
    expect(meter.read()).toEqual({ calls: { put: 2, get: 2, stat: 1, list: 2, delete: 1 }, failed: 2, bytesUp: 5100, bytesDown: 30 });
  });
});
