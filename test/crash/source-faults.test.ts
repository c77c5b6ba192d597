import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { createMemoryStore } from '../../electron/engine/destinations/memory/memory-store.ts';
import type { BackupReport } from '../../electron/engine/engine.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { openVault } from '../../electron/engine/vault/vault.ts';
import { HoldfastError } from '../../shared/model/errors.ts';
import { createMemorySource, type MemoryCall, type MemoryEntity, type MemoryFault, type MemorySource, type MemorySourceOptions } from '../support/memory-source.ts';
import { orderRecord, testKeys, testRun, type TestRun } from '../support/small-app.ts';
import { type SnapshotView, viewSnapshot, viewVault } from '../support/vault-view.ts';

const never = new AbortController().signal;

let run: TestRun;
let store: ObjectStore;
beforeEach(async () => {
  run = await testRun();
  store = createMemoryStore();
});
afterEach(() => run.dispose());

function records(count: number): ReturnType<typeof orderRecord>[] {
  return Array.from({ length: count }, (_, n) => ({ ...orderRecord(n), note: `${n}` }));
}

function app(entity: MemoryEntity, options: Partial<MemorySourceOptions> = {}): MemorySource {
  return createMemorySource({ entities: { Order: entity, Other: { records: records(2) } }, capabilities: { maxConcurrency: 1, ...options.capabilities }, pageRecords: options.pageRecords ?? 20 });
}

interface Backup {
  readonly report: BackupReport;
  readonly view: SnapshotView;
  /** Calls to the source in this run. */
  readonly calls: readonly MemoryCall[];
}

async function backUp(source: MemorySource, more: { readonly full?: boolean } = {}): Promise<Backup> {
  const earlier = source.calls.length;
  await run.clock.advance(60_000);
  const report = await runBackup({ ...run.task(source, [store]), ...more });
  expect(report.places).toEqual([{ name: 'place 1', outcome: 'verified' }]);
  const view = await viewSnapshot(await openVault(store, testKeys.identity, never), report.snapshot);
  return { report, view, calls: source.calls.slice(earlier) };
}

/** Either exactly what the app holds, and called complete, or called incomplete with a reason: never silently short. */
function expectExact({ report, view }: Backup, source: MemorySource): void {
  expect(statusOf(report)).toEqual({ status: 'complete', reason: undefined });
  expect(view.entities['Order']).toEqual(source.lines('Order'));
  expect([report.outcome, view.manifest.outcome]).toEqual(['complete', 'complete']);
}

function expectIncomplete({ report, view }: Backup, reason: RegExp): void {
  expect(statusOf(report)).toEqual({ status: 'incomplete', reason: expect.stringMatching(reason) as unknown });
  expect([report.outcome, view.manifest.outcome]).toEqual(['incomplete', 'incomplete']);
  expect(view.manifest.entities.find(({ name }) => name === 'Other')?.status).toBe('complete');
}

function statusOf({ entities }: BackupReport): { readonly status: string | undefined; readonly reason: string | undefined } {
  const order = entities.find(({ name }) => name === 'Order');
  return { status: order?.status, reason: order?.reason };
}

const readings = (calls: readonly MemoryCall[], entity = 'Order'): readonly ('full' | 'changes')[] =>
  calls.filter((call) => call.call === 'records' && call.entity === entity).map(({ since }) => (since === undefined ? 'full' : 'changes'));

const error = new HoldfastError('server', 'The platform answered with an error.');

