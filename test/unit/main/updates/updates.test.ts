import { describe, expect, test } from 'vitest';
import { type RememberedUpdates, rememberedUpdates } from '../../../../electron/main/updates/memory.ts';
import { RefusedUpdate } from '../../../../electron/main/updates/refused-update.ts';
import type { Release } from '../../../../electron/main/updates/release.ts';
import type { Checked, Updater } from '../../../../electron/main/updates/updater.ts';
import { runOf } from '../../../support/updates/runs.ts';
import { Updates, type UpdatesOptions } from '../../../../electron/main/updates/updates.ts';

const release = (version: string): Release => ({ version, releaseDate: '2026-11-01T10:00:00.000Z', files: [{ url: 'x', sha512: 'x', size: 1 }], news: 'Restores are faster.' });
const idle = { running: [], apps: [] };
const backingUp = { ...idle, running: [runOf('backup')] };

/** A computer on which everything goes well, but for what is given. */
function computer({ offered = { kind: 'newer', release: release('0.2.0') }, ...change }: { readonly offered?: Checked; readonly status?: UpdatesOptions['status']; readonly windowIsOpen?: boolean; readonly prepare?: () => Promise<void>; readonly asksPassword?: boolean; readonly memory?: Partial<RememberedUpdates>; readonly savesData?: boolean } = {}) {
  let now = Date.parse('2026-11-20T12:00:00.000Z');
  let memory: RememberedUpdates = { ...rememberedUpdates.parse({}), ...change.memory };
  const done: string[] = [];
  const world = { offered, status: change.status ?? ((): typeof idle => idle), windowIsOpen: change.windowIsOpen ?? false, fails: false, answers: Promise.resolve() };
  const updater: Updater = {
    asksPassword: change.asksPassword ?? false,
    check: async () => {
      done.push('looked');
      await world.answers;
      return world.offered;
    },
    download: async (onPercent) => {
      onPercent(50);
      done.push('downloaded');
    },
    prepare: change.prepare ?? (async () => undefined),
    install: (onFailed) => {
      done.push('installed');
      if (world.fails) onFailed();
    },
  };
  const updates = new Updates({
    version: '0.1.0',
    updater,
    memory: { get: () => memory, set: (more) => (memory = { ...memory, ...more }) },
    now: () => new Date(now),
    jitter: 0,
    status: () => world.status(),
    windowIsOpen: () => world.windowIsOpen,
    savesData: async () => change.savesData ?? false,
    endFor: (install) => {
      done.push('put down');
      install();
    },
    startAgain: () => done.push('started again'),
    log: () => undefined,
  });
  return { updates, done, world, memory: () => memory, pass: (hours: number) => (now += hours * 3_600_000) };
}

