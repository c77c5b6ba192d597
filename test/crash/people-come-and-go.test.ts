import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import type { VaultKeys } from '../../electron/engine/vault/crypto/keys.ts';
import { openVault, readHeader } from '../../electron/engine/vault/vault.ts';
import { ada, ben, encryptedKeys, forKeys, keysFor, opens, rekey } from '../support/deputies.ts';
import { FaultyStore } from '../support/faulty-store.ts';
import { orderRecord, smallApp, testKeys, testRun } from '../support/small-app.ts';
import { expectNoDamage } from '../support/thinning.ts';
import { viewVault } from '../support/vault-view.ts';

const never = new AbortController().signal;
const people = { ada, ben } as const;
type Person = keyof typeof people;

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('let in' as const), who: fc.constantFrom<Person>('ada', 'ben') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('shut out' as const), who: fc.constantFrom<Person>('ada', 'ben') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('back up' as const, 'rewrite' as const), killedAtPut: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }) }) },
);

/** In whichever order people come and go, backups are made, places are written anew, and any of it is killed. */
it('the vault key opens everything; a deputy opens just what was written while they were let in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      const run = await testRun();
      const source = smallApp(20);
      const disk = createMemoryStore();
      const letIn = new Set<Person>();
      /** For whom each object is, by what was said when it was written. */
      const writtenFor = new Map<string, ReadonlySet<Person>>();
      const keys = (): VaultKeys => keysFor(...[...letIn].toSorted().map((who) => people[who]));
      const noting: ObjectStore = {
        capabilities: disk.capabilities,
        async put(key, body, options) {
          await disk.put(key, body, options);
          if (key.endsWith('.age')) writtenFor.set(key, new Set(letIn));
        },
        get: (...given) => disk.get(...given),
        stat: (...given) => disk.stat(...given),
        list: (...given) => disk.list(...given),
        delete: (...given) => disk.delete(...given),
      };
      let backups = 0;
      try {
        for (const [n, each] of steps.entries()) {
          await run.clock.advance(60_000);
          if (each.do === 'let in') letIn.add(each.who);
          else if (each.do === 'shut out') letIn.delete(each.who);
          else if (each.do === 'back up' || backups > 0) {
            source.put('Order', orderRecord(n, { title: `step ${n}`, updated_date: run.clock.now().toISOString() }));
            const store = new FaultyStore(noting);
            const work = each.do === 'back up' ? runBackup(forKeys(run.task(source, [store]), keys())) : rekey(run, store, keys());
            const stopped = each.killedAtPut === undefined ? new Promise<never>(() => undefined) : store.stopAt({ kind: 'put', nth: each.killedAtPut, when: 'after' });
            await Promise.race([work, stopped]);
            if (each.do === 'back up') backups = (await Array.fromAsync(disk.list('snapshots/', { signal: never }))).length;
            if (each.do === 'rewrite' && each.killedAtPut === undefined) for (const who of letIn) expect(await viewVault(disk, people[who].identity)).toHaveLength(backups);
          }
          const header = await readHeader(disk, never);
          if (header !== undefined) expect(header.recipients[0]).toBe(testKeys.recipients[0]);
        }
        for (const key of await encryptedKeys(disk)) {
          const expected = writtenFor.get(key) ?? new Set();
          expect([key, await opens(disk, key, testKeys.identity), await opens(disk, key, ada.identity), await opens(disk, key, ben.identity)]).toEqual([key, true, expected.has('ada'), expected.has('ben')]);
        }
        if (backups === 0) return;
        await expectNoDamage(disk);
        expect(await viewVault(disk, testKeys.identity)).toHaveLength(backups);
        // Whatever was left half-done: once more, and it is done.
        await rekey(run, noting, keys());
        for (const who of ['ada', 'ben'] as const) {
          if (letIn.has(who)) expect(await viewVault(disk, people[who].identity)).toHaveLength(backups);
          else await expect(openVault(disk, people[who].identity, never)).rejects.toMatchObject({ details: { reason: 'other-key' } });
        }
      } finally {
        await run.dispose();
      }
    }),
    { numRuns: 25, seed: 4 },
  );
}, 60_000);
