import { describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import { copyOf, type TestRun } from '../support/small-app.ts';
import { atEach, expectNextRunFinishes, expectOnlyWholeSnapshots, failingPoints, type Scenario, scenarios, withRun } from './every-store-call.ts';

// Which of the two goes wrong: the first is the one that is read from.
describe.each(Object.keys(scenarios) as (keyof typeof scenarios)[])('%s, two places', (name) => {
  it.each([0, 1])('goes on in the other when place %i fails at any call, and says which failed', (failing) =>
    withRun(async (run) => {
      const scene = await scenarios[name](run);
      const other = 1 - failing;
      const calls = await callsOf(failing, run, scene);
      await atEach(run, failingPoints(calls), async (point) => {
        const disks = [await copyOf(scene.before), await copyOf(scene.before)] as const;
        const store = new FaultyStore(disks[failing === 0 ? 0 : 1]);
        store.failAt(point, taxonomyError('server'));
        const stores = failing === 0 ? [store, disks[1]] : [disks[0], store];
        const report = await runBackup(run.task(scene.source, stores));
        expect(report.places[other]?.outcome).toBe('verified');
        expect([report.places[failing]?.outcome, report.places[failing]?.error?.code]).toEqual(['failed', 'server']);
        expect(report.outcome).toBe('complete');
        expect(report.warnings).toEqual([]);
        for (const disk of disks) await expectOnlyWholeSnapshots(disk, scene);
        const [view] = await expectOnlyWholeSnapshots(disks[other === 0 ? 0 : 1], scene);
        expect(view?.name).toBe(report.snapshot);
        // A reading that failed leaves nothing behind that a failed writing does not.
        if (point.kind === 'put') await expectNextRunFinishes(run, disks, scene);
        return store;
      });
    }),
  );
});

async function callsOf(failing: number, run: TestRun, scene: Scenario): Promise<FaultyStore['calls']> {
  const dry = new FaultyStore(await copyOf(scene.before));
  const other = await copyOf(scene.before);
  await runBackup(run.task(scene.source, failing === 0 ? [dry, other] : [other, dry]));
  return dry.calls;
}
