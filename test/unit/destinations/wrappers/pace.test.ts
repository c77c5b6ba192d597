import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../../electron/engine/destinations/memory/memory-store.ts';
import { Pace } from '../../../../electron/engine/destinations/wrappers/pace.ts';
import { throttled } from '../../../../electron/engine/destinations/wrappers/throttled.ts';
import { expectCode, never } from '../../../conformance/object-store/fixture.ts';
import { delegatingStore } from '../../../support/delegating-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const windowMs = 5000;

/** Puts to several places, each in a queue of its own, and when each began to be sent. */
async function sendTo(clock: FakeClock, pace: Pace, places: readonly (readonly number[])[]): Promise<readonly { readonly at: number; readonly bytes: number }[]> {
  const sent: { at: number; bytes: number }[] = [];
  const inner = delegatingStore(createMemoryStore(), {
    put: async (_key, body) => void sent.push({ at: clock.monotonic(), bytes: body instanceof Uint8Array ? body.byteLength : body.size }),
  });
  const all = Promise.all(
    places.map(async (parts) => {
      const place = throttled(inner, { clock, upload: pace });
      await Promise.all(parts.map((bytes, index) => place.put(`a/${index}`, new Uint8Array(bytes), { signal: never })));
    }),
  );
  await clock.advance(200_000);
  await all;
  return sent;
}

describe('one limit of sending for several places', () => {
  it('is kept over all of them together: in any five seconds no more goes than fits and one part', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 5000 }), fc.array(fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 6 }), { minLength: 1, maxLength: 3 }), async (limit, places) => {
        const clock = new FakeClock();
        const sent = await sendTo(clock, new Pace(clock, limit), places);
        expect(sent).toHaveLength(places.flat().length);
        const largest = Math.max(0, ...places.flat());
        for (const { at: start } of sent) {
          const within = sent.filter(({ at }) => at >= start && at < start + windowMs).reduce((sum, { bytes }) => sum + bytes, 0);
          // A sleep lasts whole milliseconds.
          expect(within).toBeLessThanOrEqual((limit * (windowMs + 2)) / 1000 + largest);
        }
      }),
      { numRuns: 25 },
    ));

  it('is used: what there is to send goes in the time it takes, not in longer', async () => {
    const clock = new FakeClock();
    const sent = await sendTo(clock, new Pace(clock, 1000), [[2000, 2000], [2000, 2000, 2000]]);
    expect(Math.max(...sent.map(({ at }) => at))).toBeCloseTo(8000, -1);
  });

  it('may be changed while others wait, and is then another for them too', async () => {
    const clock = new FakeClock();
    const pace = new Pace(clock, 10);
    await pace.take(100_000, never);
    let gone = false;
    const waiting = pace.take(10, never).then(() => (gone = true));
    await clock.advance(2000);
    expect(gone).toBe(false);
    pace.limit(Infinity);
    await clock.advance(1000);
    await waiting;
    expect(gone).toBe(true);
  });

  it('can be stopped in the middle of a wait, and nobody waits for what did not go', async () => {
    const clock = new FakeClock();
    const pace = new Pace(clock, 1000);
    await pace.take(1000, never);
    const stop = new AbortController();
    const stopped = expectCode(pace.take(1_000_000, stop.signal), 'cancelled');
    await clock.advance(100);
    stop.abort();
    await stopped;
    const next = pace.take(10, never);
    await clock.advance(1000);
    await next;
    expect(clock.monotonic()).toBeLessThan(1200);
  });
});
