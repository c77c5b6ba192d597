import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteDamage } from '../../electron/engine/backup/damage.ts';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import { checkVault } from '../../electron/engine/vault/check.ts';
import { openVault } from '../../electron/engine/vault/vault.ts';
import { FaultyStore } from '../support/faulty-store.ts';
import { smallApp, testKeys, testRun, type TestRun, testVaultId } from '../support/small-app.ts';

const never = new AbortController().signal;

let run: TestRun;
beforeEach(async () => {
  run = await testRun();
});
afterEach(() => run.dispose());

describe('an uploaded file that a check found damaged', () => {
  it('is stored anew by the next backup, under its own name, and is whole in every backup then', async () => {
    const store = createMemoryStore();
    const app = smallApp(120);
    await runBackup(run.task(app, [store]));
    const vault = await openVault(store, testKeys.identity, never);
    const files = await Array.fromAsync(store.list('files/', { signal: never }));
    for (const { key } of files) await new FaultyStore(store).flip(key, -1);

    const found = await checkVault(vault, { signal: never, threads: 0, readData: true });
    expect(found.problems.map(({ object }) => object)).toEqual(expect.arrayContaining(files.map(({ key }) => key)));
    await noteDamage(run.home, testVaultId, found.problems.map(({ object }) => object));

    await run.clock.advance(60_000);
    const opened = app.calls.length;
    expect((await runBackup(run.task(app, [store]))).outcome).toBe('complete');
    expect(app.calls.slice(opened).filter(({ call }) => call === 'openFile')).toHaveLength(files.length);
    expect((await checkVault(vault, { signal: never, threads: 0, readData: true })).problems).toEqual([]);

    // And not once more the time after.
    await run.clock.advance(60_000);
    const later = app.calls.length;
    await runBackup(run.task(app, [store]));
    expect(app.calls.slice(later).filter(({ call }) => call === 'openFile')).toEqual([]);
  });
});
