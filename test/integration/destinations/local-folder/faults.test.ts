import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalFolder } from '../../../../electron/engine/destinations/local-folder/local-folder.ts';
import type { ObjectStore, StreamBody } from '../../../../electron/engine/ports/object-store.ts';
import type { HoldfastError } from '../../../../shared/model/errors.ts';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { collect, never, text } from '../../../conformance/object-store/fixture.ts';
import type { FileCall } from '../../../support/watched-file-system.ts';
import { systemError, watchedFileSystem } from '../../../support/watched-file-system.ts';

const streamed: StreamBody = {
  size: 6,
  async *open() {
    yield text('new');
    yield text('new');
  },
};

/** Each piece of work, the folder's content before it, and what the key may hold once it has failed. */
const works: readonly {
  readonly title: string;
  readonly before: Readonly<Record<string, string>>;
  readonly run: (store: ObjectStore) => Promise<unknown>;
  readonly key: string;
  readonly allowed: readonly (string | undefined)[];
  readonly done: string | undefined;
}[] = [
  { title: 'a put into a new folder', before: {}, run: (store) => store.put('a/b/new', text('newnew'), { signal: never }), key: 'a/b/new', allowed: [undefined, 'newnew'], done: 'newnew' },
  { title: 'a put over an object', before: { 'a/b': 'old' }, run: (store) => store.put('a/b', text('newnew'), { signal: never }), key: 'a/b', allowed: ['old', 'newnew'], done: 'newnew' },
  { title: 'a put of a stream', before: { 'a/b': 'old' }, run: (store) => store.put('a/b', streamed, { signal: never }), key: 'a/b', allowed: ['old', 'newnew'], done: 'newnew' },
  { title: 'a create-only put', before: { 'a/c': 'other' }, run: (store) => store.put('a/b', text('newnew'), { signal: never, ifAbsent: true }), key: 'a/b', allowed: [undefined, 'newnew'], done: 'newnew' },
  { title: 'a delete', before: { 'a/b': 'old' }, run: (store) => store.delete('a/b', { signal: never }), key: 'a/b', allowed: ['old', undefined], done: undefined },
];

