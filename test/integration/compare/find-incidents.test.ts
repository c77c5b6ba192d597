import { describe, expect, it } from 'vitest';
import { runBackup } from '../../../electron/engine/backup/run-backup.ts';
import { findIncidentsIn } from '../../../electron/engine/calls/find-incidents.ts';
import { createMemoryStore } from '../../../electron/engine/destinations/memory/memory-store.ts';
import type { IncidentsReport } from '../../../electron/engine/engine.ts';
import type { ObjectStore } from '../../../electron/engine/ports/object-store.ts';
import { openVault } from '../../../electron/engine/vault/vault.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { MemorySource } from '../../support/memory-source.ts';
import { orderRecord, smallApp, testKeys, testRun, type TestRun } from '../../support/small-app.ts';

const never = new AbortController().signal;

interface Story {
  readonly app: MemorySource;
  readonly run: TestRun;
  backup(): Promise<string>;
  find(more?: { readonly source?: 'away' | 'none'; readonly days?: number }): Promise<IncidentsReport>;
}

async function story(tell: (story: Story) => Promise<void>): Promise<void> {
  const run = await testRun();
  const app = smallApp(120);
  const store: ObjectStore = createMemoryStore();
  try {
    await tell({
      app,
      run,
      async backup() {
        await run.clock.advance(3_600_000);
        return (await runBackup(run.task(app, [store]))).snapshot;
      },
      async find({ source, days = 31 } = {}) {
        await run.clock.advance(600_000);
        const away = async (): Promise<MemorySource> => {
          await Promise.resolve();
          throw new HoldfastError('network', 'The app cannot be reached.');
        };
        const reader = source === 'none' ? undefined : source === 'away' ? away : async () => Promise.resolve(app);
        return findIncidentsIn(await openVault(store, testKeys.identity, never), reader, { signal: never, home: run.home, threads: 0, clock: run.clock, since: new Date(run.clock.now().getTime() - days * 86_400_000) });
      },
    });
  } finally {
    await run.dispose();
  }
}

function removeOrders(app: MemorySource, from: number, to: number): void {
  const titles = new Set(Array.from({ length: to - from }, (_, n) => `Order ${from + n}`));
  app.remove('Order', ({ title }) => typeof title === 'string' && titles.has(title));
}

describe('what happened, over the backups there are', () => {
  it('is found whether it came before or after the newest backup, with the last backup that has what is lost', async () => {
    await story(async ({ app, backup, find }) => {
      const first = await backup();
      removeOrders(app, 10, 40);
      const second = await backup();
      removeOrders(app, 50, 55);
      const { incidents, oldest, problem } = await find();
      expect(incidents.map(({ sentence, snapshot }) => [sentence, snapshot])).toEqual([
        ['5 records of Order were deleted.', second],
        ['30 records of Order were deleted.', first],
      ]);
      expect([oldest, problem]).toEqual([first, undefined]);
    });
  });

  it('does not count what came back since', async () => {
    await story(async ({ app, backup, find }) => {
      await backup();
      removeOrders(app, 10, 40);
      await backup();
      for (let n = 10; n < 38; n += 1) app.put('Order', orderRecord(n, {}));
      expect((await find()).incidents.map(({ sentence, tables }) => [sentence, tables[0]?.ids?.length])).toEqual([['2 records of Order were deleted.', 2]]);
      await backup();
      for (let n = 38; n < 40; n += 1) app.put('Order', orderRecord(n, {}));
      expect((await find()).incidents).toEqual([]);
    });
  });

  it('tells of a deletion that was undone and came again only once', async () => {
    await story(async ({ app, backup, find }) => {
      await backup();
      removeOrders(app, 10, 20);
      await backup();
      for (let n = 10; n < 20; n += 1) app.put('Order', orderRecord(n, {}));
      const whole = await backup();
      removeOrders(app, 10, 20);
      expect((await find()).incidents).toMatchObject([{ kind: 'records-deleted', snapshot: whole, tables: [{ records: 10 }] }]);
    });
  });

  it('a field that was filled again is well; so is one whose record went later, which is an incident of its own', async () => {
    await story(async ({ app, backup, run, find }) => {
      const note = { note: 'as ordered' };
      for (let n = 0; n < 30; n += 1) app.put('Order', orderRecord(n, { ...note, updated_date: run.clock.now().toISOString() }));
      const first = await backup();
      for (let n = 0; n < 30; n += 1) app.put('Order', orderRecord(n, { note: null, updated_date: run.clock.now().toISOString() }));
      const second = await backup();
      for (let n = 0; n < 10; n += 1) app.put('Order', orderRecord(n, { ...note, updated_date: run.clock.now().toISOString() }));
      removeOrders(app, 10, 15);
      const { incidents } = await find();
      expect(incidents).toHaveLength(2);
      expect(incidents).toMatchObject([
        { kind: 'records-deleted', snapshot: second, tables: [{ records: 5 }] },
        { kind: 'fields-blanked', snapshot: first, tables: [{ records: 15, fields: ['note'] }] },
      ]);
    });
  });

  it('looks no further back than was asked, and still compares the oldest with the one before', async () => {
    await story(async ({ app, backup, run, find }) => {
      await backup();
      removeOrders(app, 0, 5);
      const before = await backup();
      await run.clock.advance(40 * 86_400_000);
      removeOrders(app, 10, 12);
      await backup();
      expect((await find({ days: 31 })).incidents.map(({ snapshot, tables }) => [snapshot, tables[0]?.records])).toEqual([[before, 2]]);
      expect((await find({ days: 60 })).incidents).toHaveLength(2);
    });
  });

  it('an app that does not answer is said, and the backups are compared all the same', async () => {
    await story(async ({ app, backup, find }) => {
      await backup();
      removeOrders(app, 0, 3);
      await backup();
      expect(await find({ source: 'away' })).toMatchObject({ incidents: [{ kind: 'records-deleted' }], problem: { code: 'network' } });
      const { problem, incidents } = await find({ source: 'none' });
      expect([problem, incidents.length]).toEqual([undefined, 1]);
    });
  });
});
