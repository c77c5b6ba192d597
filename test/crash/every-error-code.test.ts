import { describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { retrying } from '../../electron/engine/destinations/wrappers/retrying.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import { errorCodes } from '../../shared/model/errors.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import { createMemorySource } from '../support/memory-source.ts';
import { copyOf, orderRecord, type TestRun } from '../support/small-app.ts';
import { atEach, attempt, expectHonest, expectNextRunFinishes, expectOnlyWholeSnapshots, failingPoints, type Scenario, scenario, storingPoints, withRun } from './every-store-call.ts';

/** As little as there can be to back up a second time, so that every code can be tried at every call. */
async function smallestSecondBackup(run: TestRun): Promise<Scenario> {
  const source = createMemorySource({ entities: { Order: { records: [orderRecord(1, { photo: 'mem://1' }), orderRecord(2)] } }, files: { 'mem://1': { name: 'one', body: new Uint8Array(10) } }, capabilities: { maxConcurrency: 1 } });
  const store = createMemoryStore();
  await runBackup(run.task(source, [store]));
  await run.clock.advance(60_000);
  source.put('Order', orderRecord(2, { title: 'changed', updated_date: run.clock.now().toISOString() }));
  return scenario(run, source, store);
}

describe('whatever a place answers at any call', () => {
  // A vault.json that seems to be gone is taken for a vault that lost it, which is worse than not found.
  const codes = errorCodes.map((code) => [code, code === 'not-found' ? (['not-found', 'corrupt'] as const) : ([code] as const)] as const);

  it.each(codes)('%s: is reported as it is, and the next run finishes', (code, reported) =>
    withRun(async (run) => {
      const scene = await smallestSecondBackup(run);
      await atEach(run, failingPoints(scene.calls), async (point) => {
        const disk = await copyOf(scene.before);
        const store = new FaultyStore(disk);
        store.failAt(point, taxonomyError(code));
        expectHonest(await attempt(runBackup(run.task(scene.source, [store]))), reported);
        await expectOnlyWholeSnapshots(disk, scene);
        if (point.kind === 'put') await expectNextRunFinishes(run, [disk], scene, { calledDamaged: code === 'corrupt' || code === 'not-found' });
        return store;
      });
    }),
  );

  it.each(['network', 'server', 'rate-limited'] as const)('%s, once: with tries again the backup is verified all the same', (code) =>
    withRun(async (run) => {
      const scene = await smallestSecondBackup(run);
      const clock = new FakeClock({ autoAdvance: true });
      await atEach(run, failingPoints(scene.calls), async (point) => {
        const disk = await copyOf(scene.before);
        const store = new FaultyStore(disk);
        store.failAt(point, taxonomyError(code));
        const report = await runBackup(run.task(scene.source, [retrying(store, { clock, random: () => 0.5 })]));
        expect(report.places).toEqual([{ name: 'place 1', outcome: 'verified' }]);
        expect((await expectOnlyWholeSnapshots(disk, scene)).length).toBe(1);
        return store;
      });
    }),
  );
});

describe('cancelling', () => {
  it('at any call ends as cancelled, leaves nothing half-made, and the next run finishes', () =>
    withRun(async (run) => {
      const scene = await smallestSecondBackup(run);
      await atEach(run, storingPoints(scene.calls), async (point) => {
        const disk = await copyOf(scene.before);
        const store = new FaultyStore(disk);
        const pressed = new AbortController();
        store.doAt(point, () => pressed.abort());
        const ending = await attempt(runBackup({ ...run.task(scene.source, [store]), signal: pressed.signal }));
        expectHonest(ending, ['cancelled']);
        // After the very last object there was nothing left to stop.
        if ('report' in ending) expect(ending.report.places[0]?.outcome).toBe('verified');
        await expectOnlyWholeSnapshots(disk, scene);
        await expectNextRunFinishes(run, [disk], scene);
        return store;
      });
    }));
});

describe('a place without room', () => {
  it('full after any number of bytes: says so, keeps what was there, and the next run finishes once there is room', () =>
    withRun(async (run) => {
      const scene = await smallestSecondBackup(run);
      let outcome = '';
      for (let room = 0; outcome !== 'verified'; room += 150) {
        const disk = await copyOf(scene.before);
        const store = new FaultyStore(disk);
        store.fullAfter(room);
        const ending = await attempt(runBackup(run.task(scene.source, [store])));
        expectHonest(ending, ['quota-exceeded']);
        outcome = 'report' in ending ? (ending.report.places[0]?.outcome ?? '') : 'error';
        await expectOnlyWholeSnapshots(disk, scene);
        await expectNextRunFinishes(run, [disk], scene);
      }
    }));

  it.each(['readOnly', 'gone'] as const)('%s from the beginning: nothing is touched', (how) =>
    withRun(async (run) => {
      const scene = await smallestSecondBackup(run);
      const disk = await copyOf(scene.before);
      const store = new FaultyStore(disk);
      store[how]();
      const ending = await attempt(runBackup(run.task(scene.source, [store])));
      expect('error' in ending).toBe(true);
      expectHonest(ending, [how === 'gone' ? 'not-found' : 'permission-denied']);
      expect(await expectOnlyWholeSnapshots(disk, scene)).toEqual([]);
      await expectNextRunFinishes(run, [disk], scene);
    }),
  );
});
