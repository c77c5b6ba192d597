import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { describe, expect, it } from 'vitest';
import { testPlace } from '../../electron/engine/destinations/index.ts';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import { createPassphraseFile } from '../../electron/engine/keychain/passphrase-file.ts';
import type { StreamBody } from '../../electron/engine/ports/object-store.ts';
import { lockHome } from '../../electron/engine/system/home-lock.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import { collect, expectCode, never, pattern, text } from '../conformance/object-store/fixture.ts';
import type { SmallDrive } from '../support/small-drive.ts';
import { mountSmallDrive } from '../support/small-drive.ts';

const KiB = 1024;

/** On a real file system of 512 KiB. */
async function onDrive(skip: TestContext['skip'], run: (drive: SmallDrive) => Promise<void>): Promise<void> {
  const drive = await mountSmallDrive(512 * KiB);
  if (typeof drive === 'string') return skip(drive);
  try {
    await run(drive);
  } finally {
    await drive.close();
  }
}

const everyFile = async (path: string) => (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => !entry.isDirectory()).map((entry) => entry.name);

describe('a local folder on a drive that is full', () => {
  it('says so, keeps what it has, leaves nothing half-made, and goes on when there is room', ({ skip }) =>
    onDrive(skip, async ({ path }) => {
      const store = await openLocalFolder({ path });
      const big = pattern(200 * KiB);
      await store.put('segments/00/1', big, { signal: never });
      await store.put('segments/01/2', big, { signal: never });
      const free = await store.capabilities.freeSpace?.({ signal: never });
      expect(free).toBeLessThan(200 * KiB);

      for (const put of [
        () => store.put('segments/02/3', big, { signal: never }),
        () => store.put('segments/02/3', big, { signal: never, ifAbsent: true }),
        () => store.put('segments/00/1', pattern(300 * KiB), { signal: never }),
      ]) {
        const error = await expectCode(put(), 'quota-exceeded');
        expect(error.message).toContain('is full');
        expect(error.nextStep).toMatch(/^Free some space/);
        expect(error.transient).toBe(false);
      }
      expect((await everyFile(path)).toSorted()).toEqual(['1', '2']);
      expect(Buffer.compare(await store.get('segments/00/1', { signal: never }), big)).toBe(0);
      expect(await store.capabilities.freeSpace?.({ signal: never })).toBe(free);

      await store.delete('segments/01/2', { signal: never });
      await store.put('segments/02/3', big, { signal: never });
      expect(Buffer.compare(await store.get('segments/02/3', { signal: never }), big)).toBe(0);
    }));

  it('stops a stream that no longer fits, and closes it', ({ skip }) =>
    onDrive(skip, async ({ path }) => {
      const store = await openLocalFolder({ path });
      let closed = false;
      const body: StreamBody = {
        size: 1024 * KiB,
        async *open() {
          try {
            for (let piece = 0; piece < 16; piece += 1) yield pattern(64 * KiB);
          } finally {
            closed = true;
          }
        },
      };
      await expectCode(store.put('files/1', body, { signal: never }), 'quota-exceeded');
      expect(closed).toBe(true);
      expect(await everyFile(path)).toEqual([]);
    }));

  it('fails its test with a sentence for the founder', ({ skip }) =>
    onDrive(skip, async ({ path }) => {
      const store = await openLocalFolder({ path });
      await expectCode(store.put('filler', { size: 1024 * KiB, open: () => fillers() }, { signal: never }), 'quota-exceeded');
      for (let size = 256 * KiB; size >= 4 * KiB; size /= 2) {
        const fits = async (name: number): Promise<boolean> => store.put(`filler/${size}-${name}`, pattern(size), { signal: never }).then(() => true, () => false);
        for (let name = 0; await fits(name); ) name += 1;
      }
      const { report, problem } = await testPlace(store, { signal: never });
      expect(problem?.code).toBe('quota-exceeded');
      expect(report.ok).toBe(false);
      expect(report.checks).toHaveLength(1);
      expect(report.checks[0]?.detail).toContain('is full');
      expect((await collect(store.list('holdfast-test', { signal: never })))).toEqual([]);
    }));

  it('keeps the secrets it has', ({ skip }) =>
    onDrive(skip, async ({ path }) => {
      const keychain = createPassphraseFile({ path: join(path, 'secrets.age'), passphrase: 'correct horse', clock: systemClock });
      await keychain.set('vault/1', 'kept');
      await expectCode(keychain.set('too/large', 'x'.repeat(600 * KiB)), 'quota-exceeded');
      expect(await keychain.get('vault/1')).toBe('kept');
      const anew = createPassphraseFile({ path: join(path, 'secrets.age'), passphrase: 'correct horse', clock: systemClock });
      expect(await anew.get('vault/1')).toBe('kept');
      expect(await anew.get('too/large')).toBeUndefined();
    }));
});

