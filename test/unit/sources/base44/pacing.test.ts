import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../electron/engine/sources/base44/config.ts';
import { createPacer } from '../../../../electron/engine/sources/base44/connection/pacing.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { never } from '../../../support/base44-source.ts';

const limits = (plan: 'free' | 'pro' | 'enterprise' | 'unmetered') => parseConfig({ url: 'https://app.base44.com', appId: 'a', plan }).limits;

/** When requests that are always wanted go out, in milliseconds since the start. */
async function goOut(plan: 'free' | 'pro' | 'enterprise', seconds: number): Promise<readonly number[]> {
  const clock = new FakeClock();
  const pacer = createPacer(clock, limits(plan));
  const times: number[] = [];
  const stop = new AbortController();
  const workers = Array.from({ length: 20 }, async () => {
    while (!stop.signal.aborted) await pacer.run(async () => void times.push(clock.monotonic()), stop.signal);
  });
  await clock.advance(seconds * 1000);
  stop.abort();
  await Promise.allSettled(workers);
  return times;
}

describe('pacing', () => {
  it.each([
    ['free', 1],
    ['pro', 3],
    ['enterprise', 10],
  ] as const)('on %s stays at %i times a request a second, with a small burst, in any minute', async (plan, multiple) => {
    const times = await goOut(plan, 180);
    for (const from of times) {
      const inMinute = times.filter((time) => time >= from && time < from + 60_000).length;
      expect(inMinute).toBeLessThanOrEqual(66 * multiple);
    }
    expect(times.length).toBeGreaterThanOrEqual(175 * multiple);
    expect(times.filter((time) => time < 100).length).toBeLessThanOrEqual(6 * multiple);
  });

  it('on a server of this computer waits for nothing', async () => {
    const clock = new FakeClock();
    const pacer = createPacer(clock, parseConfig({ url: 'http://127.0.0.1:4400', appId: 'a' }).limits);
    for (let n = 0; n < 1000; n += 1) await pacer.run(async () => undefined, never);
    expect(clock.sleeps).toEqual([]);
  });

  it.each([
    ['free', 1],
    ['unmetered', 8],
  ] as const)('on %s has at most %i under way at once', async (plan, most) => {
    const clock = new FakeClock();
    const pacer = createPacer(clock, limits(plan));
    let underWay = 0;
    let seen = 0;
    const work = Promise.all(
      Array.from({ length: 24 }, () =>
        pacer.run(async () => {
          underWay += 1;
          seen = Math.max(seen, underWay);
          await clock.sleepUntil(new Date(clock.now().getTime() + 100), never);
          underWay -= 1;
        }, never),
      ),
    );
    await clock.advance(60_000);
    await work;
    expect(seen).toBe(most);
  });

  it('holds everybody back once the platform said "too many", then goes on more slowly and recovers', async () => {
    const clock = new FakeClock();
    const pacer = createPacer(clock, limits('pro'));
    const times: number[] = [];
    const stop = new AbortController();
    pacer.tooMany(30_000);
    pacer.tooMany(10_000);
    const workers = Array.from({ length: 4 }, async () => {
      while (!stop.signal.aborted) await pacer.run(async () => void times.push(clock.monotonic()), stop.signal);
    });
    await clock.advance(200_000);
    stop.abort();
    await Promise.allSettled(workers);
    const between = (from: number, to: number): number => times.filter((time) => time >= from && time < to).length;
    expect(between(0, 30_000)).toBe(0);
    expect(between(30_000, 40_000)).toBeLessThanOrEqual(17);
    expect(between(190_000, 200_000)).toBeGreaterThanOrEqual(29);
  });

  it('lets whoever gives up go at once, and passes the place on', async () => {
    const clock = new FakeClock();
    const pacer = createPacer(clock, limits('free'));
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const first = pacer.run(() => held, never);
    const gaveUp = new AbortController();
    const second = pacer.run(async () => 'second', gaveUp.signal);
    const third = pacer.run(async () => 'third', never);
    gaveUp.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    release();
    await first;
    await clock.advance(10_000);
    expect(await third).toBe('third');
  });
});

describe('the configuration', () => {
  it('is slow for a plan that is not known, and only then', () => {
    expect(parseConfig({ url: 'https://app.base44.com', appId: 'a' }).limits).toMatchObject({ requestsPerSecond: 1, maxConcurrency: 1 });
    expect(parseConfig({ url: 'http://localhost:1', appId: 'a' }).limits).toMatchObject({ maxConcurrency: 2 });
    expect(parseConfig({ url: 'http://localhost:1', appId: 'a', plan: 'free' }).limits).toMatchObject({ requestsPerSecond: 1 });
  });

  it.each([
    ['https://app.base44.com/apps/0123/editor?x=1', 'https://app.base44.com'],
    [' https://my-shop.base44.app/api/ ', 'https://my-shop.base44.app'],
    ['http://127.0.0.1:4400', 'http://127.0.0.1:4400'],
  ])('takes %s', (url, origin) => {
    expect(parseConfig({ url, appId: 'a' }).origin).toBe(origin);
  });

  it.each([
    [{ url: 'app.base44.com', appId: 'a' }, 'url'],
    [{ url: 'ftp://x', appId: 'a' }, 'url'],
    [{ url: 'https://me:secret@app.base44.com', appId: 'a' }, 'url'],
    [{ url: 'https://app.base44.com', appId: '../x' }, 'appId'],
    [{ url: 'https://app.base44.com', appId: '' }, 'appId'],
  ])('refuses %j and says which part', (config, field) => {
    expect(() => parseConfig(config)).toThrow(expect.objectContaining({ code: 'invalid-input', details: { field } }));
    expect(() => parseConfig(config)).not.toThrow(/secret/);
  });
});
