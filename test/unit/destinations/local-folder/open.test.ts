import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalFolder } from '../../../../electron/engine/destinations/local-folder/local-folder.ts';
import { collect, expectCode, never, text } from '../../../conformance/object-store/fixture.ts';
import { watchedFileSystem } from '../../../support/watched-file-system.ts';

describe('a local folder as a place', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('is not made by itself', async () => {
    const error = await expectCode(openLocalFolder({ path: join(base, 'missing') }), 'not-found');
    expect(error.details['reason']).toBe('place-gone');
    expect(error.message).toContain(join(base, 'missing'));
    expect(await readdir(base)).toEqual([]);
  });

  it('is made when it is added, with the folders above it, their names on the disk', async () => {
    const { fs, calls } = watchedFileSystem({});
    const path = join(base, 'backups', 'holdfast');
    const store = await openLocalFolder({ path, create: true }, fs);
    expect(calls.filter((call) => call.name === 'sync').map((call) => call.path)).toEqual(expect.arrayContaining([base, join(base, 'backups')]));
    await store.put('vault.json', text('{}'), { signal: never });
    expect(await readFile(join(path, 'vault.json'), 'utf8')).toBe('{}');
  });

  it('may be there already when it is added', async () => {
    await writeFile(join(base, 'holiday.jpg'), 'x');
    const store = await openLocalFolder({ path: base, create: true });
    await store.put('vault.json', text('{}'), { signal: never });
    expect(await readdir(base)).toEqual(['holiday.jpg', 'vault.json']);
  });

  it('may be reached through a link that its owner made', async () => {
    await mkdir(join(base, 'real'));
    await symlink(join(base, 'real'), join(base, 'link'));
    const store = await openLocalFolder({ path: join(base, 'link') });
    await store.put('a', text('1'), { signal: never });
    expect(await readdir(join(base, 'real'))).toEqual(['a']);
  });

  it.each([false, true])('is no file (create: %s)', async (create) => {
    await writeFile(join(base, 'file'), 'mine');
    expect((await expectCode(openLocalFolder({ path: join(base, 'file'), create }), 'invalid-input')).message).toContain('is a file, not a folder');
    await expectCode(openLocalFolder({ path: join(base, 'file', 'below'), create }), 'invalid-input');
    expect(await readFile(join(base, 'file'), 'utf8')).toBe('mine');
  });

  it('is no empty text', async () => {
    await expectCode(openLocalFolder({ path: '' }), 'invalid-input');
  });

  it('is never made anew once it was there: removed in the middle, every call says so', async () => {
    const path = join(base, 'place');
    const store = await openLocalFolder({ path, create: true });
    await store.put('a/b', text('1'), { signal: never });
    await rename(path, join(base, 'elsewhere'));
    for (const call of [
      () => store.put('a/b', text('2'), { signal: never }),
      () => store.put('new', text('2'), { signal: never, ifAbsent: true }),
      () => store.get('a/b', { signal: never }),
      () => store.stat('a/b', { signal: never }),
      () => collect(store.list('', { signal: never })),
      () => collect(store.list('a/', { signal: never })),
      () => store.delete('a/b', { signal: never }),
      () => store.capabilities.freeSpace?.({ signal: never }) ?? Promise.resolve(),
    ]) {
      const error = await expectCode(call(), 'not-found');
      expect(error.details['reason']).toBe('place-gone');
      expect(error.transient).toBe(false);
    }
    expect(await readdir(base)).toEqual(['elsewhere']);
  });

  it('that is removed while a put is under way fails it and is not made anew', async () => {
    const path = join(base, 'place');
    const removeBefore = async (name: string) => {
      await rm(path, { recursive: true, force: true });
      await mkdir(path);
      const { fs } = watchedFileSystem({
        async before(call) {
          if (call.name === name) await rm(path, { recursive: true, force: true });
        },
      });
      const store = await openLocalFolder({ path }, fs);
      const error = await expectCode(store.put('a/b', text('1'), { signal: never }), 'not-found');
      expect(error.details['reason']).toBe('place-gone');
      expect(await readdir(base)).toEqual([]);
    };
    for (const name of ['mkdir', 'open', 'rename']) await removeBefore(name);
  });

  it('says when another drive lies where it was, and writes nothing there', async () => {
    const { fs } = watchedFileSystem({});
    let device = 1;
    const store = await openLocalFolder(
      { path: base },
      new Proxy(fs, {
        get: (target, property) =>
          property === 'stat'
            ? async (path: string) => Object.assign(await target.stat(path), { dev: device })
            : (Reflect.get(target, property) as unknown),
      }),
    );
    await store.put('a', text('1'), { signal: never });
    device = 2;
    const error = await expectCode(store.put('b', text('1'), { signal: never }), 'not-found');
    expect(error.message).toContain('another one');
    expect(await readdir(base)).toEqual(['a']);
  });

  it('makes a folder inside it again that another program removed', async () => {
    const store = await openLocalFolder({ path: base });
    await store.put('segments/00/1', text('1'), { signal: never });
    await rm(join(base, 'segments'), { recursive: true });
    await store.put('segments/00/2', text('2'), { signal: never });
    expect((await collect(store.list('', { signal: never }))).map((object) => object.key)).toEqual(['segments/00/2']);
  });
});