async function* fillers(): AsyncGenerator<Uint8Array> {
  for (;;) yield pattern(64 * KiB);
}

describe('a local folder on a drive that can only be read', () => {
  it('gives what it has, and says why it takes nothing', ({ skip }) =>
    onDrive(skip, async (drive) => {
      const store = await openLocalFolder({ path: drive.path });
      await store.put('a/b', text('kept'), { signal: never });
      drive.remountReadOnly();
      for (const call of [
        () => store.put('a/b', text('new'), { signal: never }),
        () => store.put('c/d', text('new'), { signal: never, ifAbsent: true }),
        () => store.delete('a/b', { signal: never }),
      ]) {
        const error = await expectCode(call(), 'permission-denied');
        expect(error.message).toContain('can only be read');
      }
      expect(Buffer.from(await store.get('a/b', { signal: never })).toString()).toBe('kept');
      expect(await collect(store.list('', { signal: never }))).toEqual([{ key: 'a/b', size: 4 }]);
      expect((await testPlace(store, { signal: never })).problem?.code).toBe('permission-denied');
      await expectCode(lockHome(join(drive.path, 'home'), { clock: systemClock, signal: never, program: 'a test' }), 'permission-denied');
    }));
});

describe('a local folder on a drive that is taken out', () => {
  it('says so at every call, and writes nothing where the drive was', ({ skip }) =>
    onDrive(skip, async (drive) => {
      const store = await openLocalFolder({ path: drive.path });
      await store.put('a/b', text('1'), { signal: never });
      drive.takeOut();
      for (const call of [
        () => store.put('a/b', text('2'), { signal: never }),
        () => store.get('a/b', { signal: never }),
        () => store.stat('a/b', { signal: never }),
        () => collect(store.list('', { signal: never })),
        () => store.delete('a/b', { signal: never }),
      ]) {
        const error = await expectCode(call(), 'not-found');
        expect(error.details['reason']).toBe('place-gone');
        expect(error.message).toContain('taken away');
      }
      expect(await readdir(drive.path)).toEqual([]);
    }));
});

describe('a local folder of another user', () => {
  it('is refused with a sentence that says what to do', async ({ skip }) => {
    const path = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
    try {
      const store = await openLocalFolder({ path });
      await store.put('a/b', text('1'), { signal: never });
      await chmod(path, 0o755);
      const nobody = spawnSync(process.execPath, [join(import.meta.dirname, '../support/folder-child.ts'), 'work', path, 'put', 'new', '0'], { uid: 65_534, gid: 65_534, encoding: 'utf8' });
      if (process.getuid?.() !== 0 || nobody.status !== 0) skip('reason: needs root, and a checkout that user nobody can read: sudo npm test');
      expect(JSON.parse(nobody.stdout)).toMatchObject({ error: { code: 'permission-denied', details: { systemCode: 'EACCES' } } });
      expect(await everyFile(path)).toEqual(['b']);
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });

  it('or one protected against changes', async ({ skip }) => {
    const path = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
    try {
      const store = await openLocalFolder({ path });
      await store.put('a/b', text('1'), { signal: never });
      if (spawnSync('chattr', ['+i', join(path, 'a')]).status !== 0) skip('reason: needs root and a file system with chattr +i');
      try {
        await expectCode(store.put('a/b', text('2'), { signal: never }), 'permission-denied');
        await expectCode(store.put('a/c', text('2'), { signal: never, ifAbsent: true }), 'permission-denied');
        await expectCode(store.delete('a/b', { signal: never }), 'permission-denied');
        expect(Buffer.from(await store.get('a/b', { signal: never })).toString()).toBe('1');
      } finally {
        spawnSync('chattr', ['-i', join(path, 'a')]);
      }
      expect(await everyFile(path)).toEqual(['b']);
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });
});
