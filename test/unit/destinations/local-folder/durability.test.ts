import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalFolder } from '../../../../electron/engine/destinations/local-folder/local-folder.ts';
import { expectCode, never, text } from '../../../conformance/object-store/fixture.ts';
import type { FileCall } from '../../../support/watched-file-system.ts';
import { systemError, watchedFileSystem } from '../../../support/watched-file-system.ts';

describe('what a local folder has on the disk once a call is fulfilled', () => {
  let path: string;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));

  const watched = async () => {
    const { fs, calls } = watchedFileSystem({});
    const store = await openLocalFolder({ path }, fs);
    return { store, calls, since: (from: number) => calls.slice(from) };
  };
  const place = (calls: readonly FileCall[], name: string, where: string) => calls.findIndex((call) => call.name === name && call.path === where);

  it('the bytes before the name, and the name before the answer', async () => {
    const { store, calls, since } = await watched();
    await store.put('vault.json', text('1'), { signal: never });
    const from = calls.length;
    await store.put('vault.json', text('2'), { signal: never });
    const made = since(from);
    const rename = made.findIndex((call) => call.name === 'rename');
    const temporary = made[rename]?.path ?? '';
    expect(dirname(temporary)).toBe(path);
    expect(basename(temporary)).toMatch(/^~holdfast-/);
    expect(made[rename]?.to).toBe(join(path, 'vault.json'));
    const order = [place(made, 'write', temporary), place(made, 'datasync', temporary), place(made, 'close', temporary), rename, made.findLastIndex((call) => call.name === 'sync' && call.path === path)];
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order.every((index) => index >= 0)).toBe(true);
  });

  it('the names of new folders, down from the place', async () => {
    const { store, calls } = await watched();
    await store.put('segments/00/1', text('1'), { signal: never });
    for (const folder of [path, join(path, 'segments'), join(path, 'segments', '00')]) {
      expect(calls.some((call) => call.name === 'sync' && call.path === folder), folder).toBe(true);
    }
  });

  it('the absence of what was deleted', async () => {
    const { store, calls, since } = await watched();
    await store.put('a/b', text('1'), { signal: never });
    const from = calls.length;
    await store.delete('a/b', { signal: never });
    const made = since(from);
    expect(place(made, 'sync', join(path, 'a'))).toBeGreaterThan(place(made, 'unlink', join(path, 'a', 'b')));
  });

  it('at the price of one sync of the folder for a put into a folder that is known', async () => {
    const { store, calls, since } = await watched();
    await store.put('segments/00/1', text('1'), { signal: never });
    const from = calls.length;
    await store.put('segments/00/2', text('2'), { signal: never });
    expect(since(from).filter((call) => call.name.endsWith('sync')).map((call) => call.name)).toEqual(['datasync', 'sync']);
  });

  it('at the price of one more in a second run, however many folders there are already', async () => {
    const first = await openLocalFolder({ path });
    for (let index = 0; index < 20; index += 1) await first.put(`segments/${index}/1`, text('1'), { signal: never });
    const { store, calls } = await watched();
    for (let index = 0; index < 20; index += 1) await store.put(`segments/${index}/2`, text('2'), { signal: never });
    expect(calls.filter((call) => call.name === 'sync' && call.path === join(path, 'segments'))).toHaveLength(1);
    expect(calls.filter((call) => call.name === 'sync' && call.path === path)).toHaveLength(1);
  });

  it('and puts side by side share a sync that begins after all of their renames', async () => {
    const { store, calls, since } = await watched();
    await store.put('a/0', text('0'), { signal: never });
    const from = calls.length;
    await Promise.all(Array.from({ length: 16 }, (_, index) => store.put(`a/${index}`, text('x'), { signal: never })));
    const made = since(from);
    const syncs = made.filter((call) => call.name === 'sync' && call.path === join(path, 'a'));
    expect(syncs.length).toBeLessThan(16);
    expect(made.findLastIndex((call) => call.name === 'sync')).toBeGreaterThan(made.findLastIndex((call) => call.name === 'rename'));
  });

  it('a put is not fulfilled before a sync that began after its rename has ended', async () => {
    const events: string[] = [];
    const { fs } = watchedFileSystem({
      before: (call) => void events.push(`${call.name} begins ${basename(call.to ?? call.path)}`),
      after: (call) => void events.push(`${call.name} ended ${basename(call.to ?? call.path)}`),
    });
    const store = await openLocalFolder({ path }, fs);
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        await store.put(`a/${index}`, text('x'), { signal: never });
        events.push(`fulfilled ${index}`);
      }),
    );
    for (let index = 0; index < 12; index += 1) {
      const renamed = events.indexOf(`rename ended ${index}`);
      const begins = events.indexOf('sync begins a', renamed);
      const ended = events.indexOf('sync ended a', begins);
      expect(renamed).toBeGreaterThanOrEqual(0);
      expect(ended).toBeGreaterThan(begins);
      expect(events.indexOf(`fulfilled ${index}`)).toBeGreaterThan(ended);
    }
  });

  it('fails when the folder cannot be put on the disk, also for those who waited for that', async () => {
    let broken = false;
    const { fs } = watchedFileSystem({
      before(call) {
        if (broken && call.name === 'sync') throw systemError('EIO');
      },
    });
    const store = await openLocalFolder({ path }, fs);
    await store.put('a/0', text('0'), { signal: never });
    broken = true;
    await Promise.all([1, 2, 3, 4].map((index) => expectCode(store.put(`a/${index}`, text('x'), { signal: never }), 'server')));
    broken = false;
    await store.put('a/5', text('x'), { signal: never });
  });

  it('of an object that a create-only put finds there, possibly its own from a try that failed late', async () => {
    let broken = true;
    const { fs } = watchedFileSystem({
      before(call) {
        if (broken && call.name === 'sync' && call.path === join(path, 'a')) throw systemError('EIO');
      },
    });
    const store = await openLocalFolder({ path }, fs);
    const put = () => store.put('a/1', text('1'), { signal: never, ifAbsent: true });
    await expectCode(put(), 'server');
    await expectCode(put(), 'server');
    broken = false;
    await expectCode(put(), 'conflict');
  });

  it('goes on where folders cannot be synced at all', async () => {
    const { fs } = watchedFileSystem({
      before(call) {
        if (call.name === 'sync') throw systemError('EINVAL');
      },
    });
    const store = await openLocalFolder({ path }, fs);
    await store.put('a/b', text('1'), { signal: never });
    expect(Buffer.from(await store.get('a/b', { signal: never })).toString()).toBe('1');
  });
});
