import { beforeEach, describe, expect, it } from 'vitest';
import { isHoldfastError } from '../../../shared/model/errors.ts';
import type { Fixture } from './fixture.ts';
import { MiB, expectCode, listed, never, pattern, text } from './fixture.ts';

/** Put, get, stat and delete of whole objects, parts of them, and create-only puts. */
export function describeObjects(at: Fixture): void {
  const range = async (start: number, end: number) => Buffer.from(await at.store.get('digits', { signal: never, range: { start, end } })).toString();

  describe('put and get', () => {
    it('gives back what was put, at once and to another reader', async () => {
      await at.put('vault.json', 'one');
      expect(await at.read('vault.json')).toBe('one');
      const other = (await at.made.reopen?.()) ?? at.store;
      expect(Buffer.from(await other.get('vault.json', { signal: never })).toString()).toBe('one');
    });

    it('lets the last put win', async () => {
      await at.put('a/b', 'longer than the next');
      await at.put('a/b', 'next');
      expect(await at.read('a/b')).toBe('next');
      expect(await listed(at.store, '')).toEqual([{ key: 'a/b', size: 4 }]);
    });

    it('keeps an empty object', async () => {
      await at.put('empty', '');
      expect((await at.store.get('empty', { signal: never })).byteLength).toBe(0);
      expect(await at.store.stat('empty', { signal: never })).toEqual({ key: 'empty', size: 0 });
      expect(await at.keys()).toEqual(['empty']);
    });

    it('keeps every byte value, 20 MB of them', async () => {
      const bytes = pattern(20 * MiB);
      await at.store.put('segments/00/big.age', bytes, { signal: never });
      expect(Buffer.compare(await at.store.get('segments/00/big.age', { signal: never }), bytes)).toBe(0);
      expect((await at.store.stat('segments/00/big.age', { signal: never }))?.size).toBe(bytes.byteLength);
    });

    it.each([
      ['a Uint8Array', text],
      // Whose slice() shares memory, unlike that of other arrays.
      ['a Buffer', (content: string) => Buffer.from(content)],
    ])('shares no memory with the caller who gives %s', async (_, bytesOf) => {
      const mine = bytesOf('before');
      await at.store.put('key', mine, { signal: never });
      mine.fill(0);
      (await at.store.get('key', { signal: never })).fill(0);
      expect(await at.read('key')).toBe('before');
    });

    it('stores a view into a larger buffer as the view', async () => {
      await at.store.put('view', text('0123456789').subarray(3, 6), { signal: never });
      expect(await at.read('view')).toBe('345');
    });

    it('says not-found for an object that is not there, with or without a range', async () => {
      await expectCode(at.store.get('nothing/here', { signal: never }), 'not-found');
      await expectCode(at.store.get('nothing/here', { signal: never, range: { start: 0, end: 1 } }), 'not-found');
    });

    it('shows no reader a mixture while the same key is put side by side', async () => {
      const size = 300_000;
      await at.store.put('shared', new Uint8Array(size).fill(1), { signal: never });
      const writers = [2, 3, 4, 5].map((value) => at.store.put('shared', new Uint8Array(size).fill(value), { signal: never }));
      const readers = Array.from({ length: 8 }, () => at.store.get('shared', { signal: never }));
      await Promise.all(writers);
      for (const bytes of [...(await Promise.all(readers)), await at.store.get('shared', { signal: never })]) {
        expect(bytes.byteLength).toBe(size);
        expect(new Set(bytes).size).toBe(1);
      }
      expect(await at.keys()).toEqual(['shared']);
    });
  });

  describe('ranges', () => {
    beforeEach(() => at.put('digits', '0123456789'));

    it('gives the bytes from start up to but not including end', async () => {
      expect(await range(0, 10)).toBe('0123456789');
      expect(await range(0, 1)).toBe('0');
      expect(await range(3, 7)).toBe('3456');
      expect(await range(9, 10)).toBe('9');
    });

    it('cuts off what is past the end', async () => {
      expect(await range(7, 1000)).toBe('789');
      expect(await range(0, Number.MAX_SAFE_INTEGER)).toBe('0123456789');
      expect(await range(10, 20)).toBe('');
      expect(await range(500, 600)).toBe('');
    });

    it('gives nothing for an empty range', async () => {
      expect(await range(0, 0)).toBe('');
      expect(await range(5, 5)).toBe('');
    });

    it('gives nothing of an empty object', async () => {
      await at.put('empty', '');
      expect((await at.store.get('empty', { signal: never, range: { start: 0, end: 5 } })).byteLength).toBe(0);
    });

    it.each([[-1, 5], [5, 4], [0.5, 2], [0, Number.NaN], [0, Infinity]])('refuses %s to %s', async (start, end) => {
      await expectCode(range(start, end), 'invalid-input');
    });
  });

  describe('create only', () => {
    it('stores what is not there yet, and refuses what is, leaving it as it was', async () => {
      await at.store.put('snapshots/1.age', text('first'), { signal: never, ifAbsent: true });
      const error = await expectCode(at.store.put('snapshots/1.age', text('second'), { signal: never, ifAbsent: true }), 'conflict');
      expect(error.details.reason).toBe('already-exists');
      expect(error.transient).toBe(false);
      expect(await at.read('snapshots/1.age')).toBe('first');
      expect(await at.keys()).toEqual(['snapshots/1.age']);
    });

    it('stores again what was deleted', async () => {
      await at.put('again', '1');
      await at.store.delete('again', { signal: never });
      await at.store.put('again', text('2'), { signal: never, ifAbsent: true });
      expect(await at.read('again')).toBe('2');
    });

    it('lets exactly one of eight win, where it says so', async ({ skip }) => {
      if (!at.store.capabilities.createOnly) skip('reason: this place does not create atomically, and says so');
      for (let round = 0; round < 5; round += 1) {
        const key = `race/${round}`;
        const bodies = Array.from({ length: 8 }, (_, index) => `runner ${index}`);
        const results = await Promise.allSettled(bodies.map((body) => at.store.put(key, text(body), { signal: never, ifAbsent: true })));
        const winners = bodies.filter((_, index) => results[index]?.status === 'fulfilled');
        expect(winners).toHaveLength(1);
        expect(results.filter((result) => result.status === 'rejected' && isHoldfastError(result.reason, 'conflict'))).toHaveLength(7);
        expect(await at.read(key)).toBe(winners[0]);
      }
    });
  });

  describe('stat', () => {
    it('tells the size, and answers undefined where nothing is', async () => {
      await at.put('a/b/c', '12345');
      expect(await at.store.stat('a/b/c', { signal: never })).toEqual({ key: 'a/b/c', size: 5 });
      expect(await at.store.stat('a/b/d', { signal: never })).toBeUndefined();
      expect(await at.store.stat('a/b', { signal: never })).toBeUndefined();
      expect(await at.store.stat('a', { signal: never })).toBeUndefined();
    });
  });

  describe('delete', () => {
    it('removes one object, and is done when it is gone already', async () => {
      await at.put('a/1', '1');
      await at.put('a/2', '2');
      await at.store.delete('a/1', { signal: never });
      await at.store.delete('a/1', { signal: never });
      await at.store.delete('never/was', { signal: never });
      expect(await at.keys()).toEqual(['a/2']);
      await expectCode(at.store.get('a/1', { signal: never }), 'not-found');
      expect(await at.store.stat('a/1', { signal: never })).toBeUndefined();
    });

    it('removes many in one call, those that are gone already included, and nothing else; or says that it has no such call', async ({ skip }) => {
      const { deleteMany } = at.store;
      if (deleteMany === undefined) skip('reason: this place deletes one by one, and says so');
      // More than one request takes, where they come there quickly.
      const most = at.made.seed === undefined ? 20 : 1050;
      const many = Array.from({ length: most + 50 }, (_, n) => `many/${String(n).padStart(4, '0')}`);
      if (at.made.seed === undefined) for (const key of many) await at.put(key, 'x');
      else await at.made.seed(many);
      await at.put('beside', 'not in the folder');
      await at.put('other/1', '1');
      const left = await at.store.deleteMany?.([...many.slice(0, most), 'never/was', many[3] ?? ''], { signal: never });
      expect([...(left ?? [['no answer']])]).toEqual([]);
      expect(await at.keys()).toEqual(['beside', ...many.slice(most), 'other/1'].toSorted());
      expect([...((await at.store.deleteMany?.([], { signal: never })) ?? [])]).toEqual([]);
    });

    it('refuses a list of keys of which one is none before it touches any', async ({ skip }) => {
      if (at.store.deleteMany === undefined) skip('reason: this place deletes one by one, and says so');
      await at.put('a/1', '1');
      await expectCode(Promise.resolve().then(() => at.store.deleteMany?.(['a/1', '../outside'], { signal: never })), 'invalid-input');
      const stopped = AbortSignal.abort();
      await expectCode(Promise.resolve().then(() => at.store.deleteMany?.(['a/1'], { signal: stopped })), 'cancelled');
      expect(await at.keys()).toEqual(['a/1']);
    });

    it('does nothing to a folder of objects', async () => {
      await at.put('a/1', '1');
      await at.store.delete('a', { signal: never });
      expect(await at.keys()).toEqual(['a/1']);
    });
  });
}
