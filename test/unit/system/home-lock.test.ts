import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryFileLock } from '../../../electron/engine/system/file-lock.ts';
import { lockHome } from '../../../electron/engine/system/home-lock.ts';
import { expectCode, never } from '../../conformance/object-store/fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('the lock of a home directory', () => {
  let base: string;
  let clock: FakeClock;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'holdfast-home-'));
    clock = new FakeClock();
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  const lock = (home: string, options: { readonly waitMs?: number; readonly signal?: AbortSignal } = {}) =>
    lockHome(home, { clock, signal: never, program: 'the app', ...options });

  it('makes the home for its owner alone, and leaves only itself behind', async () => {
    const home = join(base, 'deep', 'home');
    const held = await lock(home);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect((await stat(join(home, 'lock-owner.json'))).mode & 0o777).toBe(0o600);
    await held.release();
    await held.release();
    expect(await readdir(home)).toEqual(['lock']);
  });

  it('is held once, also within one process, and says by whom', async () => {
    const held = await lock(base);
    const error = await expectCode(lock(base), 'conflict');
    expect(error.message).toContain(`the app, process ${process.pid}, since 2026-01-14T02:00:00.000Z`);
    expect(error.transient).toBe(false);
    await held.release();
    await (await lock(base)).release();
  });

  it('does not stop other homes', async () => {
    const one = await lock(join(base, 'one'));
    const two = await lock(join(base, 'two'));
    await one.release();
    await two.release();
    expect(await readdir(join(base, 'two'))).toEqual(['lock']);
  });

  it.each([
    ['a process that is no more', JSON.stringify({ pid: 2 ** 22 + 1, program: 'gone', since: '2026-01-01T00:00:00.000Z' })],
    ['something senseless', '{"pid": "x"'],
    ['nothing', ''],
  ])('does not name %s as its holder', async (_, content) => {
    const held = tryFileLock(join(base, 'lock'));
    await writeFile(join(base, 'lock-owner.json'), content);
    const error = await expectCode(lock(base), 'conflict');
    expect(error.message).toBe(`The home directory ${base} is in use by another Holdfast.`);
    held?.release();
  });

  it('is not in the way of anyone because of what a killed process left', async () => {
    await writeFile(join(base, 'lock'), '');
    await writeFile(join(base, 'lock-owner.json'), JSON.stringify({ pid: process.pid, program: 'an earlier one', since: '2026-01-01T00:00:00.000Z' }));
    await (await lock(base)).release();
    expect(await readdir(base)).toEqual(['lock']);
  });

  it('can be waited for, but not for ever, and a wait can be cancelled', async () => {
    const held = await lock(base);
    const before = clock.monotonic();
    await clock.advanceUntil(expectCode(lock(base, { waitMs: 1000 }), 'conflict'));
    expect(clock.monotonic() - before).toBeGreaterThanOrEqual(1000);

    const stop = new AbortController();
    const stopped = expectCode(lock(base, { waitMs: 1000, signal: stop.signal }), 'cancelled');
    stop.abort();
    await stopped;

    const inTime = lock(base, { waitMs: 10_000 });
    await held.release();
    await (await clock.advanceUntil(inTime)).release();
  });

  it('says so where it cannot be', async () => {
    await writeFile(join(base, 'file'), '');
    await expectCode(lock(join(base, 'file')), 'permission-denied');
    await mkdir(join(base, 'home', 'lock'), { recursive: true });
    await expectCode(lock(join(base, 'home')), 'permission-denied');
    await mkdir(join(base, 'other', 'lock-owner.json'), { recursive: true });
    await expectCode(lock(join(base, 'other')), 'permission-denied');
    // Nothing was left held.
    await rm(join(base, 'other', 'lock-owner.json'), { recursive: true });
    await (await lock(join(base, 'other'))).release();
  });
});
