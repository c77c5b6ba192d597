import { describe, expect, it } from 'vitest';
import type { StreamBody } from '../../../electron/engine/ports/object-store.ts';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Fixture } from './fixture.ts';
import { MiB, collect, expectCode, never, pattern, stream, text } from './fixture.ts';

/** Bodies too large for memory, and calls that are stopped. */
export function describeStreamsAndCancelling(at: Fixture): void {
  describe('streams', () => {
    it('stores a stream whole, and opens it anew for each put', async () => {
      const body = stream(3 * MiB + 17, 100_000);
      await at.store.put('files/1', body, { signal: never });
      await at.store.put('files/2', body, { signal: never });
      const expected = Buffer.concat(await collect(body.open()));
      expect(Buffer.compare(await at.store.get('files/1', { signal: never }), expected)).toBe(0);
      expect(Buffer.compare(await at.store.get('files/2', { signal: never }), expected)).toBe(0);
    });

    it('stores an empty stream', async () => {
      await at.store.put('files/empty', stream(0, 1), { signal: never });
      expect(await at.store.stat('files/empty', { signal: never })).toEqual({ key: 'files/empty', size: 0 });
    });

    it.each([['short', -1], ['long', 1]])('fails on a stream that is too %s, and leaves nothing', async (_, by) => {
      const body = stream(100_000, 30_000);
      await expectCode(at.store.put('files/wrong', { ...body, size: body.size - by }, { signal: never }), 'incomplete');
      expect(await at.store.stat('files/wrong', { signal: never })).toBeUndefined();
      await at.expectNothingLeft();
    });

    it('leaves what was there when a stream breaks, and passes on why', async () => {
      await at.put('files/kept', 'kept');
      const broken: StreamBody = {
        size: 10,
        async *open() {
          yield text('12345');
          throw new Error('the source broke off');
        },
      };
      await expect(at.store.put('files/kept', broken, { signal: never })).rejects.toThrow();
      expect(await at.read('files/kept')).toBe('kept');
      expect(await at.keys()).toEqual(['files/kept']);
    });

    it('closes a stream that it does not read to its end', async () => {
      let closed = false;
      const body: StreamBody = {
        size: 1,
        async *open() {
          try {
            for (;;) yield text('more than was announced');
          } finally {
            closed = true;
          }
        },
      };
      await expectCode(at.store.put('files/long', body, { signal: never }), 'incomplete');
      expect(closed).toBe(true);
    });
  });

  describe('cancelling', () => {
    it('does nothing once the signal has fired', async () => {
      await at.put('there', '1');
      const signal = AbortSignal.abort();
      await expectCode(at.store.put('new', text('x'), { signal }), 'cancelled');
      await expectCode(at.store.get('there', { signal }), 'cancelled');
      await expectCode(at.store.stat('there', { signal }), 'cancelled');
      await expectCode(collect(at.store.list('', { signal })), 'cancelled');
      await expectCode(at.store.delete('there', { signal }), 'cancelled');
      expect(await at.keys()).toEqual(['there']);
    });

    it('stops in the middle of a stream, and leaves nothing', async () => {
      const stop = new AbortController();
      const body: StreamBody = {
        size: 10 * MiB,
        async *open() {
          yield new Uint8Array(MiB);
          stop.abort();
          yield new Uint8Array(9 * MiB);
        },
      };
      await expectCode(at.store.put('files/stopped', body, { signal: stop.signal }), 'cancelled');
      expect(await at.store.stat('files/stopped', { signal: never })).toBeUndefined();
      await at.expectNothingLeft();
    });

    it('stops when the stream itself hangs', async () => {
      const stop = new AbortController();
      const body: StreamBody = {
        size: 2,
        async *open() {
          yield text('1');
          setImmediate(() => stop.abort());
          await new Promise(() => undefined);
        },
      };
      await expectCode(at.store.put('files/hung', body, { signal: stop.signal }), 'cancelled');
      expect(await at.store.stat('files/hung', { signal: never })).toBeUndefined();
      await at.expectNothingLeft();
    });

    it('stops a listing between two objects', async () => {
      for (let index = 0; index < 100; index += 1) await at.put(`a/${index}/x`, 'x');
      const stop = new AbortController();
      const reading = async () => {
        for await (const object of at.store.list('', { signal: stop.signal })) if (object.key !== '') stop.abort();
      };
      await expectCode(reading(), 'cancelled');
    });

    it('either stores the object whole or not at all when it is stopped at any moment', async () => {
      for (let turns = 0; turns < 12; turns += 1) {
        const stop = new AbortController();
        const storing = at.store.put('moment', pattern(100_000), { signal: stop.signal }).then(() => 'stored', (error: unknown) => error);
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        stop.abort();
        const outcome = await storing;
        const there = await at.store.get('moment', { signal: never }).catch(() => undefined);
        // Cancelled, it may still have been stored; then it is whole.
        expect(outcome === 'stored' ? there !== undefined : isHoldfastError(outcome, 'cancelled')).toBe(true);
        expect(there === undefined || Buffer.compare(there, pattern(100_000)) === 0).toBe(true);
        await at.store.delete('moment', { signal: never });
      }
      await at.expectNothingLeft();
    });
  });
}
