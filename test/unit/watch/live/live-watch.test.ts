import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HoldfastError } from '../../../../shared/model/errors.ts';
import type { ListenOptions, Source } from '../../../../electron/engine/ports/source.ts';
import type { AlarmCause } from '../../../../electron/engine/watch/alarms/alarm.ts';
import { type LiveWatchDeps, watchLive } from '../../../../electron/engine/watch/live/live-watch.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { createMemorySource, type MemorySource } from '../../../support/memory-source.ts';

let source: MemorySource;
let stop: AbortController;
let seen: { readonly healthy: string; readonly causes: readonly AlarmCause[] }[];
/** Naps that wait to be ended. */
let naps: { readonly ms: number; readonly end: () => void }[];
let resting: boolean;
let running: Promise<void>;

const record = (n: number): Record<string, string> => ({ id: `o${String(n).padStart(4, '0')}`, created_date: '2026-01-01T00:00:00Z', updated_date: '2026-01-01T00:00:00Z' });
const orders = (count: number): void => source.setEntity('Order', { records: Array.from({ length: count }, (_, n) => record(n)) });
const counts = (): number => source.calls.filter(({ call }) => call === 'count').length;

function begin(more: Partial<Source> = {}): void {
  Object.assign(source, more);
  const deps: LiveWatchDeps = {
    app: async (_baseline, signal) => ({ source, tables: new Map((await source.describe({ signal })).entities.map((entity) => [entity.name, entity])) }),
    baseline: async () => ({ snapshot: 'b1', tables: new Map([['Order', 100]]), thresholds: new Map() }),
    rests: async () => resting,
    onLoss: async (healthy, causes) => void seen.push({ healthy, causes }),
    clock: new FakeClock({ autoAdvance: true }),
    nap: (ms, signal) =>
      new Promise((resolve) => {
        naps.push({ ms, end: resolve });
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    random: () => 0.5,
    log: () => undefined,
  };
  running = watchLive(deps, stop.signal);
}

/** Ends the nap that goes on, and waits for the next one. */
async function round(): Promise<number> {
  const before = naps.length;
  naps.at(-1)?.end();
  await vi.waitFor(() => expect(naps.length).toBeGreaterThan(before));
  return naps.at(-1)?.ms ?? 0;
}

beforeEach(() => {
  source = createMemorySource();
  orders(100);
  stop = new AbortController();
  seen = [];
  naps = [];
  resting = false;
});
afterEach(async () => {
  stop.abort();
  await running;
});

describe('between backups', () => {
  it('a table that lost more than it may is told of, after it was counted twice', async () => {
    begin();
    await round();
    expect([counts(), seen]).toEqual([1, []]);
    orders(60);
    await round();
    expect(seen).toEqual([{ healthy: 'b1', causes: [{ kind: 'records-lost', table: 'Order', records: 40, of: 100 }] }]);
    expect(counts()).toBe(3);
    expect(naps.at(-1)?.ms).toBe(60_000);
  });

  it('nothing is asked while it rests', async () => {
    resting = true;
    begin();
    await round();
    await round();
    expect(source.calls).toEqual([]);
  });

  it('a platform that does not answer is asked less and less, and a count that it does not tell is no loss', async () => {
    begin();
    source.inject({ on: 'count', error: new HoldfastError('network', 'Away.') });
    expect([await round(), await round(), await round(), await round(), await round()]).toEqual([120_000, 240_000, 480_000, 600_000, 600_000]);
    source.clearFaults();
    source.setEntity('Order', { records: [], count: null });
    expect(await round()).toBe(60_000);
    expect(seen).toEqual([]);
  });

  it('deletions that the platform tells of are looked after at once; single ones are not', async () => {
    let heard: ListenOptions | undefined;
    begin({
      listen: async (_tables, options) => {
        heard = options;
        options.onBegin();
        await new Promise<void>((resolve) => {
          options.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      },
    });
    await round();
    await vi.waitFor(() => expect(heard).toBeDefined());
    const before = naps.length;
    orders(50);
    for (let n = 0; n < 4; n += 1) heard?.onDeleted('Order');
    expect(naps.length).toBe(before);
    heard?.onDeleted('Order');
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    // A table of which no backup knows is nothing to compare with.
    for (let n = 0; n < 50; n += 1) heard?.onDeleted('Nothing');
    await vi.waitFor(() => expect(naps.length).toBeGreaterThan(before + 1));
    expect(seen).toHaveLength(1);
  });

  it('a table that records keep going from is not counted without a break, and one that cannot be counted not sooner because of it', async () => {
    let heard: ListenOptions | undefined;
    begin({
      listen: async (_tables, options) => {
        heard = options;
        options.onBegin();
        await new Promise<void>((resolve) => {
          options.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      },
    });
    const storm = (): void => {
      for (let n = 0; n < 100; n += 1) heard?.onDeleted('Order');
    };
    await round();
    await vi.waitFor(() => expect(heard).toBeDefined(), { timeout: 10_000 });
    const first = counts();
    storm();
    await vi.waitFor(() => expect(counts()).toBe(first + 1), { timeout: 10_000 });
    await vi.waitFor(() => expect(naps.at(-1)?.ms).toBe(60_000), { timeout: 10_000 });
    storm();
    await vi.waitFor(() => expect(naps.at(-1)?.ms).toBe(15_000), { timeout: 10_000 });
    expect(counts()).toBe(first + 1);
    source.inject({ on: 'count', error: new HoldfastError('rate-limited', 'Too many.') });
    expect(await round()).toBe(120_000);
    expect(counts()).toBe(first + 2);
    storm();
    await vi.waitFor(() => expect(naps.at(-1)?.ms).toBe(60_000), { timeout: 10_000 });
    expect(counts()).toBe(first + 2);
    source.clearFaults();
    orders(40);
    // What could not be counted is, as soon as it can be.
    await round();
    expect(seen).toMatchObject([{ causes: [{ table: 'Order', records: 60 }] }]);
  });

  it('a line that ends is taken up again after longer and longer waits; one that is refused is not', async () => {
    let tries = 0;
    begin({
      listen: async () => {
        tries += 1;
        throw tries < 5 ? new HoldfastError('network', 'Gone.') : new HoldfastError('permission-denied', 'No.');
      },
    });
    await round();
    await vi.waitFor(() => expect(tries).toBe(5));
    await round();
    expect(tries).toBe(5);
  });
});

describe('files', () => {
  it('are counted only when they look different, once they lie still', async () => {
    let looks = 'a';
    let moving = false;
    const counted: string[] = [];
    begin({
      glance: {
        async mark() {
          if (moving) looks += '.';
          return looks;
        },
        async count(entity) {
          counted.push(entity.name);
          return source.lines('Order').length;
        },
      },
    });
    /** Through the look and the wait until it lies still. */
    const look = async (isDifferent: boolean): Promise<void> => {
      await round();
      if (isDifferent) expect(await round()).toBe(60_000);
    };
    await look(true);
    expect(counted).toEqual(['Order']);
    await look(false);
    expect(counted).toEqual(['Order']);
    orders(60);
    moving = true;
    await look(true);
    expect([counted.length, seen]).toEqual([1, []]);
    moving = false;
    await look(true);
    expect(seen).toEqual([{ healthy: 'b1', causes: [{ kind: 'records-lost', table: 'Order', records: 40, of: 100 }] }]);
    expect(counts()).toBe(0);
  });
});
