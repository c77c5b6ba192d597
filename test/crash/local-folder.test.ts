import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import { isHoldfastError } from '../../shared/model/errors.ts';
import { collect, never, text } from '../conformance/object-store/fixture.ts';
import { childContent } from '../support/folder-child.ts';

interface ChildResult {
  readonly signal: NodeJS.Signals | undefined;
  readonly output: string;
}

function child(args: readonly string[]): Promise<ChildResult> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, '../support/folder-child.ts'), ...args], (error, output) => {
      resolve({ signal: error?.signal ?? undefined, output });
    });
  });
}

async function inFolder<T>(work: (path: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-crash-'));
  try {
    return await work(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

describe('a process that is killed while it works in a local folder', () => {
  const key = 'segments/00/1.age';
  it.each([
    { kind: 'put', before: 'old', allowed: ['old', 'new'] },
    // The folder is missing too here.
    { kind: 'create', before: undefined, allowed: [undefined, 'new'] },
    { kind: 'delete', before: 'old', allowed: ['old', undefined] },
  ])('in a $kind over $before, before any of its system calls: whole or not at all, nothing half-made listed, the next finishes', async ({ kind, before, allowed }) => {
    const prepare = async (path: string) => {
      const store = await openLocalFolder({ path });
      await store.put('vault.json', text('{}'), { signal: never });
      if (before !== undefined) await store.put(key, text(before), { signal: never });
      return store;
    };
    const calls = await inFolder(async (path) => {
      await prepare(path);
      return (JSON.parse((await child(['work', path, kind, key, '0'])).output) as { readonly calls: number }).calls;
    });
    expect(calls).toBeGreaterThan(4);

    const seen = new Set<string | undefined>();
    const killAfter = async (killAt: number): Promise<void> => {
      await inFolder(async (path) => {
        const store = await prepare(path);
        const killed = await child(['work', path, kind, key, String(killAt)]);
        expect(killed.signal, `${killAt} of ${calls}`).toBe('SIGKILL');
        const content = await store.get(key, { signal: never }).catch((error: unknown) => {
          if (isHoldfastError(error, 'not-found')) return undefined;
          throw error;
        });
        const what = content === undefined ? undefined : Buffer.compare(content, childContent(key)) === 0 ? 'new' : Buffer.from(content).toString();
        seen.add(what);
        expect(allowed).toContain(what);
        const listed = (await collect(store.list('', { signal: never }))).map((object) => object.key);
        expect(listed).toEqual(what === undefined ? ['vault.json'] : [key, 'vault.json']);
        const leftovers = (await readdir(path, { recursive: true })).filter((name) => name.includes('~'));
        expect(leftovers.length).toBeLessThanOrEqual(1);

        const next = await openLocalFolder({ path });
        const again = kind === 'delete' ? next.delete(key, { signal: never }) : next.put(key, childContent(key), { signal: never, ifAbsent: kind === 'create' });
        expect(await again.then(() => 'done', (error: unknown) => (isHoldfastError(error) ? error.code : error))).toBe(kind === 'create' && what === 'new' ? 'conflict' : 'done');
        const final = await store.stat(key, { signal: never });
        expect(final?.size).toBe(kind === 'delete' ? undefined : childContent(key).byteLength);
      });
    };
    for (let first = 1; first <= calls; first += 2) await Promise.all([killAfter(first), first < calls ? killAfter(first + 1) : undefined]);
    // The kills fell both before and after the moment that counts.
    expect(seen).toEqual(new Set(allowed));
  });
});

describe('processes that race to create the same objects in a local folder', () => {
  it.each(['links', 'claims'])('have one winner each (%s)', async (how) => {
    await inFolder(async (path) => {
      const results = await Promise.all([1, 2, 3].map(() => child(['race', path, '40', how])));
      const racers = results.map(({ output }) => JSON.parse(output) as { readonly pid: number; readonly won: readonly string[]; readonly errors: readonly string[] });
      const won = racers.flatMap((racer) => racer.won);
      expect(won.toSorted()).toEqual(Array.from({ length: 40 }, (_, index) => `race/${index}`).toSorted());
      expect(new Set(racers.flatMap((racer) => racer.errors))).toEqual(new Set(['conflict']));
      const store = await openLocalFolder({ path });
      for (const { pid, won: keys } of racers) {
        for (const each of keys) expect(Buffer.from(await store.get(each, { signal: never })).toString()).toMatch(new RegExp(`^${pid} x{50000}$`));
      }
      expect((await readdir(join(path, 'race'))).filter((name) => name.startsWith('~'))).toEqual([]);
    });
  });
});
