import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import type { BackupReport } from '../../../electron/engine/engine.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { pin } from '../../../electron/engine/vault/retention/pins.ts';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { delegatingStore } from '../../support/delegating-store.ts';
import { taxonomyError } from '../../support/faulty-store.ts';
import { copyOf, smallApp, testKeys, testRun, type TestRun } from '../../support/small-app.ts';
import { expectNoDamage, expectNothingElse, expectWhole, type History, history, keysOf, pastGrace, thin } from '../../support/thinning.ts';
import { viewSnapshot } from '../../support/vault-view.ts';

/** Two places of one app. What was removed from the second on purpose must not come back from the first, which was away, or lets nothing go. */

const never = new AbortController().signal;
let run: TestRun;
let past: History;
let madeAt: Date;
let first: ObjectStore;
let second: ObjectStore;
beforeAll(async () => {
  run = await testRun();
  past = await history(run);
  madeAt = run.clock.now();
});
beforeEach(async () => {
  await run.clock.setWallClock(madeAt);
  [first, second] = [await copyOf(past.store), await copyOf(past.store)];
});
afterAll(() => run.dispose());

const listed = async (store: ObjectStore): Promise<readonly string[]> => (await keysOf(store, 'snapshots/')).map((key) => key.slice('snapshots/'.length, -'.age'.length));
const names = (from: number): readonly string[] => past.views.slice(from).map(({ name }) => name);
const backUp = (...stores: readonly ObjectStore[]): Promise<BackupReport> => runBackup(run.task(past.source, stores));
const verified = { outcome: 'verified' };

it('a backup that was removed while the other place was away', async () => {
  await thin(run, second);
  await pastGrace(run);
  await thin(run, second);
  const before = await keysOf(second);
  const { snapshot, places, warnings } = await backUp(first, second);
  expect(places).toMatchObject([verified, verified]);
  // Packed anew there, what a backup builds on lies elsewhere than in the first place: that is no damage.
  expect(warnings).toEqual([]);
  expect(await listed(second)).toEqual([...names(2), snapshot]);
  expect(await listed(first)).toEqual([...names(0), snapshot]);
  // Nor anything that only those need.
  expect((await keysOf(second)).filter((key) => !before.includes(key) && !key.includes(snapshot))).toEqual([]);
  await expectNothingElse(second, [...past.views.slice(2), await viewSnapshot(await openVault(second, testKeys.identity, never), snapshot)]);
  await expectWhole(first, past.views);
});

it('night after night, where the other place lets nothing go', async () => {
  const addOnly = delegatingStore(first, { delete: () => Promise.reject(taxonomyError('permission-denied')) });
  const made: string[] = [];
  for (let night = 0; night < 3; night += 1) {
    const { snapshot, places } = await backUp(addOnly, second);
    expect(places).toMatchObject([verified, verified]);
    made.push(snapshot);
    await thin(run, addOnly);
    await thin(run, second);
    await pastGrace(run);
  }
  expect(await listed(first)).toEqual([...names(0), ...made]);
  expect(await listed(second)).toEqual(made);
  const { snapshot } = await backUp(addOnly, second);
  await thin(run, second);
  const vault = await openVault(second, testKeys.identity, never);
  await expectNothingElse(second, await Promise.all([...made.slice(1), snapshot].map((name) => viewSnapshot(vault, name))));
  await expectWhole(first, past.views);
});

it('but one that is pinned in the other place does', async () => {
  await thin(run, second);
  await pin(await openVault(first, testKeys.identity, never), past.views[0]?.name ?? '', run.clock.now(), never);
  const { snapshot } = await backUp(first, second);
  expect(await listed(second)).toEqual([past.views[0]?.name, ...names(2), snapshot]);
  await expectWhole(second, [...past.views.slice(0, 1), ...past.views.slice(2)]);
});

it('but what it lacks because it was away, or lost, does, and a part that the app has again is stored anew', async () => {
  await thin(run, second);
  await pastGrace(run);
  await thin(run, second);
  // The first one alone has another backup, and the second loses parts of what it has.
  const alone = await backUp(first);
  await run.clock.advance(60_000);
  for (const key of (await keysOf(second, 'segments/')).slice(0, 2)) await second.delete(key, { signal: never });
  // The app is as it was at first: what that took is in the first place only, and needed by nothing there is in both.
  const again = await runBackup(run.task(smallApp(260), [first, second], { full: true }));
  expect(again.places).toMatchObject([verified, verified]);
  expect(again.warnings).toEqual([]);
  expect(await listed(second)).toEqual([...names(2), alone.snapshot, again.snapshot]);
  await expectWhole(second, past.views.slice(2));
  await expectNoDamage(first);
  const views = await Promise.all([first, second].map(async (store) => (await viewSnapshot(await openVault(store, testKeys.identity, never), again.snapshot)).entities));
  expect(views).toEqual([past.views[0]?.entities, past.views[0]?.entities]);
});
