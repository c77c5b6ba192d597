import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Watched } from '../../../electron/engine/streams/watched.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function watching(watched: Watched<number>, signal = new AbortController().signal) {
  const seen: number[] = [];
  const ended = (async () => {
    for await (const value of watched.watch(signal)) seen.push(value);
  })();
  return { seen, ended };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
};

describe('a value that is watched', () => {
  it('is told as it is, then the newest of what came meanwhile, ten times a second at most', async () => {
    const clock = new FakeClock();
    const watched = new Watched(clock, 0);
    const { seen } = watching(watched);
    await settled();
    for (let value = 1; value <= 50; value += 1) {
      watched.set(value);
      await clock.advance(10);
    }
    await clock.advance(100);
    expect(seen).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it('ends at once with its last value, for whoever watches and for whoever comes later; nothing follows', async () => {
    const watched = new Watched(new FakeClock(), 0);
    const { seen, ended } = watching(watched);
    await settled();
    watched.set(1);
    watched.set(2);
    watched.end();
    watched.set(3);
    await ended;
    expect(seen).toEqual([0, 2]);
    const late = watching(watched);
    await late.ended;
    expect(late.seen).toEqual([2]);
  });

  it.each(['waiting for a change', 'holding one back'])('lets a watcher go while it is %s', async (when) => {
    const clock = new FakeClock();
    const watched = new Watched(clock, 0);
    const leaving = new AbortController();
    const { ended } = watching(watched, leaving.signal);
    await settled();
    if (when === 'holding one back') watched.set(1);
    await settled();
    leaving.abort();
    await ended;
    expect(clock.sleeping).toBe(0);
  });
});
