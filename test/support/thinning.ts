import { expect } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { checkVault } from '../../electron/engine/vault/check.ts';
import { type ThinnedOut, thinOut, type ThinOut } from '../../electron/engine/vault/retention/apply.ts';
import { wasteBeside } from '../../electron/engine/vault/retention/sweep.ts';
import { listSnapshots, openVault } from '../../electron/engine/vault/vault.ts';
import type { MemorySource } from './memory-source.ts';
import { orderRecord, smallApp, testKeys, type TestRun } from './small-app.ts';
import { checkEveryObject, type SnapshotView, viewSnapshot } from './vault-view.ts';

const never = new AbortController().signal;
const hour = 3_600_000;

/** Keeps the last of three days. */
export const threeDays = { last: 0, daily: 3, weekly: 0, monthly: 0, preChange: 0 } as const;

/** A place with a backup each day, between which most of a table and an uploaded file were changed. */
export interface History {
  readonly source: MemorySource;
  readonly store: ObjectStore;
  /** Oldest first, as they can be read from the place. */
  readonly views: readonly SnapshotView[];
}

export function history(run: TestRun, days = 5): Promise<History> {
  return historyOf(run, { source: smallApp(260), days, change: changeMost });
}

interface Past {
  readonly source: MemorySource;
  readonly days: number;
  /** What happens to the app before the backup of each day but the first. */
  readonly change: (source: MemorySource, day: number, now: Date) => void;
}

export async function historyOf(run: TestRun, { source, days, change }: Past): Promise<History> {
  const store = createMemoryStore();
  const names: string[] = [];
  for (let day = 0; day < days; day += 1) {
    if (day > 0) change(source, day, run.clock.now());
    names.push((await runBackup(run.task(source, [store]))).snapshot);
    await run.clock.advance(24 * hour);
  }
  const vault = await openVault(store, testKeys.identity, never);
  return { source, store, views: await Promise.all(names.map((name) => viewSnapshot(vault, name))) };
}

/** All orders but the last sixty, so that of the first segment little is needed any more; and a file. */
function changeMost(source: MemorySource, day: number, now: Date): void {
  const updated_date = now.toISOString();
  source.put('Order', ...Array.from({ length: 200 }, (_, n) => orderRecord(n, { title: `Day ${day}`, updated_date, ...(n === 0 ? { photo: `mem://files/day-${day}` } : {}) })));
  source.setFile(`mem://files/day-${day}`, { name: `day-${day}`, body: new Uint8Array(500 + day).fill(day) });
}

/** Thins out the place by `threeDays`, as a person who saw what goes. */
export async function thin(run: TestRun, store: ObjectStore, more: Partial<ThinOut> = {}): Promise<ThinnedOut> {
  return thinOut({
    vault: await openVault(store, testKeys.identity, never),
    choice: { kind: 'policy', policy: threeDays },
    clock: run.clock,
    timeZone: 'UTC',
    owner: { id: 'this', name: 'this computer' },
    pinnedElsewhere: new Set(),
    confirmed: true,
    signal: never,
    ...more,
  });
}

/** A check of every byte finds nothing. */
export async function expectNoDamage(store: ObjectStore): Promise<void> {
  const report = await checkVault(await openVault(store, testKeys.identity, never), { signal: never, readData: true, threads: 0 });
  expect(report.problems).toEqual([]);
}

/** Nor does it here, and these backups hold what they held. */
export async function expectWhole(store: ObjectStore, views: readonly SnapshotView[]): Promise<void> {
  await expectNoDamage(store);
  const vault = await openVault(store, testKeys.identity, never);
  for (const view of views) expect(await viewSnapshot(vault, view.name)).toEqual(view);
}

/** Only these backups are left, verified, and nothing beside what they need; every chunk lies in one segment. */
export async function expectNothingElse(store: ObjectStore, views: readonly SnapshotView[]): Promise<void> {
  const vault = await openVault(store, testKeys.identity, never);
  const names = (await listSnapshots(vault, never)).map(({ name }) => name).toReversed();
  expect(names).toEqual(views.map(({ name }) => name));
  expect(await wasteBeside({ vault, signal: never }, names)).toEqual({ ripeBytes: 0, otherBytes: 0 });
  const { copies } = await checkEveryObject(store, testKeys.identity);
  expect([...copies.values()].filter((segments) => segments.length > 1)).toEqual([]);
}

/** Lets more than the day of grace pass. */
export async function pastGrace(run: TestRun): Promise<void> {
  await run.clock.advance(25 * hour);
}

export async function keysOf(store: ObjectStore, prefix = ''): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list(prefix, { signal: never }))).map(({ key }) => key);
}
