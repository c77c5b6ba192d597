import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalFolder } from '../../../../electron/engine/destinations/local-folder/local-folder.ts';
import { expectCode, never, text } from '../../../conformance/object-store/fixture.ts';
import { systemError, watchedFileSystem, withoutHardLinks } from '../../../support/watched-file-system.ts';

describe('create-only puts on a drive without hard links', () => {
  let path: string;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
  });
  afterEach(() => rm(path, { recursive: true, force: true }));

  const create = async () => (await openLocalFolder({ path }, withoutHardLinks)).put('vault.json', text('1'), { signal: never, ifAbsent: true });
  const claim = () => join(path, '~holdfast-claim-vault.json');

  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR'])('work where a link fails with %s', async (code) => {
    const { fs } = watchedFileSystem({
      before(call) {
        if (call.name === 'link') throw systemError(code);
      },
    });
    const store = await openLocalFolder({ path }, fs);
    await store.put('vault.json', text('1'), { signal: never, ifAbsent: true });
    await expectCode(store.put('vault.json', text('2'), { signal: never, ifAbsent: true }), 'conflict');
    expect(await readdir(path)).toEqual(['vault.json']);
  });

  it('wait for another writer that is at it, and then say to try again', async () => {
    await writeFile(claim(), '');
    const error = await expectCode(create(), 'server');
    expect(error.transient).toBe(true);
    expect(await readdir(path)).toEqual(['~holdfast-claim-vault.json']);
    await rm(claim());
    await create();
    expect(await readdir(path)).toEqual(['vault.json']);
  });

  it('take over from a writer that was killed while it was at it', async () => {
    await writeFile(claim(), '');
    const longAgo = new Date(Date.now() - 5 * 60_000);
    await utimes(claim(), longAgo, longAgo);
    await create();
    expect(await readdir(path)).toEqual(['vault.json']);
  });

  it('lose to an object that appears in between', async () => {
    const { fs } = watchedFileSystem({
      async before(call) {
        if (call.name === 'link') {
          await writeFile(join(path, 'vault.json'), 'theirs');
          throw systemError('EPERM');
        }
      },
    });
    const store = await openLocalFolder({ path }, fs);
    await expectCode(store.put('vault.json', text('mine'), { signal: never, ifAbsent: true }), 'conflict');
    expect(Buffer.from(await store.get('vault.json', { signal: never })).toString()).toBe('theirs');
    expect(await readdir(path)).toEqual(['vault.json']);
  });
});
