import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { writeRecipients } from '../../electron/engine/vault/header-recipients.ts';
import { openVault, readHeader } from '../../electron/engine/vault/vault.ts';
import { ada, ben, encryptedKeys, forKeys, keysFor, opens, rekey } from '../support/deputies.ts';
import { type FaultPoint, faultPoints, FaultyStore, taxonomyError } from '../support/faulty-store.ts';
import { copyOf, orderRecord, smallApp, testKeys, testRun, type TestRun } from '../support/small-app.ts';
import { expectNoDamage } from '../support/thinning.ts';
import { type SnapshotView, viewVault } from '../support/vault-view.ts';

/**
 * vault.json rewritten for other people, and a place written anew for them, broken off at every call that is made of the place: by the end of the process before
 * and after each put, by a failure at every call. Whatever happened: the vault key opens the vault and every object, every backup reads as before, a check of every byte finds nothing; who was
 * let in before still reads everything where they are to stay; and the next time finishes.
 */

const never = new AbortController().signal;

let run: TestRun;
let past: ObjectStore;
let views: readonly SnapshotView[];
beforeAll(async () => {
  run = await testRun();
  const source = smallApp(60);
  past = createMemoryStore();
  await runBackup(forKeys(run.task(source, [past]), keysFor(ada)));
  await run.clock.advance(3_600_000);
  source.put('Order', orderRecord(3, { updated_date: run.clock.now().toISOString(), photo: 'mem://files/0' }));
  await runBackup(forKeys(run.task(source, [past]), keysFor(ada)));
  views = await viewVault(past, testKeys.identity);
});
afterAll(() => run.dispose());

const scenes = {
  'vault.json': async (store: ObjectStore): Promise<void> => {
    const header = await readHeader(store, never);
    if (header === undefined) throw new Error('no vault');
    await writeRecipients({ store, header, keys: keysFor(ada, ben) }, never);
  },
  'everything, for one more': async (store: ObjectStore): Promise<void> => void (await rekey(run, store, keysFor(ada, ben))),
  'everything, for one less': async (store: ObjectStore): Promise<void> => void (await rekey(run, store, keysFor())),
} satisfies Record<string, (store: ObjectStore) => Promise<void>>;

describe.each(Object.keys(scenes) as (keyof typeof scenes)[])('%s', (name) => {
  const work = scenes[name];
  let calls: FaultyStore['calls'];
  beforeAll(async () => {
    const dry = new FaultyStore(await copyOf(past));
    await work(dry);
    calls = dry.calls;
  });

  it('is vault.json first, then segments before the directory that leads to them, and manifests last; nothing is deleted', () => {
    expect(calls.filter(({ kind }) => kind === 'delete')).toEqual([]);
    const puts = calls.filter(({ kind }) => kind === 'put').map(({ key }) => key.replace(/\/.*/, ''));
    const order = puts.filter((each, i) => each !== puts[i - 1]);
    expect(order).toEqual(name === 'vault.json' ? ['vault.json'] : ['vault.json', 'segments', 'directories', 'files', 'directories', 'snapshots']);
  });

  it('survives being stopped before and after each put', async () => {
    const points = faultPoints(calls, { kind: 'put' });
    expect(points.length).toBeGreaterThanOrEqual(name === 'vault.json' ? 2 : 16);
    for (const point of points) {
      await named(point, async () => {
        const { store, disk } = await faulty();
        await Promise.race([store.stopAt(point), work(store)]);
        expect(store.countCalls(point)).toBeGreaterThanOrEqual(point.nth);
        await expectAsBefore(disk);
        await work(disk);
        await expectFinished(disk);
      });
    }
  });

  it('survives a failure at each call, and an answer that is lost', async () => {
    const points = (['get', 'stat', 'list', 'put'] as const).flatMap((kind) => faultPoints(calls, { kind })).filter(({ kind, when }) => kind === 'put' || when === 'before');
    for (const point of points) {
      await named(point, async () => {
        const { store, disk } = await faulty();
        store.failAt(point, taxonomyError('server'));
        await expect(work(store)).rejects.toMatchObject({ code: 'server' });
        // What only could not be read leaves nothing behind that a kill does not.
        if (point.kind !== 'put') return;
        await expectAsBefore(disk);
        await work(disk);
        await expectFinished(disk);
      });
    }
  });

  async function expectFinished(disk: ObjectStore): Promise<void> {
    await expectNoDamage(disk);
    expect(await viewVault(disk, name === 'everything, for one more' ? ben.identity : testKeys.identity)).toEqual(views);
    if (name !== 'everything, for one less') return;
    await expect(openVault(disk, ada.identity, never)).rejects.toMatchObject({ details: { reason: 'other-key' } });
    for (const key of await encryptedKeys(disk)) if (!key.startsWith('segments/')) expect([key, await opens(disk, key, ada.identity)]).toEqual([key, false]);
  }

  async function expectAsBefore(disk: ObjectStore): Promise<void> {
    expect((await readHeader(disk, never))?.recipients[0]).toBe(testKeys.recipients[0]);
    expect((await openVault(disk, testKeys.identity, never)).keys.chunkKey).toEqual(testKeys.chunkKey);
    await expectNoDamage(disk);
    // Who is to stay loses nothing in between; that the vault key opens every byte was found just now.
    expect(await viewVault(disk, name === 'everything, for one less' ? testKeys.identity : ada.identity)).toEqual(views);
  }
});

async function faulty(): Promise<{ readonly store: FaultyStore; readonly disk: ObjectStore }> {
  const disk = await copyOf(past);
  return { store: new FaultyStore(disk), disk };
}

async function named(point: FaultPoint, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${point.when} ${point.kind} ${point.nth}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
