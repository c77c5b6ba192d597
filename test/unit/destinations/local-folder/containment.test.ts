import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalFolder } from '../../../../electron/engine/destinations/local-folder/local-folder.ts';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import { collect, expectCode, never, text } from '../../../conformance/object-store/fixture.ts';

describe('what else lies in and around a local folder', () => {
  let base: string;
  let place: string;
  let outside: string;
  let store: ObjectStore;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
    place = join(base, 'place');
    outside = join(base, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'private.txt'), 'private');
    store = await openLocalFolder({ path: place, create: true });
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  const keys = async () => (await collect(store.list('', { signal: never }))).map((object) => object.key);

  it('a folder that is a link out of it is not read, listed or written through', async () => {
    await symlink(outside, join(place, 'segments'));
    await expectCode(store.get('segments/private.txt', { signal: never }), 'not-found');
    expect(await store.stat('segments/private.txt', { signal: never })).toBeUndefined();
    expect(await keys()).toEqual([]);
    expect(await collect(store.list('segments/', { signal: never }))).toEqual([]);
    const error = await expectCode(store.put('segments/new', text('x'), { signal: never }), 'invalid-input');
    expect(error.message).toContain('“segments”');
    await store.delete('segments/private.txt', { signal: never });
    expect(await readdir(outside)).toEqual(['private.txt']);
  });

  it('a link deeper inside is not followed either', async () => {
    await store.put('a/b/c', text('1'), { signal: never });
    await rm(join(place, 'a', 'b'), { recursive: true });
    await symlink(outside, join(place, 'a', 'b'));
    await expectCode(store.put('a/b/c', text('x'), { signal: never }), 'invalid-input');
    await expectCode(store.get('a/b/private.txt', { signal: never }), 'not-found');
    expect(await readdir(outside)).toEqual(['private.txt']);
  });

  it('a link in place of an object is no object; a put replaces the link, not what it points to', async () => {
    await symlink(join(outside, 'private.txt'), join(place, 'vault.json'));
    await expectCode(store.get('vault.json', { signal: never }), 'not-found');
    expect(await keys()).toEqual([]);
    await store.put('vault.json', text('{}'), { signal: never });
    expect(await readFile(join(place, 'vault.json'), 'utf8')).toBe('{}');
    expect(await readFile(join(outside, 'private.txt'), 'utf8')).toBe('private');
  });

  it('a pipe in place of an object blocks nobody', async () => {
    execFileSync('mkfifo', [join(place, 'pipe')]);
    await expectCode(store.get('pipe', { signal: never }), 'not-found');
    expect(await keys()).toEqual([]);
  });

  it('a file where a folder should be, and a folder where an object should be, are said to be that', async () => {
    await writeFile(join(place, 'segments'), 'x');
    await expectCode(store.put('segments/00/1', text('x'), { signal: never }), 'invalid-input');
    expect(await store.stat('segments/00/1', { signal: never })).toBeUndefined();
    await mkdir(join(place, 'vault.json', 'inner'), { recursive: true });
    await expectCode(store.put('vault.json', text('x'), { signal: never }), 'invalid-input');
    await expectCode(store.get('vault.json', { signal: never }), 'not-found');
    expect((await readdir(place)).toSorted()).toEqual(['segments', 'vault.json']);
  });

  it('other people’s files with names that no object can have are left alone', async () => {
    for (const name of ['holiday photo.jpg', '~$document', 'straße.txt', 'con.']) await writeFile(join(place, name), 'x');
    expect(await keys()).toEqual([]);
    await store.put('a', text('1'), { signal: never });
    expect((await readdir(place)).toSorted()).toEqual(['a', 'con.', 'holiday photo.jpg', 'straße.txt', '~$document'].toSorted());
  });

  it('what a killed put left is never listed, kept for a day, and then cleaned up by the next put beside it', async () => {
    await store.put('segments/00/1', text('1'), { signal: never });
    const directory = join(place, 'segments', '00');
    const fresh = join(directory, '~holdfast-0123456789abcdef.part');
    const old = join(directory, '~holdfast-fedcba9876543210.part');
    await writeFile(fresh, 'half');
    await writeFile(old, 'half');
    const { mtimeMs } = await stat(fresh);
    await utimes(old, new Date(mtimeMs), new Date(mtimeMs - 25 * 60 * 60 * 1000));
    expect(await keys()).toEqual(['segments/00/1']);
    const later = await openLocalFolder({ path: place });
    await later.put('segments/00/2', text('2'), { signal: never });
    expect((await readdir(directory)).toSorted()).toEqual(['1', '2', '~holdfast-0123456789abcdef.part']);
  });

  it('objects are readable by their owner alone', async () => {
    await store.put('a', text('1'), { signal: never });
    expect((await stat(join(place, 'a'))).mode & 0o777).toBe(0o600);
  });
});
