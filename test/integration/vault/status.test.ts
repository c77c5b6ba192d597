import { beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { summarizeSnapshots } from '../../../electron/engine/calls/list-snapshots.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { FaultyStore } from '../../support/faulty-store.ts';
import { orderRecord, smallApp, testKeys, testRun } from '../../support/small-app.ts';

const never = new AbortController().signal;

let place: ObjectStore;
let sizes: readonly number[];

/** Two backups; newest first, as they are listed. */
beforeEach(async () => {
  place = createMemoryStore();
  const run = await testRun();
  const app = smallApp(60);
  const first = await runBackup(run.task(app, [place]));
  await run.clock.advance(60_000);
  app.put('Order', orderRecord(7, { title: 'Changed', updated_date: run.clock.now().toISOString() }));
  const second = await runBackup(run.task(app, [place]));
  await run.dispose();
  sizes = [second.storedBytes, first.storedBytes];
});

async function listed(store: ObjectStore): Promise<Awaited<ReturnType<typeof summarizeSnapshots>>['snapshots']> {
  return (await summarizeSnapshots(await openVault(store, testKeys.identity, never), { signal: never })).snapshots;
}

describe('a listing of backups', () => {
  it('knows each one’s size, and that it was read back, without opening a segment', async () => {
    const store = new FaultyStore(place);
    const snapshots = await listed(store);
    expect(snapshots.map(({ storedBytes }) => storedBytes)).toEqual(sizes);
    expect(snapshots.every(({ verified }) => verified)).toBe(true);
    expect(store.countCalls({ kind: 'get', key: /^segments|^directories/ })).toBe(0);
  });

  it('finds the sizes by itself where the place does not say, and calls nothing verified then', async () => {
    await place.delete('status.json', { signal: never });
    const snapshots = await listed(place);
    expect(snapshots.every(({ verified }) => verified)).toBe(false);
    // Uploaded files are known by their content’s size there, not by that of their objects.
    for (const [i, { storedBytes }] of snapshots.entries()) expect(Math.abs(storedBytes - (sizes[i] ?? 0))).toBeLessThan(2000);
  });

  it('does not believe a status that somebody wrote who has only the public key', async () => {
    const status = JSON.parse(new TextDecoder().decode(await place.get('status.json', { signal: never }))) as { verified: { storedBytes: number }[] };
    for (const each of status.verified) each.storedBytes = 1;
    await place.put('status.json', new TextEncoder().encode(`${JSON.stringify(status, null, 2)}\n`), { signal: never });
    const snapshots = await listed(place);
    expect(snapshots.some(({ verified }) => verified)).toBe(false);
    expect(snapshots.every(({ storedBytes }) => storedBytes > 1000)).toBe(true);
  });

  it('forgets backups that are gone when the next one is verified', async () => {
    const [, first] = await listed(place);
    await place.delete(`snapshots/${first?.name}.age`, { signal: never });
    const run = await testRun();
    await run.clock.advance(3_600_000);
    await runBackup(run.task(smallApp(60), [place]));
    await run.dispose();
    const status = JSON.parse(new TextDecoder().decode(await place.get('status.json', { signal: never }))) as { verified: { snapshot: string }[] };
    expect(status.verified.map(({ snapshot }) => snapshot).toSorted()).toEqual((await listed(place)).map(({ name }) => name).toSorted());
  });
});