describe('by itself', () => {
  test('it looks after the start, downloads, and installs once nobody looks and nothing runs', async () => {
    const { updates, done, world, pass, memory } = computer({ windowIsOpen: true });
    await updates.tick();
    expect(done).toEqual([]);
    pass(1);
    await updates.tick();
    expect(done).toEqual(['looked', 'downloaded']);
    expect(updates.state().update).toMatchObject({ version: '0.2.0', stage: 'ready', news: 'Restores are faster.' });
    world.windowIsOpen = false;
    world.status = () => backingUp;
    await updates.tick();
    expect(updates.state().update).toMatchObject({ stage: 'ready', waitsFor: 'backup' });
    world.status = () => idle;
    await updates.tick();
    expect(done).toEqual(['looked', 'downloaded', 'put down', 'installed']);
    expect(memory().installing).toMatchObject({ from: '0.1.0', to: '0.2.0', hidden: true });
  });

  test('a look that is answered while the package is read back begins nothing again', async () => {
    const [answer, readBack] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { updates, done, world, pass } = computer({ windowIsOpen: true, prepare: () => readBack.promise });
    pass(1);
    await updates.tick();
    world.answers = answer.promise;
    const looking = updates.check();
    const installing = updates.install();
    answer.resolve();
    expect((await looking).update?.stage).toBe('installing');
    readBack.resolve();
    await installing;
    expect(done).toEqual(['looked', 'downloaded', 'looked', 'put down', 'installed']);
  });

  test('a backup that begins while the package is read back comes first', async () => {
    const { updates, done, world, pass } = computer({ prepare: async () => void (world.status = () => backingUp) });
    pass(1);
    await updates.tick();
    expect(done).toEqual(['looked', 'downloaded']);
    expect(updates.state().update?.stage).toBe('ready');
  });

  test.each([
    ['was switched off', { memory: { automatic: false } }, []],
    ['would cost', { savesData: true }, []],
    ['needs a password', { asksPassword: true }, ['looked', 'downloaded']],
    ['was skipped', { memory: { skipped: '0.2.0' } }, ['looked']],
    ['was taken back', { memory: { takenBack: ['0.2.0'] } }, ['looked']],
  ])('not what %s', async (_what, change, expected) => {
    const { updates, done, pass } = computer(change);
    pass(1);
    await updates.tick();
    await updates.tick();
    expect(done).toEqual(expected);
  });

  test('not before what it was put off to', async () => {
    const { updates, done, world, pass } = computer({ windowIsOpen: true });
    await updates.check();
    updates.later('day');
    world.windowIsOpen = false;
    await updates.tick();
    expect(done).not.toContain('installed');
    pass(25);
    await updates.tick();
    expect(done).toContain('installed');
  });
});

describe('when a person says so', () => {
  test('it is installed with the window open, and waits for a backup that runs', async () => {
    const { updates, done, world } = computer({ windowIsOpen: true, status: () => backingUp });
    await updates.check();
    expect((await updates.install()).update).toMatchObject({ stage: 'ready', isAskedFor: true, waitsFor: 'backup' });
    expect(done).not.toContain('put down');
    world.status = () => idle;
    updates.follow();
    await expect.poll(() => done.slice(-2)).toEqual(['put down', 'installed']);
  });

  test('what was skipped is downloaded and installed after all', async () => {
    const { updates, done } = computer({ memory: { skipped: '0.2.0' }, windowIsOpen: true });
    await updates.install();
    expect(done).toEqual([]);
    await updates.check();
    await updates.install();
    expect(done).toEqual(['looked', 'downloaded', 'put down', 'installed']);
  });

  test('two looks at once are one', async () => {
    const { updates, done } = computer();
    await Promise.all([updates.check(), updates.check()]);
    expect(done).toEqual(['looked', 'downloaded']);
  });
});

test('what was changed on the disk meanwhile is not installed', async () => {
  const { updates, done } = computer({ prepare: () => Promise.reject(new RefusedUpdate('damaged', 'changed')) });
  await updates.check();
  await updates.install();
  expect(done).not.toContain('put down');
  expect(updates.state()).toMatchObject({ update: { stage: 'found' }, problem: { code: 'corrupt' } });
});

test('an installer that fails is noted, and the old version starts again', async () => {
  const { updates, done, world, memory } = computer();
  world.fails = true;
  await updates.check();
  await updates.install();
  expect(done.slice(-2)).toEqual(['installed', 'started again']);
  expect(memory().past).toMatchObject([{ kind: 'not-installed', version: '0.2.0' }]);
  expect(memory().installing).toBeUndefined();
});

test('less than what was offered before is refused, and what is ready stays', async () => {
  const { updates, world } = computer({ windowIsOpen: true });
  await updates.check();
  world.offered = { kind: 'newer', release: release('0.1.5') };
  expect(await updates.check()).toMatchObject({ problem: { code: 'conflict' }, update: { version: '0.2.0', stage: 'ready' } });
});

test('who watches hears the state now and at each change', async () => {
  const { updates } = computer({ windowIsOpen: true });
  const stop = new AbortController();
  const states = updates.watch(stop.signal);
  expect((await states.next()).value).toMatchObject({ version: '0.1.0', automatic: true });
  const next = states.next();
  updates.setAutomatic(false);
  expect((await next).value).toMatchObject({ automatic: false });
  stop.abort();
});