describe('a source that gives less or more than it should', () => {
  it.each([4999, 5000, 5001])('%i records are all there', async (count) => {
    const source = app({ records: records(count) }, { pageRecords: 5000 });
    expectExact(await backUp(source), source);
  });

  it.each([
    ['counts', {}],
    ['does not count', { count: null }],
  ] as const)('a listing that stops early and says nothing is noticed when the platform %s', async (_how, entity) => {
    const source = app({ records: records(90), ...entity });
    source.inject({ on: 'records', entity: 'Order', atRecord: 89, as: 'silent-end' });
    expectIncomplete(await backUp(source), /could be read|kept changing/);
    source.clearFaults();
    expectExact(await backUp(source), source);
  });

  it.each([0, 50, 80])('the page with record %i that comes twice is kept once', async (atRecord) => {
    const source = app({ records: records(90) });
    source.inject({ on: 'records', entity: 'Order', atRecord, as: 'page-twice' });
    expectExact(await backUp(source), source);
  });

  it('records out of order are put in order', async () => {
    const source = app({ records: records(90).toReversed() }, { capabilities: { ordered: false, changedSince: true, listsKeys: true, consistent: false, maxConcurrency: 1 } });
    expectExact(await backUp(source), source);
  });

  it.each([91, 89, 0])('a count of %i for 90 records is said', async (count) => {
    const source = app({ records: records(90), count });
    const backup = await backUp(source);
    expectIncomplete(backup, new RegExp(`The platform says there are ${count} records, but 90 could be read`));
    expect(backup.view.entities['Order']).toEqual(source.lines('Order'));
    expect(backup.view.manifest.entities[0]?.sourceRecords).toBe(count);
  });

  it('rows that may be hidden make the table incomplete however well it reads', async () => {
    const source = app({ records: records(5), hiddenRows: { reason: 'Row rules hide records of other users.', proven: true } });
    expectIncomplete(await backUp(source), /Row rules hide/);
    expectIncomplete(await backUp(source), /Row rules hide/);
  });

  it.each([
    ['as a page in between', { on: 'records', entity: 'Order', atRecord: 50, error, as: 'page' }],
    ['as an error', { on: 'records', entity: 'Order', atRecord: 50, error, as: 'throw' }],
    ['at the beginning', { on: 'records', entity: 'Order', atRecord: 0, error, as: 'throw' }],
  ] as const satisfies readonly (readonly [string, MemoryFault])[])('a page that cannot be read (%s) is said, and what could be read is kept', async (_how, fault) => {
    const source = app({ records: records(90) });
    source.inject(fault);
    const backup = await backUp(source);
    expectIncomplete(backup, /answered with an error/);
    for (const line of backup.view.entities['Order'] ?? []) expect(source.lines('Order')).toContain(line);
    source.clearFaults();
    const next = await backUp(source);
    expect(readings(next.calls)[0]).toBe('full');
    expectExact(next, source);
  });

  it('a list of keys that breaks off is not taken for deletions: the table is read in full instead', async () => {
    const source = app({ records: records(90) });
    await backUp(source);
    source.inject({ on: 'keys', entity: 'Order', error });
    const next = await backUp(source);
    expectExact(next, source);
    expect(readings(next.calls)).toContain('full');
  });

  it('a list of keys in the wrong order is not taken for deletions', async () => {
    const source = app({ records: records(90) });
    await backUp(source);
    const { keys } = source;
    source.keys = async function* (entity, options) {
      for await (const page of keys(entity, options)) yield page.toReversed();
    };
    expectExact(await backUp(source), source);
  });

  it('a table that cannot be read at all is said, and the others are kept', async () => {
    const source = app({ records: records(3), unreadable: new HoldfastError('permission-denied', 'This token may not read it.') });
    const { report, view } = await backUp(source);
    expect(statusOf(report)).toEqual({ status: 'failed', reason: 'This token may not read it.' });
    expect([report.outcome, view.entities['Other']?.length]).toEqual(['incomplete', 2]);
  });

  it('a table that vanishes while the app is read is said', async () => {
    const source = app({ records: records(90) });
    source.onPage = (entity, page) => {
      if (entity === 'Order' && page === 2) source.removeEntity('Order');
    };
    expectIncomplete(await backUp(source), /What changed while the table was read could not be read/);
  });

  it('a table that is gone since the last backup is said', async () => {
    const source = app({ records: records(3) });
    await backUp(source);
    source.removeEntity('Order');
    const { report, view } = await backUp(source);
    expect(report.warnings).toEqual([expect.stringMatching(/“Order”.*no longer in the app/)]);
    expect(view.manifest.entities.map(({ name }) => name)).toEqual(['Other']);
    expect((await backUp(source)).report.warnings).toEqual([]);
  });
});

