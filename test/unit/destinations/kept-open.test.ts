import { describe, expect, it } from 'vitest';
import { KeptOpen } from '../../../electron/engine/destinations/kept-open.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('places that are kept open', () => {
  it('are opened once for all who come, and anew after a while, with another key, or when it failed', async () => {
    const clock = new FakeClock();
    const kept = new KeptOpen(clock);
    let opened = 0;
    const open = async () => {
      opened += 1;
      if (opened === 3) throw new Error('not now');
      return createMemoryStore();
    };
    const [first, second] = await Promise.all([kept.get('a', open), kept.get('a', open)]);
    expect([first === second, opened]).toEqual([true, 1]);
    await kept.get('b', open);
    expect(opened).toBe(2);
    await clock.advance(11 * 60_000);
    await expect(kept.get('a', open)).rejects.toThrow('not now');
    await kept.get('a', open);
    expect(opened).toBe(4);
  });
});
