import { describe, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import { copyOf } from '../support/small-app.ts';
import { atEach, attempt, expectHonest, expectNextRunFinishes, expectOnlyWholeSnapshots, failingPoints, scenarios, storingPoints, withRun } from './every-store-call.ts';

describe.each(Object.keys(scenarios) as (keyof typeof scenarios)[])('%s', (name) => {
  it('survives a failure at each call of the place', () =>
    withRun(async (run) => {
      const scene = await scenarios[name](run);
      await atEach(run, failingPoints(scene.calls), async (point) => {
        const disk = await copyOf(scene.before);
        const store = new FaultyStore(disk);
        store.failAt(point, taxonomyError('server'));
        expectHonest(await attempt(runBackup(run.task(scene.source, [store]))), ['server']);
        await expectOnlyWholeSnapshots(disk, scene);
        await expectNextRunFinishes(run, [disk], scene);
        return store;
      });
    }));

  it('survives being stopped before and after each object is stored', () =>
    withRun(async (run) => {
      const scene = await scenarios[name](run);
      await atEach(run, storingPoints(scene.calls), async (point) => {
        const disk = await copyOf(scene.before);
        const store = new FaultyStore(disk);
        const stopped = store.stopAt(point);
        await Promise.race([stopped, runBackup(run.task(scene.source, [store]))]);
        await expectOnlyWholeSnapshots(disk, scene);
        await expectNextRunFinishes(run, [disk], scene);
        return store;
      });
    }));
});
