import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../../../electron/engine/backup/run-backup.ts';
import type { BackupReport } from '../../../../electron/engine/engine.ts';
import type { ObjectStore } from '../../../../electron/engine/ports/object-store.ts';
import { openVault } from '../../../../electron/engine/vault/vault.ts';
import { delegatingStore } from '../../../support/delegating-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FaultyStore } from '../../../support/faulty-store.ts';
import { copyOf, smallApp, testKeys, testRun, type TestRun } from '../../../support/small-app.ts';
import { expectNoDamage, type History, history, pastGrace, thin } from '../../../support/thinning.ts';
import { viewSnapshot } from '../../../support/vault-view.ts';

/** One computer thins out a place, and others back up or do the same there: with clocks that are wrong, listings that lag, or as a copy of the first. */

const never = new AbortController().signal;
let run: TestRun;
let past: History;
let madeAt: Date;
let store: ObjectStore;
beforeAll(async () => {
  run = await testRun();
  past = await history(run);
  madeAt = run.clock.now();
});
beforeEach(async () => {
  await run.clock.setWallClock(madeAt);
  store = await copyOf(past.store);
});
afterAll(() => run.dispose());

/** The app as it was at first: it counts on just what is going. */
const asAtFirst = () => smallApp(260);

describe('beside a thinning out', () => {
  it('a backup on a computer whose clock is nine hours ahead of the other’s is not called verified when it counted on what is going', async () => {
    await thin(run, store);
    await run.clock.advance(40 * 3_600_000);
    const behind = new FakeClock({ start: new Date(run.clock.now().getTime() - 9 * 3_600_000).toISOString() });
    const beside: BackupReport[] = [];
    const during = delegatingStore(store, {
      delete: async (key, options) => {
        if (beside.length === 0) beside.push(await runBackup(run.task(asAtFirst(), [store], { full: true })));
        await store.delete(key, options);
      },
    });
    await thin(run, during, { clock: behind });
    expect(beside[0]?.places).toMatchObject([{ outcome: 'failed', error: { code: 'conflict' } }]);
  });

  it('nor is one that the other’s listing does not show yet', async () => {
    await thin(run, store);
    await pastGrace(run);
    let published: string | undefined;
    const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const lagging = delegatingStore(store, {
      async *list(prefix, options) {
        for await (const object of store.list(prefix, options)) if (object.key !== published) yield object;
      },
      delete: async (key, options) => {
        reached.resolve();
        await released.promise;
        await store.delete(key, options);
      },
    });
    let thinning: Promise<unknown> | undefined;
    const backingUp = delegatingStore(store, {
      put: async (key, body, options) => {
        await store.put(key, body, options);
        if (key.startsWith('snapshots/')) published = key;
      },
      get: async (key, options) => {
        if (key === published && thinning === undefined) {
          thinning = thin(run, lagging);
          await Promise.race([reached.promise, thinning]);
        }
        return store.get(key, options);
      },
    });
    const { places } = await runBackup(run.task(asAtFirst(), [backingUp], { full: true }));
    released.resolve();
    await thinning;
    expect(places).toMatchObject([{ outcome: 'failed', error: { code: 'conflict' } }]);
  });
});

describe('a thinning out', () => {
  it('stops when a computer to which its home was copied does the same', async () => {
    let begun = false;
    const during = delegatingStore(store, {
      delete: async (key, options) => {
        if (!begun) {
          begun = true;
          await run.clock.advance(1000);
          const theirs = new FaultyStore(store);
          await Promise.race([theirs.stopAt({ kind: 'delete', nth: 1, when: 'before' }), thin(run, theirs)]);
        }
        await store.delete(key, options);
      },
    });
    await expect(thin(run, during)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'lease-lost' } });
  });

  it.each(['has finished', 'is at it'] as const)('stops when another computer, whose clock is ahead, %s: a backup made meanwhile is verified and stays whole', async (how) => {
    await thin(run, store);
    await pastGrace(run);
    const other = { owner: { id: 'other', name: 'the other computer' } };
    const reports: BackupReport[] = [];
    let begun = false;
    const during = delegatingStore(store, {
      delete: async (key, options) => {
        if (!begun) {
          begun = true;
          const at = run.clock.now();
          await run.clock.setWallClock(new Date(at.getTime() + 2 * 3_600_000));
          const theirs = new FaultyStore(store);
          const stopped = theirs.stopAt({ kind: 'delete', key: /^segments/, nth: how === 'is at it' ? 1 : 1000, when: 'before' });
          await Promise.race([stopped, thin(run, theirs, other)]);
          await run.clock.setWallClock(at);
          // As the app was at first: it counts on just what is going, and where that is gone, stores it anew under the same name.
          for (let tries = 0; tries < 2; tries += 1) {
            reports.push(await runBackup(run.task(asAtFirst(), [store], { full: true })));
            await run.clock.advance(60_000);
          }
        }
        await store.delete(key, options);
      },
    });
    await expect(thin(run, during)).rejects.toMatchObject({ code: 'conflict', details: { reason: 'lease-lost' } });
    const vault = await openVault(store, testKeys.identity, never);
    const verified = reports.filter(({ places }) => places[0]?.outcome === 'verified');
    expect(verified.length).toBe(how === 'has finished' ? 2 : 0);
    for (const { snapshot } of verified) expect((await viewSnapshot(vault, snapshot)).entities).toEqual(past.views[0]?.entities);
    if (how === 'has finished') await expectNoDamage(store);
    // What the other one said of its work was not written over.
    else await expect(thin(run, store)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('the other computer'), details: { reason: 'leased' } });
  });
});
