import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import type { BackupReport } from '../../electron/engine/engine.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import type { ThinOut } from '../../electron/engine/vault/retention/apply.ts';
import { openVault } from '../../electron/engine/vault/vault.ts';
import { isHoldfastError } from '../../shared/model/errors.ts';
import { delegatingStore } from '../support/delegating-store.ts';
import { type FaultPoint, faultPoints, FaultyStore, taxonomyError, taxonomyErrors } from '../support/faulty-store.ts';
import { copyOf, smallApp, testKeys, testRun, type TestRun } from '../support/small-app.ts';
import { expectNoDamage, expectNothingElse, expectWhole, type History, history, keysOf, pastGrace, thin } from '../support/thinning.ts';
import { type SnapshotView, viewSnapshot } from '../support/vault-view.ts';

/**
 * Removing backups, by a policy or by hand, broken off at every call that it makes of the place: by the end of the process before and after each call that
 * changes something, by a failure at every call, one of many deletes in one request included. Whatever happened, a check of every byte finds all backups whole
 * that are still there, those that stay are there, and the next run finishes. And beside it, at every change that it makes, another computer backs up.
 */

const never = new AbortController().signal;
let run: TestRun;
let past: History;
beforeAll(async () => {
  run = await testRun();
  past = await history(run);
});
afterAll(() => run.dispose());

interface Scene {
  readonly before: ObjectStore;
  readonly how: Partial<ThinOut>;
  /** What stays. */
  readonly kept: readonly SnapshotView[];
  readonly at: Date;
  /** Every call of an undisturbed run. */
  readonly calls: FaultyStore['calls'];
}

type Prepared = Pick<Scene, 'before' | 'how' | 'kept'>;

const byHand = (): Partial<ThinOut> => ({ choice: { kind: 'named', names: new Set([past.views[1]?.name ?? '', past.views[3]?.name ?? '']) } });

/** The first time backups go and segments are rewritten; a day later what nobody needs goes. By hand, any but the newest may go. */
const scenes = {
  'when backups go': async () => ({ before: past.store, how: {}, kept: past.views.slice(2) }),
  'when their parts go': async () => ({ before: await later({}), how: {}, kept: past.views.slice(2) }),
  'when backups are deleted by hand': async () => ({ before: past.store, how: byHand(), kept: past.views.filter((_, n) => n % 2 === 0) }),
  'when parts of those that were deleted by hand go, one by one': async () => ({ before: delegatingStore(await later(byHand()), {}), how: byHand(), kept: past.views.filter((_, n) => n % 2 === 0) }),
} satisfies Record<string, () => Promise<Prepared>>;

async function later(how: Partial<ThinOut>): Promise<ObjectStore> {
  const store = await copyOf(past.store);
  await thin(run, store, how);
  await pastGrace(run);
  return store;
}

async function prepare(name: keyof typeof scenes): Promise<Scene> {
  const prepared = await scenes[name]();
  const dry = new FaultyStore(await copyLike(prepared.before));
  await thin(run, dry, prepared.how);
  return { ...prepared, at: run.clock.now(), calls: dry.calls };
}

/** A place that deletes one by one stays one. */
async function copyLike(store: ObjectStore): Promise<ObjectStore> {
  const copy = await copyOf(store);
  return store.deleteMany === undefined ? delegatingStore(copy, {}) : copy;
}

