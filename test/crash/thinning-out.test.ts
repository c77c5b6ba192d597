import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { isHoldfastError } from '../../shared/model/errors.ts';
import { type FaultPoint, faultPoints, FaultyStore, taxonomyError, taxonomyErrors } from '../support/faulty-store.ts';
import { copyOf, testRun, type TestRun } from '../support/small-app.ts';
import { expectNoDamage, expectNothingElse, expectWhole, type History, history, keysOf, pastGrace, thin } from '../support/thinning.ts';

/**
 * Thinning out, broken off at every call that it makes of the place: by the end of the process before and after each call that changes something, by a
 * failure at every call. Whatever happened, a check of every byte finds all backups whole that are still there, those that stay are there,
 * and the next run finishes.
 */

let run: TestRun;
let past: History;
beforeAll(async () => {
  run = await testRun();
  past = await history(run);
});
afterAll(() => run.dispose());

interface Scene {
  readonly before: ObjectStore;
  readonly at: Date;
  /** Every call of an undisturbed run. */
  readonly calls: FaultyStore['calls'];
}

/** The first time backups go and segments are rewritten; a day later what nobody needs goes. */
const scenes = {
  'when backups go': async () => past.store,
  'when their parts go': async () => {
    const store = await copyOf(past.store);
    await thin(run, store);
    await pastGrace(run);
    return store;
  },
} satisfies Record<string, () => Promise<ObjectStore>>;

async function prepare(name: keyof typeof scenes): Promise<Scene> {
  const before = await scenes[name]();
  const dry = new FaultyStore(await copyOf(before));
  await thin(run, dry);
  return { before, at: run.clock.now(), calls: dry.calls };
}

describe.each(Object.keys(scenes) as (keyof typeof scenes)[])('%s', (name) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await prepare(name);
  });

  it('deletes, and takes care of status.json before any manifest and of new segments before any old one', () => {
    const changes = scene.calls.filter(({ kind }) => kind === 'put' || kind === 'delete').map(({ kind, key }) => `${kind} ${key.replace(/\/.*/, '')}`);
    expect(changes.filter((change, i) => change !== changes[i - 1])).toEqual(
      name === 'when backups go'
        ? ['put retention.json', 'put status.json', 'delete snapshots', 'put segments', 'put directories', 'put retention.json']
        : ['put retention.json', 'delete directories', 'delete segments', 'delete files', 'put retention.json'],
    );
  });

  it('survives being stopped before and after each change', async () => {
    const points = [...faultPoints(scene.calls, { kind: 'put' }), ...faultPoints(scene.calls, { kind: 'delete' })];
    expect(points.length).toBeGreaterThan(12);
    for (const point of points) {
      await named(point, async () => {
        const left = await at(point, scene, async (store) => {
          const stopped = store.stopAt(point);
          await Promise.race([stopped, thin(run, store)]);
        });
        await expectFinishes(left);
      });
    }
  });

  it('survives a failure at each call', async () => {
    // An answer that is lost is lost before and after; what changes something is stopped at both sides above.
    const all = (['get', 'stat', 'list', 'put', 'delete'] as const).flatMap((kind) => faultPoints(scene.calls, { kind }));
    const points = all.filter(({ kind, when }) => when === (kind === 'put' || kind === 'delete' ? 'after' : 'before'));
    expect(points.length).toBeGreaterThan(30);
    for (const point of points) {
      await named(point, async () => {
        const left = await at(point, scene, async (store) => {
          store.failAt(point, taxonomyError('server'));
          await expect(thin(run, store)).rejects.toMatchObject({ code: 'server' });
        });
        // What only could not be read left nothing behind that a kill does not.
        if (point.kind === 'put' || point.kind === 'delete') await thin(run, left);
      });
    }
  });

  it('survives each error code, and a refusal of each sort of change', async () => {
    const sorts = new Map<string, FaultPoint>();
    for (const { kind, key } of scene.calls) if (kind === 'put' || kind === 'delete') sorts.set(`${kind} ${key.replace(/\/.*/, '')}`, { kind, key: new RegExp(`^${key.replace(/[/.].*/, '')}`), nth: 1, when: 'before' });
    const points = [...sorts.values()];
    const faults = [
      ...taxonomyErrors.map(({ code }, i) => ({ code, point: points[i % points.length] })),
      ...points.map((point) => ({ code: 'permission-denied' as const, point })),
    ];
    for (const { code, point } of faults) {
      if (point === undefined) throw new Error('nothing was changed');
      const left = await at(point, scene, async (store) => {
        store.failAt(point, taxonomyError(code));
        try {
          const { refused } = await thin(run, store);
          // A place may refuse to let something go: that is told, and the rest is done.
          expect([code, point.kind, refused.length]).toEqual(['permission-denied', 'delete', 1]);
        } catch (error) {
          if (!isHoldfastError(error)) throw error;
          expect(error.code).toBe(code);
        }
      });
      await thin(run, left);
      expect(await keysOf(left, 'snapshots/')).toHaveLength(3);
    }
  });
});

/** A run into a fault; then a check of every byte finds nothing. Answers the place as it was left. */
async function at(point: FaultPoint, { before, at: when }: Scene, work: (store: FaultyStore) => Promise<void>): Promise<ObjectStore> {
  await run.clock.setWallClock(when);
  const disk = await copyOf(before);
  const store = new FaultyStore(disk);
  await work(store);
  expect(store.countCalls(point), 'never reached').toBeGreaterThanOrEqual(point.nth);
  const present = await keysOf(disk, 'snapshots/');
  expect(present).toEqual(expect.arrayContaining(past.views.slice(2).map(({ name }) => `snapshots/${name}.age`)));
  await expectNoDamage(disk);
  return disk;
}

/** The next run by the same computer, at once, and two more with a day between: by then all waste is gone. */
async function expectFinishes(disk: ObjectStore): Promise<void> {
  const kept = past.views.slice(2);
  await thin(run, disk);
  await pastGrace(run);
  await thin(run, disk);
  await pastGrace(run);
  await thin(run, disk);
  await expectWhole(disk, kept);
  await expectNothingElse(disk, kept);
}

async function named(point: FaultPoint, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${point.when} ${point.kind} ${point.nth}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
