import { describe, expect, it } from 'vitest';
import { createSystemClock, systemClock, systemRandom } from '../../../electron/engine/system/system-clock.ts';
import { expectCode, never } from '../../conformance/object-store/fixture.ts';

describe('the system’s clock', () => {
  it('tells the time, and a time that never goes back', () => {
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000);
    const first = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  it('sleeps until a moment, and not at all when that has passed', async () => {
    const at = new Date(Date.now() + 30);
    await systemClock.sleepUntil(at, never);
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
    await systemClock.sleepUntil(new Date(0), never);
  });

  it('can be woken by a cancel, and refuses a fired signal', async () => {
    const stop = new AbortController();
    const sleeping = expectCode(systemClock.sleepUntil(new Date(Date.now() + 3_600_000), stop.signal), 'cancelled');
    stop.abort();
    await sleeping;
    await expectCode(systemClock.sleepUntil(new Date(0), stop.signal), 'cancelled');
  });

  it('gives numbers from 0 up to 1', () => {
    const numbers = Array.from({ length: 100 }, systemRandom);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBeGreaterThan(90);
  });
});

describe('a long sleep', () => {
  const start = Date.parse('2026-01-14T02:00:00Z');
  /** A clock whose time moves as `onWait` says. */
  function watched(onWait: (ms: number, time: { now: number }) => void) {
    const time = { now: start };
    const waits: number[] = [];
    const clock = createSystemClock({
      now: () => time.now,
      async wait(ms) {
        waits.push(ms);
        onWait(ms, time);
      },
    });
    return { clock, waits };
  }

  it('looks at the wall clock at least every 15 seconds', async () => {
    const { clock, waits } = watched((ms, time) => (time.now += ms));
    await clock.sleepUntil(new Date(start + 70_000), never);
    expect(waits).toEqual([15_000, 15_000, 15_000, 15_000, 10_000]);
  });

  it('goes on when a timer fires too early', async () => {
    const { clock, waits } = watched((ms, time) => (time.now += Math.max(1, ms - 3)));
    await clock.sleepUntil(new Date(start + 1000), never);
    expect(waits).toEqual([1000, 3, 2, 1]);
  });

  it('ends at once when the computer slept through the moment', async () => {
    const { clock, waits } = watched((_ms, time) => (time.now += 7 * 3_600_000));
    await clock.sleepUntil(new Date(start + 6 * 3_600_000), never);
    expect(waits).toEqual([15_000]);
  });

  it('lasts longer when the clock is set back', async () => {
    const { clock, waits } = watched((ms, time) => (time.now += waits.length === 1 ? -60_000 : ms));
    await clock.sleepUntil(new Date(start + 20_000), never);
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(15_000 + 80_000);
  });
});