describe('an app that changes while it is read', () => {
  const stamp = (): { readonly updated_date: string } => ({ updated_date: run.clock.now().toISOString() });
  const happenings: Readonly<Record<string, (source: MemorySource) => void>> = {
    'a record is created at the end': (source) => source.put('Order', { ...orderRecord(900), ...stamp() }),
    'a record is created behind what was read': (source) => source.put('Order', { ...orderRecord(0), id: 'a', ...stamp() }),
    'a record that was read is changed': (source) => source.put('Order', { ...orderRecord(3), title: 'new', ...stamp() }),
    'a record that was not read yet is changed': (source) => source.put('Order', { ...orderRecord(88), title: 'new', ...stamp() }),
    'a record that was read is deleted': (source) => void source.remove('Order', ({ id }) => id === orderRecord(3)['id']),
    'a record that was not read yet is deleted': (source) => void source.remove('Order', ({ id }) => id === orderRecord(88)['id']),
    'one is deleted and another created behind it': (source) => {
      source.remove('Order', ({ id }) => id === orderRecord(3)['id']);
      source.put('Order', { ...orderRecord(0), id: 'a', ...stamp() });
    },
    'all are deleted': (source) => void source.remove('Order', () => true),
  };
  const at = (pages: readonly number[]): readonly (readonly [string, number])[] => Object.keys(happenings).flatMap((what) => pages.map((page) => [what, page] as const));

  it.each(at([0, 2, 4]))('%s, at page %i of the first reading: the backup is what the app holds in the end', async (what, page) => {
    const source = app({ records: records(90) });
    expect(await during(source, page, what)).toBe('happened');
    expectExact(await last, source);
  });

  it.each(at([0, 1]))('%s, at page %i of what changed: the backup is whole, and the next one is what the app holds', async (what, page) => {
    const source = app({ records: records(90) });
    await backUp(source);
    source.put('Order', ...[30, 50, 70].map((n) => ({ ...orderRecord(n), title: 'changed before', ...stamp() })));
    expect(await during(source, page, what)).toBe('happened');
    expect(statusOf((await last).report).status).toBe('complete');
    expectExact(await backUp(source), source);
  });

  let last: Promise<Backup>;
  /** Backs up while this happens when that page of `Order` is asked for. */
  async function during(source: MemorySource, atPage: number, what: string): Promise<string> {
    let done = 'did not happen';
    source.onPage = async (entity, page) => {
      if (entity !== 'Order' || done === 'happened' || page < atPage) return;
      done = 'happened';
      await run.clock.advance(1000);
      happenings[what]?.(source);
    };
    last = backUp(source);
    await last;
    source.onPage = undefined;
    return done;
  }

  it('that never holds still is incomplete, not wrong', async () => {
    const source = app({ records: records(90) });
    let n = 1000;
    source.onPage = async (entity) => {
      if (entity !== 'Order') return;
      await run.clock.advance(10);
      source.put('Order', { ...orderRecord(n), ...stamp() });
      n += 1;
    };
    const { count } = source;
    source.count = async (entity, options) => (entity.name === 'Order' ? n : count(entity, options));
    expectIncomplete(await backUp(source), /could be read|kept changing/);
  });
});

describe('when what changed is enough, and when everything is read', () => {
  it('a second backup reads the changes and the keys; a full one reads everything, with the same result', async () => {
    const source = app({ records: records(90) });
    expect(readings((await backUp(source)).calls)[0]).toBe('full');
    source.put('Order', { ...orderRecord(7), title: 'changed', updated_date: run.clock.now().toISOString() });
    const second = await backUp(source);
    expectExact(second, source);
    expect(readings(second.calls)).toEqual(['changes']);
    expect(second.view.manifest.reading).toMatchObject({ mode: 'incremental' });
    const full = await backUp(source, { full: true });
    expect(readings(full.calls)[0]).toBe('full');
    expect(full.view.chunks).toEqual(second.view.chunks);
    expect(full.view.manifest.reading.mode).toBe('full');
  });

  it('everything is read again once the last full reading is a week old, and not before', async () => {
    const source = app({ records: records(90) });
    await backUp(source);
    // A change that the platform does not mark as one.
    source.put('Order', { ...orderRecord(7), title: 'changed behind its back' });
    await run.clock.advance(6 * 86_400_000);
    expect(readings((await backUp(source)).calls)).toEqual(['changes']);
    await run.clock.advance(86_400_000);
    const weekly = await backUp(source);
    expect(readings(weekly.calls)[0]).toBe('full');
    expectExact(weekly, source);
    expect(readings((await backUp(source)).calls)).toEqual(['changes']);
  });

  it('a table whose schema changed is read in full, the others are not', async () => {
    const source = app({ records: records(90) });
    await backUp(source);
    source.setEntity('Order', { records: records(90), schema: { type: 'object', properties: { more: { type: 'string' } } } });
    const next = await backUp(source);
    expect([readings(next.calls)[0], readings(next.calls, 'Other')]).toEqual(['full', ['changes']]);
    expectExact(next, source);
  });

  it('a table that was incomplete is read in full the next time', async () => {
    const source = app({ records: records(90) });
    await backUp(source);
    source.inject({ on: 'records', entity: 'Order', atRecord: 0, error, as: 'page' });
    expectIncomplete(await backUp(source), /error/);
    source.clearFaults();
    const next = await backUp(source);
    expect([readings(next.calls)[0], readings(next.calls, 'Other')]).toEqual(['full', ['changes']]);
  });

  it('a clock that was wrong does not hide changes: a base from the future is none', async () => {
    const source = app({ records: records(90) });
    await backUp(source);
    await run.clock.setWallClock('2026-03-04T10:00:00Z');
    await backUp(source);
    await run.clock.setWallClock('2026-03-02T10:00:00Z');
    source.put('Order', { ...orderRecord(7), title: 'changed', updated_date: run.clock.now().toISOString() });
    expectExact(await backUp(source), source);
  });

  it('a reading that is incomplete does not advance how far back one would fall', async () => {
    const source = app({ records: records(90) });
    const complete = await backUp(source);
    source.inject({ on: 'records', entity: 'Order', atRecord: 0, error, as: 'page' });
    await backUp(source);
    const status: unknown = JSON.parse(new TextDecoder().decode(await store.get('status.json', { signal: never })));
    expect(status).toMatchObject({ outcome: 'incomplete', recoveryPoint: complete.view.manifest.readStartedAt });
  });
});

