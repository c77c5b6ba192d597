import { describe, expect, it } from 'vitest';
import { foldersIn } from '../../../electron/engine/ports/folders-in.ts';
import type { Fixture } from './fixture.ts';
import { expectCode, listed, never, text } from './fixture.ts';

/** Which keys are taken, and in which order they are listed. */
export function describeKeysAndListing(at: Fixture): void {
  describe('list', () => {
    it('is empty at the start', async () => {
      expect(await at.keys()).toEqual([]);
      expect(await at.keys('snapshots/')).toEqual([]);
    });

    it('gives all keys with a prefix, ascending by UTF-16 code units, wherever the prefix ends', async () => {
      const tricky = ['a-b/1', 'a.b/1', 'a/1', 'a/10', 'a/2', 'a/b-/1', 'a/b/1', 'a/b0/1', 'a0/1', 'aB', 'a_', 'ab', 'B', 'Z/z', '-', '_', '.hidden', '..x', 'a/..b', '0'];
      for (const key of tricky) await at.put(key, key);
      const sorted = tricky.toSorted();
      expect(await listed(at.store, '')).toEqual(sorted.map((key) => ({ key, size: key.length })));
      for (const prefix of ['a', 'a/', 'a/b', 'a/b/', 'a/1', 'a-', 'a.', '.', '..', 'a/.', 'Z/z', 'nothing', 'a/b/1/']) {
        expect(await at.keys(prefix), prefix).toEqual(sorted.filter((key) => key.startsWith(prefix)));
      }
    });

    it('lists 10,000 objects, each once and in order', async () => {
      const all = Array.from({ length: 10_000 }, (_, index) => `segments/${(index % 100).toString().padStart(2, '0')}/${index}`);
      if (at.made.seed === undefined) for (const key of all) await at.store.put(key, text('x'), { signal: never });
      else await at.made.seed(all);
      expect(await at.keys('segments/')).toEqual(all.toSorted());
      expect(await at.keys('segments/42/')).toHaveLength(100);
    }, 60_000);

    it('gives what was there all along while others come and go', async () => {
      for (let index = 0; index < 50; index += 1) await at.put(`steady/${index}`, '1');
      const changes = (async () => {
        for (let index = 0; index < 50; index += 1) {
          await at.put(`steady/9${index}-new`, '1');
          await at.store.delete(`steady/9${index}-new`, { signal: never });
        }
      })();
      const seen = await at.keys('steady/');
      await changes;
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((key) => !key.endsWith('-new'))).toHaveLength(50);
    });

    it('may be left in the middle', async () => {
      for (const key of ['a/1', 'a/2', 'b/1']) await at.put(key, key);
      for await (const object of at.store.list('', { signal: never })) {
        expect(object.key).toBe('a/1');
        break;
      }
      expect(await at.keys()).toEqual(['a/1', 'a/2', 'b/1']);
    });

    it('lets other calls through while it is half read', async () => {
      await at.put('a', '1');
      await at.put('b', '2');
      const seen: string[] = [];
      for await (const object of at.store.list('', { signal: never })) seen.push(await at.read(object.key));
      expect(seen).toEqual(['1', '2']);
    });
  });

  describe('folders', () => {
    const among = (prefix: string, most = 100) => foldersIn(at.store, prefix, { signal: never, most });

    it('names what keys have before their next slash, each once and in order, without what lies beside them', async () => {
      for (const key of ['a-b/1', 'a/1', 'a/b/1', 'a/b/2', 'a/b0', 'a/c/d/1', 'B/1', 'ab', 'top']) await at.put(key, key);
      expect(await among('')).toEqual(['B', 'a', 'a-b']);
      expect(await among('a/')).toEqual(['b', 'c']);
      expect(await among('a/c/')).toEqual(['d']);
      expect(await among('a/b/')).toEqual([]);
      expect(await among('nothing/')).toEqual([]);
      expect(await among('', 2)).toHaveLength(2);
      await expectCode(among('../'), 'invalid-input');
    });

    it('are as many as there are, and stop when they are told to', async () => {
      const all = Array.from({ length: 1200 }, (_, index) => `place/${index.toString().padStart(4, '0')}/vault.json`);
      if (at.made.seed === undefined) for (const key of all) await at.store.put(key, text('x'), { signal: never });
      else await at.made.seed(all);
      expect(await among('place/', 5000)).toEqual(all.map((key) => key.split('/')[1]));
      const stopped = new AbortController();
      stopped.abort();
      await expectCode(foldersIn(at.store, 'place/', { signal: stopped.signal, most: 10 }), 'cancelled');
    }, 60_000);
  });

  describe('keys', () => {
    const longest = `${'k'.repeat(200)}/${'l'.repeat(200)}/${'m'.repeat(110)}`;
    const tooLong = `${longest}m`;

    it('takes the longest key there may be', async () => {
      const key = longest.slice(0, at.made.longestKey ?? 512);
      await at.put(key, 'x');
      expect(await at.keys()).toEqual([key]);
      expect(await at.read(key)).toBe('x');
    });

    const illegal = [
      '', '/', '/a', 'a/', 'a//b', '.', '..', 'a/..', '../a', 'a/../b', 'a/./b', '...', 'a.', 'a./b',
      'a\\b', '..\\a', 'C:a', 'a b', 'a\0', 'a\nb', 'ä', '日', '~holdfast-1.part', 'a%2fb', 'a:b', 'a*', 'con', 'NUL.txt', 'a/Com1', 'lpt9.age',
      'x'.repeat(201), tooLong,
    ];
    it.each(illegal)('refuses %j everywhere, and touches nothing', async (key) => {
      await expectCode(at.store.put(key, text('x'), { signal: never }), 'invalid-input');
      await expectCode(at.store.put(key, text('x'), { signal: never, ifAbsent: true }), 'invalid-input');
      await expectCode(at.store.get(key, { signal: never }), 'invalid-input');
      await expectCode(at.store.stat(key, { signal: never }), 'invalid-input');
      await expectCode(at.store.delete(key, { signal: never }), 'invalid-input');
      await at.expectNothingLeft();
    });

    it.each(['/', '../', 'a/../', './', 'a//', 'a b', '~', 'ä'])('refuses to list %j', async (prefix) => {
      await expectCode(listed(at.store, prefix), 'invalid-input');
    });
  });
}
