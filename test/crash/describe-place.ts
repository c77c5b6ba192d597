import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { type FaultPoint, faultPoints, FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import { testRun, type TestRun } from '../support/small-app.ts';
import { expectNoDamage, expectNothingElse, expectWhole, type History, historyOf, pastGrace, thin } from '../support/thinning.ts';
import { attempt, expectHonest, expectNextRunFinishes, expectOnlyWholeSnapshots, failingPoints, type Scenario, scenario, storingPoints, withRun } from './every-store-call.ts';
import { changeIt, smallestApp } from './small-stages.ts';

/** A new, empty place for one fault. */
export interface CrashPlace {
  /** The driver itself, which the faults lie over. */
  readonly driver: ObjectStore;
  /** What a backup is given of a store: wrappers over the faults. The driver as it is unless told. */
  through?(store: ObjectStore): ObjectStore;
  /** The driver as another process opens it. */
  reopen?(): Promise<ObjectStore>;
  close?(): Promise<void>;
}

export interface CrashOptions {
  /** One failure that passes by itself is coped with: the backup is verified all the same. */
  readonly copes?: boolean;
  /** Why it cannot be tried here. */
  readonly whyNot?: () => string | undefined;
}

const never = new AbortController().signal;
/** Milliseconds: many places one after the other, on a computer that may be busy. */
const timeout = 300_000;

/**
 * What every place must survive, whatever it is made of: each call that a small backup makes of it fails, before and after it happened; each
 * change that a backup, or thinning out, makes of it is the last one of its process. Enumerated, on as little data as reaches every step.
 */
export function describePlace(name: string, makePlace: () => Promise<CrashPlace>, { copes = false, whyNot = () => undefined }: CrashOptions = {}): void {
  const skipWithout = ({ skip }: { readonly skip: (why: string) => void }): void => {
    const why = whyNot();
    if (why !== undefined) skip(why);
  };
  describe(`a backup to ${name}`, { timeout }, () => {
    beforeEach(skipWithout);
    it.each(['first', 'second'] as const)('the %s, stopped before and after each object is stored: nothing half-made is listed, nothing is doubled, the next one finishes', (which) =>
      withRun(async (run) => {
        const scene = await smallScene(run, which);
        const points = distinct(storingPoints(await callsOf(run, scene, makePlace)));
        expect(points.length).toBeGreaterThan(5);
        for (const point of points) await stopAt(run, scene, makePlace, point);
      }));

    it(copes ? 'that fails once at any call is verified all the same' : 'that fails at any call says so, and nothing half-made is listed', () =>
      withRun(async (run) => {
        const scene = await smallScene(run, 'second');
        const points = distinct(failingPoints(await callsOf(run, scene, makePlace)));
        expect(points.length).toBeGreaterThan(15);
        for (const point of points) await failAt(run, scene, makePlace, point, copes);
      }));
  });

  describe(`thinning out ${name}`, { timeout }, () => {
    let run: TestRun;
    let past: History;
    beforeAll(async () => {
      if (whyNot() !== undefined) return undefined;
      run = await testRun();
      past = await smallHistory(run);
      return () => run.dispose();
    });

    beforeEach(skipWithout);

    it.each(['when backups go', 'when their parts go'] as const)(`%s, ${copes ? 'failing once' : 'stopped'} before and after each change: every backup that is there is whole, and the next one finishes`, async (when) => {
      const before = createMemoryStore();
      await fill(before, past.store);
      if (when === 'when their parts go') {
        await thin(run, before);
        await pastGrace(run);
      }
      const at = run.clock.now();
      const inNew = <T>(work: (place: Filled) => Promise<T>): Promise<T> => inPlace(makePlace, before, work);
      const calls = await inNew(async ({ through, driver }) => {
        const dry = new FaultyStore(driver);
        await thin(run, through(dry));
        return dry.calls;
      });
      const points = distinct([...faultPoints(calls, { kind: 'put' }), ...faultPoints(calls, { kind: 'delete' })]);
      expect(points.length).toBeGreaterThan(5);
      for (const point of points) {
        await named(point, () =>
          inNew(async ({ through, driver, reopen }) => {
            await run.clock.setWallClock(at);
            const store = new FaultyStore(driver);
            if (copes) {
              store.failAt(point, taxonomyError('server'));
              await thin(run, through(store));
            } else await Promise.race([store.stopAt(point), thin(run, through(store))]);
            expect(store.countCalls(point), 'never reached').toBeGreaterThanOrEqual(point.nth);
            await expectFinishes(run, await reopen(), past.views.slice(-3));
          }),
        );
      }
    });
  });
}

/** The next run, and two more with a day between: by then all waste is gone. */
async function expectFinishes(run: TestRun, place: ObjectStore, kept: History['views']): Promise<void> {
  await expectNoDamage(place);
  for (let days = 0; days < 3; days += 1) {
    if (days > 0) await pastGrace(run);
    await thin(run, place);
  }
  await expectWhole(place, kept);
  await expectNothingElse(place, kept);
}

async function failAt(run: TestRun, scene: Scenario, makePlace: () => Promise<CrashPlace>, point: FaultPoint, copes: boolean): Promise<void> {
  await forgetRuns(run);
  await named(point, () =>
    inPlace(makePlace, scene.before, async ({ through, driver, reopen }) => {
      const store = new FaultyStore(driver);
      store.failAt(point, taxonomyError('server'));
      const ending = await attempt(runBackup(run.task(scene.source, [through(store)])));
      expectHonest(ending, ['server']);
      if (copes) expect(ending).toMatchObject({ report: { places: [{ outcome: 'verified' }], warnings: [] } });
      expect(store.countCalls(point), 'never reached').toBeGreaterThanOrEqual(point.nth);
      const next = await reopen();
      await expectOnlyWholeSnapshots(next, scene);
    }),
  );
}

async function stopAt(run: TestRun, scene: Scenario, makePlace: () => Promise<CrashPlace>, point: FaultPoint): Promise<void> {
  await forgetRuns(run);
  await named(point, () =>
    inPlace(makePlace, scene.before, async ({ through, driver, reopen }) => {
      const store = new FaultyStore(driver);
      await Promise.race([store.stopAt(point), runBackup(run.task(scene.source, [through(store)]))]);
      expect(store.countCalls(point), 'never reached').toBeGreaterThanOrEqual(point.nth);
      const next = await reopen();
      await expectOnlyWholeSnapshots(next, scene);
      await expectNextRunFinishes(run, [next], scene);
    }),
  );
}

/** Where what lies in the place differs: after each change is before the next. With more data, all are tried in memory. */
function distinct(points: readonly FaultPoint[]): readonly FaultPoint[] {
  return points.filter(({ kind, when, nth }) => when === 'after' || nth === 1 || (kind !== 'put' && kind !== 'delete'));
}

type Filled = Required<Omit<CrashPlace, 'close'>>;

/** A new place with what lies in `before`; gone afterwards. `reopen` gives it as a backup sees it. */
async function inPlace<T>(makePlace: () => Promise<CrashPlace>, before: ObjectStore, work: (place: Filled) => Promise<T>): Promise<T> {
  const made = await makePlace();
  const through = (store: ObjectStore): ObjectStore => made.through?.(store) ?? store;
  try {
    await fill(through(made.driver), before);
    return await work({ driver: made.driver, through, reopen: async () => through((await made.reopen?.()) ?? made.driver) });
  } finally {
    await made.close?.();
  }
}

async function fill(place: ObjectStore, from: ObjectStore): Promise<void> {
  const objects = await Array.fromAsync(from.list('', { signal: never }));
  await Promise.all(objects.map(async ({ key }) => place.put(key, await from.get(key, { signal: never }), { signal: never })));
}

async function callsOf(run: TestRun, scene: Scenario, makePlace: () => Promise<CrashPlace>): Promise<FaultyStore['calls']> {
  return inPlace(makePlace, scene.before, async ({ driver, through }) => {
    const dry = new FaultyStore(driver);
    await runBackup(run.task(scene.source, [through(dry)]));
    expect(new Set(dry.calls.map(({ kind }) => kind))).toEqual(new Set(['put', 'get', 'list', 'stat']));
    return dry.calls;
  });
}

/** What an earlier fault left on this computer would change what is called. */
async function forgetRuns(run: TestRun): Promise<void> {
  await rm(join(run.home, 'runs'), { recursive: true, force: true });
}

async function named(point: FaultPoint, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${point.when} ${point.kind} ${point.nth}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** As little as there can be to back up, or to back up a second time after a record was changed and a file came. */
async function smallScene(run: TestRun, which: 'first' | 'second'): Promise<Scenario> {
  const source = smallestApp();
  const store = createMemoryStore();
  if (which === 'first') return scenario(run, source, store);
  await runBackup(run.task(source, [store]));
  await run.clock.advance(60_000);
  changeIt(source, 1, run.clock.now());
  return scenario(run, source, store);
}

/** Four days, of which three are kept. */
function smallHistory(run: TestRun): Promise<History> {
  return historyOf(run, { source: smallestApp(), days: 4, change: changeIt });
}