describe('a run that breaks off', () => {
  it.each(['auth-expired', 'network', 'auth-revoked'] as const)('with %s ends with that, and the next one does not read again what was finished', async (code) => {
    const source = createMemorySource({ entities: { First: { records: records(90) }, Second: { records: records(90) }, Third: { records: records(90) } }, capabilities: { maxConcurrency: 1 } });
    source.inject({ on: 'records', entity: 'Third', atRecord: 50, error: new HoldfastError(code, 'No more.'), as: 'throw' });
    await expect(runBackup(run.task(source, [store]))).rejects.toMatchObject({ code });
    expect(await viewVault(store, testKeys.identity)).toEqual([]);
    source.clearFaults();
    source.put('First', { ...orderRecord(3), title: 'changed meanwhile', updated_date: run.clock.now().toISOString() });
    const { report, view, calls } = await backUp(source);
    expect(report.outcome).toBe('complete');
    expect(['First', 'Second', 'Third'].map((name) => readings(calls, name)[0])).toEqual(['changes', 'changes', 'full']);
    for (const name of ['First', 'Second', 'Third']) expect(view.entities[name]).toEqual(source.lines(name));
    expect(view.manifest.reading.mode).toBe('full');
  });

  it('and was resumed is not resumed again', async () => {
    const source = app({ records: records(90) });
    source.inject({ on: 'records', entity: 'Other', atRecord: 0, error: new HoldfastError('network', 'No more.'), as: 'throw' });
    await expect(runBackup(run.task(source, [store]))).rejects.toMatchObject({ code: 'network' });
    source.clearFaults();
    await backUp(source);
    const full = await backUp(source, { full: true });
    expect(readings(full.calls)[0]).toBe('full');
  });

  it('while nothing of the app can be read leaves no backup', async () => {
    const source = app({ records: records(3) });
    source.inject({ on: 'describe', error: new HoldfastError('auth-expired', 'No more.') });
    await expect(runBackup(run.task(source, [store]))).rejects.toMatchObject({ code: 'auth-expired' });
    expect(await viewVault(store, testKeys.identity)).toEqual([]);
  });

  it('on a hanging platform can be cancelled', async () => {
    const source = app({ records: records(90) });
    source.inject({ on: 'records', entity: 'Order', atRecord: 50, as: 'hang' });
    const pressed = new AbortController();
    const running = runBackup({ ...run.task(source, [store]), signal: pressed.signal });
    setImmediate(() => pressed.abort());
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('settings that cannot be read', () => {
  it('make the backup incomplete and are named', async () => {
    const source = app({ records: records(3) });
    source.inject({ on: 'config', error });
    const { report } = await backUp(source);
    expect(report.outcome).toBe('incomplete');
    expect(report.coverage).toEqual([expect.objectContaining({ what: 'settings, functions and agents' })]);
  });
});
