import { describe, expect, it } from 'vitest';
import { expectCode, never } from '../../conformance/object-store/fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const later = (clock: FakeClock, ms: number) => new Date(clock.now().getTime() + ms);

describe('the fake clock', () => {
  it('wakes sleepers in the order of their times, each at its own', async () => {
    const clock = new FakeClock({ start: '2026-01-01T00:00:00Z' });
    const woken: string[] = [];
    for (const seconds of [30, 10, 20, 60]) {
      void clock.sleepUntil(later(clock, seconds * 1000), never).then(() => woken.push(clock.now().toISOString().slice(17, 19)));
    }
    await clock.advance(45_000);
    expect(woken).toEqual(['10', '20', '30']);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:45.000Z');
    expect(clock.monotonic()).toBe(45_000);
    expect(clock.sleeping).toBe(1);
  });

  it('lets what was woken sleep again within the same advance', async () => {
    const clock = new FakeClock();
    let ticks = 0;
    const tick = async (): Promise<void> => {
      for (;;) {
        await clock.sleepUntil(later(clock, 1000), never);
        ticks += 1;
      }
    };
    void tick();
    await clock.advance(10_500);
    expect(ticks).toBe(10);
  });

  it('jumps without time passing, forwards and back', async () => {
    const clock = new FakeClock({ start: '2026-03-29T00:00:00Z' });
    const sleeping = clock.sleepUntil(new Date('2026-03-29T06:00:00Z'), never);
    await clock.setWallClock('2026-03-28T00:00:00Z');
    expect(clock.sleeping).toBe(1);
    await clock.setWallClock('2026-03-29T07:00:00Z');
    await sleeping;
    expect(clock.monotonic()).toBe(0);
  });

  it('cancels a sleep', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const sleeping = expectCode(clock.sleepUntil(later(clock, 1000), stop.signal), 'cancelled');
    stop.abort();
    await sleeping;
    expect(clock.sleeping).toBe(0);
    await expectCode(clock.sleepUntil(later(clock, 1000), stop.signal), 'cancelled');
  });

  it('needs nobody to move it when told so', async () => {
    const clock = new FakeClock({ autoAdvance: true });
    await clock.sleepUntil(later(clock, 3_600_000), never);
    expect(clock.monotonic()).toBe(3_600_000);
    expect(clock.sleeps).toEqual([3_600_000]);
  });
});