describe.each(Object.keys(scenes) as (keyof typeof scenes)[])('%s', (name) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await prepare(name);
  });

  it('deletes, and takes care of status.json before any manifest and of new segments before any old one', () => {
    const changes = scene.calls.filter(({ kind }) => kind === 'put' || kind === 'delete').map(({ kind, key }) => `${kind} ${key.replace(/\/.*/, '')}`);
    expect(changes.filter((change, i) => change !== changes[i - 1])).toEqual(
      {
        'when backups go': ['put retention.json', 'put status.json', 'delete snapshots', 'put segments', 'put directories', 'put retention.json'],
        'when backups are deleted by hand': ['put retention.json', 'put status.json', 'delete snapshots', 'put retention.json'],
        'when their parts go': ['put retention.json', 'delete directories', 'delete segments', 'delete files', 'put retention.json'],
        'when parts of those that were deleted by hand go, one by one': ['put retention.json', 'delete directories', 'delete segments', 'delete files', 'put retention.json'],
      }[name],
    );
  });

  it('survives being stopped before and after each change', async () => {
    const points = [...faultPoints(scene.calls, { kind: 'put' }), ...faultPoints(scene.calls, { kind: 'delete' })];
    expect(points.length).toBeGreaterThan(12);
    for (const point of points) {
      await named(point, async () => {
        const left = await at(point, scene, async (store) => {
          const stopped = store.stopAt(point);
          await Promise.race([stopped, thin(run, store, scene.how)]);
        });
        await expectFinishes(left, scene);
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
          await expect(thin(run, store, scene.how)).rejects.toMatchObject({ code: 'server' });
        });
        // What only could not be read left nothing behind that a kill does not.
        if (point.kind === 'put' || point.kind === 'delete') await thin(run, left, scene.how);
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
          const { refused } = await thin(run, store, scene.how);
          // A place may refuse to let something go: that is told, and the rest is done.
          expect([code, point.kind, refused.length]).toEqual(['permission-denied', 'delete', 1]);
        } catch (error) {
          if (!isHoldfastError(error)) throw error;
          expect(error.code).toBe(code);
        }
      });
      await thin(run, left, scene.how);
      expect(await keysOf(left, 'snapshots/')).toHaveLength(scene.kept.length);
    }
  });
});

describe('beside a backup of another computer', () => {
  /** The app as it was at first: it counts on just what is going. */
  const asAtFirst = () => smallApp(260);

  it.each(['when backups go', 'when their parts go'] as const)('%s: at any change, it is verified and whole or not called verified', async (name) => {
    const scene = await prepare(name);
    const changes = scene.calls.filter(({ kind }) => kind === 'put' || kind === 'delete').length;
    expect(changes).toBeGreaterThan(5);
    for (let nth = 1; nth <= changes; nth += 1) {
      await run.clock.setWallClock(scene.at);
      const disk = await copyOf(scene.before);
      const beside: BackupReport[] = [];
      let seen = 0;
      const meanwhile = async (): Promise<void> => {
        if ((seen += 1) === nth) beside.push(await runBackup(run.task(asAtFirst(), [disk], { full: true })));
      };
      const during = delegatingStore(disk, {
        put: async (key, body, options) => {
          await meanwhile();
          await disk.put(key, body, options);
        },
        delete: async (key, options) => {
          await meanwhile();
          await disk.delete(key, options);
        },
      });
      await thin(run, during);
      const [report] = beside;
      const vault = await openVault(disk, testKeys.identity, never);
      // A backup that was made in time takes the place of one of the three days.
      const left = await keysOf(disk, 'snapshots/');
      const stay = past.views.filter(({ name: each }) => left.includes(`snapshots/${each}.age`));
      expect(stay.length, `change ${nth}`).toBeGreaterThanOrEqual(2);
      for (const view of stay) expect(await viewSnapshot(vault, view.name), `change ${nth}`).toEqual(view);
      if (report?.places[0]?.outcome === 'verified') expect((await viewSnapshot(vault, report.snapshot)).entities, `change ${nth}`).toEqual(past.views[0]?.entities);
      else expect(report?.places, `change ${nth}`).toMatchObject([{ outcome: 'failed', error: { code: 'conflict' } }]);
      // Whatever it was, the next one is verified, and makes the place whole.
      await run.clock.advance(60_000);
      expect((await runBackup(run.task(asAtFirst(), [disk], { full: true }))).places, `change ${nth}`).toMatchObject([{ outcome: 'verified' }]);
      await expectNoDamage(disk);
    }
  });
});

/** A run into a fault; then a check of every byte finds nothing. Answers the place as it was left. */
async function at(point: FaultPoint, { before, kept, at: when }: Scene, work: (store: FaultyStore) => Promise<void>): Promise<ObjectStore> {
  await run.clock.setWallClock(when);
  const disk = await copyLike(before);
  const store = new FaultyStore(disk);
  await work(store);
  expect(store.countCalls(point), 'never reached').toBeGreaterThanOrEqual(point.nth);
  const present = await keysOf(disk, 'snapshots/');
  expect(present).toEqual(expect.arrayContaining(kept.map(({ name }) => `snapshots/${name}.age`)));
  await expectNoDamage(disk);
  return disk;
}

/** The next run by the same computer, at once, and two more with a day between: by then all waste is gone. */
async function expectFinishes(disk: ObjectStore, { kept, how }: Scene): Promise<void> {
  await thin(run, disk, how);
  await pastGrace(run);
  await thin(run, disk, how);
  await pastGrace(run);
  await thin(run, disk, how);
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