describe('a local folder whose drive fails', () => {
  let path: string;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));

  async function prepared(before: Readonly<Record<string, string>>): Promise<void> {
    await rm(path, { recursive: true, force: true });
    const store = await openLocalFolder({ path, create: true });
    for (const [key, content] of Object.entries(before)) await store.put(key, text(content), { signal: never });
  }

  const content = async (key: string) => {
    const store = await openLocalFolder({ path });
    const bytes = await store.get(key, { signal: never }).catch((error: unknown) => {
      if (isHoldfastError(error, 'not-found')) return undefined;
      throw error;
    });
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  };

  /** The system calls that the work makes when all goes well. */
  async function dryRun(work: (typeof works)[number]): Promise<readonly FileCall[]> {
    await prepared(work.before);
    const { fs, calls } = watchedFileSystem({});
    const store = await openLocalFolder({ path }, fs);
    const opening = calls.length;
    await work.run(store);
    return calls.slice(opening);
  }

  describe.each(works)('in $title', (work) => {
    it('at any system call, before or after it: whole or not at all, nothing left over, and the next try finishes', async () => {
      const calls = await dryRun(work);
      expect(calls.length).toBeGreaterThan(4);
      let failed = 0;
      for (const { number } of calls) {
        for (const when of ['before', 'after'] as const) {
          await prepared(work.before);
          // Calls run side by side, so it may be another one than in the dry run.
          let name = '';
          const fail = (call: FileCall) => {
            if (call.number !== number) return;
            name = call.name;
            throw systemError('EIO');
          };
          const { fs } = watchedFileSystem({ [when]: fail });
          const store = await openLocalFolder({ path }, fs);
          const error = await work.run(store).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          const at = `${when} ${number} ${name}`;
          if (error !== undefined) failed += 1;
          expect(error === undefined || isHoldfastError(error), `${at}: ${String(error)}`).toBe(true);
          const after = await content(work.key);
          expect(error === undefined ? [work.done] : work.allowed, at).toContain(after);
          const lister = await openLocalFolder({ path });
          const expected = new Set([...Object.keys(work.before), work.key]);
          if (after === undefined) expected.delete(work.key);
          expect((await collect(lister.list('', { signal: never }))).map((object) => object.key), at).toEqual([...expected].toSorted());
          // A file opened in the moment of the error cannot be known by name; anything else is cleaned up at once.
          const left = (await readdir(path, { recursive: true })).filter((entry) => entry.includes('~'));
          expect(left.length, at).toBeLessThanOrEqual(name === 'unlink' || (name === 'open' && when === 'after') ? 1 : 0);

          const again = await work.run(lister).then(
            () => 'done',
            (thrown: unknown) => (isHoldfastError(thrown) ? thrown.code : thrown),
          );
          expect(again, at).toBe(work.title === 'a create-only put' && after !== undefined ? 'conflict' : 'done');
          expect(await content(work.key), at).toBe(work.done);
        }
      }
      expect(failed).toBeGreaterThan(4);
    });
  });

  it.each<[string, Partial<HoldfastError>]>([
    ['ENOSPC', { code: 'quota-exceeded', transient: false }],
    ['EDQUOT', { code: 'quota-exceeded', transient: false }],
    ['EROFS', { code: 'permission-denied', transient: false }],
    ['EACCES', { code: 'permission-denied', transient: false }],
    ['EPERM', { code: 'permission-denied', transient: false }],
    ['ENAMETOOLONG', { code: 'invalid-input', transient: false }],
    ['ENOTDIR', { code: 'invalid-input', transient: false }],
    ['ELOOP', { code: 'invalid-input', transient: false }],
    ['EFBIG', { code: 'invalid-input', transient: false }],
    ['ENODEV', { code: 'not-found', transient: false }],
    ['ESTALE', { code: 'network', transient: true }],
    ['EHOSTDOWN', { code: 'network', transient: true }],
    ['ETIMEDOUT', { code: 'network', transient: true }],
    ['EIO', { code: 'server', transient: true }],
    ['EMFILE', { code: 'server', transient: true }],
    ['EBUSY', { code: 'server', transient: true }],
    ['EWHATEVER', { code: 'server', transient: false }],
  ])('says what %s means, in words and with a next step', async (code, expected) => {
    const { fs } = watchedFileSystem({
      before(call) {
        if (call.name === 'write') throw systemError(code);
      },
    });
    const store = await openLocalFolder({ path }, fs);
    const error: unknown = await store.put('a', text('1'), { signal: never }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...expected, details: { systemCode: code, key: 'a' } });
    expect(isHoldfastError(error) && error.message).toContain(path);
    expect(isHoldfastError(error) && error.nextStep.length).toBeGreaterThan(20);
    expect(await readdir(path)).toEqual([]);
  });

  it('calls an object that the drive cannot read any more corrupt, by its name', async () => {
    await prepared({ 'segments/00/1': 'content' });
    const { fs } = watchedFileSystem({
      before(call) {
        if (call.name === 'read') throw systemError('EIO');
      },
    });
    const store = await openLocalFolder({ path }, fs);
    await expect(store.get('segments/00/1', { signal: never })).rejects.toMatchObject({ code: 'corrupt', transient: false, details: { object: 'segments/00/1' } });
  });

  it('writes and reads on when the system takes less than asked for', async () => {
    const { fs } = watchedFileSystem({});
    const short = new Proxy(fs, {
      get: (target, property) =>
        property === 'open'
          ? async (...args: Parameters<typeof fs.open>) => {
              const handle = await target.open(...args);
              return new Proxy(handle, {
                get(inner, name) {
                  const value: unknown = Reflect.get(inner, name, inner);
                  if (typeof value !== 'function') return value;
                  if (name === 'write' || name === 'read') {
                    return (bytes: Uint8Array, at: number, length: number, position?: number): unknown => Reflect.apply(value, inner, [bytes, at, Math.min(length, 7), position]);
                  }
                  return (...rest: unknown[]): unknown => Reflect.apply(value, inner, rest);
                },
              });
            }
          : (Reflect.get(target, property) as unknown),
    });
    const store = await openLocalFolder({ path }, short);
    await store.put('a', text('0123456789'.repeat(5)), { signal: never });
    expect(Buffer.from(await store.get('a', { signal: never })).toString()).toBe('0123456789'.repeat(5));
    expect(await content('a')).toBe('0123456789'.repeat(5));
  });
});
