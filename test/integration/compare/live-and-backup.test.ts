import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { diffLive } from '../../../electron/engine/compare/diff-live.ts';
import { diffSnapshots } from '../../../electron/engine/compare/diff-snapshots.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { DiffReport } from '../../../electron/engine/engine.ts';
import { openReader } from '../../../electron/engine/vault/open-reader.ts';
import { openVault, readManifest } from '../../../electron/engine/vault/vault.ts';
import { orderRecord, smallApp, testKeys, testRun } from '../../support/small-app.ts';

const never = new AbortController().signal;

const edit = fc.record({
  table: fc.constantFrom('Order', 'Customer', 'Nothing'),
  n: fc.integer({ min: 0, max: 260 }),
  what: fc.constantFrom('blank', 'rename', 'remove', 'touch'),
});

describe('a comparison with the app as it is now', () => {
  it('says what a comparison with a backup made now says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), async (edits) => {
        const run = await testRun();
        const store = createMemoryStore();
        const app = smallApp(240);
        const first = await runBackup(run.task(app, [store]));
        await run.clock.advance(3_600_000);
        const now = run.clock.now().toISOString();
        for (const { table, n, what } of edits) {
          if (what === 'remove') app.remove(table, ({ title }) => title === `Order ${n}`);
          else app.put(table, orderRecord(n, { updated_date: now, ...(what === 'blank' ? { note: null } : what === 'rename' ? { title: 'Other' } : {}) }));
        }
        const vault = await openVault(store, testKeys.identity, never);
        const options = { signal: never, scratch: run.home, records: true };
        const from = await readManifest(vault, first.snapshot, never);
        const live = await diffLive((await openReader(vault, never, 0)).reader, from, app, { ...options, now: () => run.clock.now() });
        const second = await runBackup(run.task(app, [store]));
        const stored = await diffSnapshots((await openReader(vault, never, 0)).reader, from, await readManifest(vault, second.snapshot, never), options);
        await run.dispose();
        expect(live.entities).toEqual(stored.entities);
        const told = ({ incidents }: DiffReport): unknown => incidents.map(({ window: _window, ...rest }) => rest);
        expect(told(live)).toEqual(told(stored));
        expect(live.entities.some(({ created, changed, deleted }) => created + changed + deleted > 0) || edits.every(({ what }) => what === 'remove')).toBe(true);
      }),
      { numRuns: 4 },
    );
  });
});
