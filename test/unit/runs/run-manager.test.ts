import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Journal, openJournal } from '../../../electron/engine/activity/journal.ts';
import { closeInterrupted, runHistory } from '../../../electron/engine/runs/history.ts';
import { IncidentMemory } from '../../../electron/engine/runs/incident-memory.ts';
import { RunManager } from '../../../electron/engine/runs/run-manager.ts';
import type { Run, RunRequest } from '../../../electron/engine/runs/run.ts';
import { createChangeFeed } from '../../../electron/engine/system/change-feed.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { backupReport, createFakeEngine, type FakeEngine } from '../../support/fake-engine.ts';

let home = '';
let clock: FakeClock;
let engine: FakeEngine;
let journal: Journal;
let manager: RunManager;
let nextId = 0;

async function openManager(): Promise<RunManager> {
  journal = await openJournal({ home, clock, newId: () => `e${(nextId += 1)}`, log: () => undefined });
  await closeInterrupted(journal);
  return new RunManager({ engine, incidents: new IncidentMemory(), clock, downloads: path.join(home, 'Downloads'), scratch: path.join(home, 'restored'), timeZone: 'UTC', journal, history: runHistory(journal), feed: createChangeFeed(), newId: () => `run-${(nextId += 1)}` });
}

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-runs-'));
  clock = new FakeClock();
  engine = createFakeEngine();
  nextId = 0;
  manager = await openManager();
});
afterEach(() => rm(home, { recursive: true }));

const backup: RunRequest = { kind: 'backup', app: 'Shop' };
const never = new AbortController().signal;

/** Follows a run to its end, from now on. */
function follow(runId: string, signal: AbortSignal = never): { readonly seen: Run[]; readonly ended: Promise<Run | undefined> } {
  const seen: Run[] = [];
  const ended = (async () => {
    for await (const run of manager.watch(runId, signal)) seen.push(run);
    return seen.at(-1);
  })();
  return { seen, ended };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

/** The engine was asked for something, and so often. */
async function asked<T>(calls: readonly T[], times = 1): Promise<T> {
  for (;;) {
    const call = calls[times - 1];
    if (call !== undefined) return call;
    await nextTurn();
  }
}

describe('a run', () => {
  it('goes on without anybody watching, and whoever joins late sees it as it is, to the end', async () => {
    const id = await manager.start(backup, 'person');
    const work = await asked(engine.backups);
    work.call.onProgress?.({ phase: 'connect', done: 0, unit: 'objects' });
    engine.backups[0]?.call.onProgress?.({ phase: 'read', subject: 'Order', done: 5, total: 10, unit: 'records' });
    const { seen, ended } = follow(id);
    await settled();
    expect(seen).toMatchObject([{ id, state: 'running', by: 'person', progress: { phase: 'read', done: 5 }, phasesDone: ['connect'] }]);
    engine.backups[0]?.finish(backupReport());
    expect(await ended).toMatchObject({ state: 'done', endedAt: '2026-01-14T02:00:00.000Z', phasesDone: ['connect', 'read'], result: { kind: 'backup', outcome: 'complete', tables: [{ name: 'Order', records: 10 }] } });
    expect((await ended)?.progress).toBeUndefined();
    expect(await follow(id).ended).toEqual(await ended);
  });

  it('tells a watcher about ten times a second at most, the newest state each time, and the end at once', async () => {
    const id = await manager.start(backup, 'person');
    const work = await asked(engine.backups);
    const { seen, ended } = follow(id);
    await settled();
    for (let done = 1; done <= 1000; done += 1) {
      work.call.onProgress?.({ phase: 'read', done, total: 1000, unit: 'records' });
      if (done % 10 === 0) await clock.advance(10);
    }
    // A thousand reports in a second.
    expect(seen.length).toBeGreaterThan(8);
    expect(seen.length).toBeLessThan(14);
    engine.backups[0]?.finish(backupReport());
    expect((await ended)?.state).toBe('done');
  });

  it('is not stopped when a watcher leaves, and other watchers stay', async () => {
    const id = await manager.start(backup, 'person');
    const leaving = new AbortController();
    const left = follow(id, leaving.signal);
    const stays = follow(id);
    await settled();
    leaving.abort();
    expect((await left.ended)?.state).toBe('running');
    engine.backups[0]?.finish(backupReport());
    expect((await stays.ended)?.state).toBe('done');
  });

  it('is stopped by cancelling, and noted as that', async () => {
    const id = await manager.start(backup, 'person');
    const { ended } = follow(id);
    await settled();
    manager.cancel(id);
    expect(await ended).toMatchObject({ state: 'cancelled' });
    expect((await ended)?.error).toBeUndefined();
    manager.cancel(id);
    expect(manager.list({ limit: 5 })).toMatchObject([{ id, state: 'cancelled' }]);
  });

  it('that nobody remembers is not found', () => {
    expect(() => manager.watch('gone', never)).toThrow(HoldfastError);
    expect(() => manager.cancel('gone')).toThrow(HoldfastError);
  });

  it('that failed says why, in the sentence of the error', async () => {
    const id = await manager.start(backup, 'schedule');
    const work = await asked(engine.backups);
    work.fail(new HoldfastError('auth-expired', 'The token has expired.', { nextStep: 'Connect again.' }));
    expect(await follow(id).ended).toMatchObject({ state: 'failed', by: 'schedule', error: { code: 'auth-expired', message: 'The token has expired.', nextStep: 'Connect again.' } });
    expect(manager.running()).toEqual([]);
    // The app is free for the next one.
    await manager.start(backup, 'person');
  });
});

describe('a backup', () => {
  it('of an app that is being backed up is refused; another app, or another kind of work, is not', async () => {
    await manager.start(backup, 'person');
    await expect(manager.start(backup, 'schedule')).rejects.toMatchObject({ code: 'conflict', message: '“Shop” is being backed up already.' });
    await manager.start({ ...backup, app: 'Blog' }, 'person');
    await manager.start({ kind: 'check', app: 'Shop' }, 'person');
    expect(manager.running().map(({ request }) => `${request.kind} ${request.app}`)).toEqual(['backup Shop', 'backup Blog', 'check Shop']);
    expect(manager.running('Blog')).toHaveLength(1);
  });

  const failure = { code: 'network', message: 'No answer.', nextStep: 'Wait.' } as const;
  it.each([
    ['whole, in every place', {}, 'done'],
    ['a table is missing', { outcome: 'incomplete', entities: [{ name: 'Order', records: 3, status: 'incomplete', reason: 'Rows are hidden.' }] }, 'incomplete'],
    ['a place failed', { places: [{ name: 'Disk', outcome: 'verified' }, { name: 'Cloud', outcome: 'failed', error: failure }] }, 'incomplete'],
    ['every place failed', { places: [{ name: 'Disk', outcome: 'failed', error: failure }] }, 'failed'],
    ['no place at all', { places: [] }, 'failed'],
  ] as const)('%s', async (_what, report, state) => {
    const id = await manager.start(backup, 'person');
    const work = await asked(engine.backups);
    work.finish(backupReport(report));
    expect(await follow(id).ended).toMatchObject({ state });
    expect((await journal.list({ kinds: ['run-ended'], limit: 1 })).events).toMatchObject([{ app: 'Shop', runKind: 'backup', outcome: state, records: report === undefined ? 0 : expect.any(Number), bytes: 100 }]);
  });
});

describe('other work', () => {
  it('a check that finds damage is not “done”', async () => {
    const id = await manager.start({ kind: 'check', app: 'Shop', readData: true }, 'person');
    const work = await asked(engine.checks);
    work.finish({ ok: false, objects: 9, bytes: 90, problems: [{ object: 'segments/x', entity: 'Order', snapshots: ['a'], problem: 'It is damaged.' }] });
    expect(await follow(id).ended).toMatchObject({ state: 'incomplete', result: { ok: false, problems: [{ table: 'Order', backups: ['a'] }] } });
    // What may be large is not in the list.
    expect(manager.list({ limit: 1 })[0]?.result).toBeUndefined();
  });

  it('a comparison tells tables as the page calls them', async () => {
    const id = await manager.start({ kind: 'compare', app: 'Shop', from: 'a', to: 'live' }, 'person');
    const work = await asked(engine.diffs);
    await clock.advance(1500);
    work.finish({ from: 'a', to: 'live', incidents: [], entities: [{ name: 'Order', created: 1, changed: 2, deleted: 3, blankedFields: [{ field: 'phone', records: 2 }], fieldsGone: ['fax'] }] });
    expect((await follow(id).ended)?.result).toEqual({ kind: 'compare', from: 'a', to: 'live', tookMs: 1500, tables: [{ name: 'Order', created: 1, changed: 2, deleted: 3, blankedFields: [{ field: 'phone', records: 2 }], fieldsGone: ['fax'] }] });
  });

  it('what was lost is told without the ids of the records; an app that did not answer leaves it incomplete', async () => {
    const id = await manager.start({ kind: 'incidents', app: 'Shop' }, 'person');
    const work = await asked(engine.looks);
    const window = { from: '2026-01-14T01:00:00.000Z', to: '2026-01-14T02:00:00.000Z' };
    work.finish({
      incidents: [{ id: '0123456789ab', kind: 'records-deleted', tables: [{ name: 'Order', records: 2, of: 9, fields: [], ids: ['a', 'b'] }], window, snapshot: 'before', sentence: '2 records of Order were deleted.' }],
      oldest: 'first',
      problem: { code: 'network', message: 'The app cannot be reached.', nextStep: 'Look at your connection.' },
    });
    expect(await follow(id).ended).toMatchObject({ state: 'incomplete' });
    expect((await follow(id).ended)?.result).toEqual({
      kind: 'incidents',
      incidents: [{ id: '0123456789ab', kind: 'records-deleted', tables: [{ name: 'Order', records: 2, of: 9, fields: [] }], window, backup: 'before' }],
      oldest: 'first',
      problem: { code: 'network', message: 'The app cannot be reached.', nextStep: 'Look at your connection.' },
      tookMs: 0,
    });
  });

  it('an export without a folder goes to a new one in the downloads, and the ids it was asked for are not in the journal', async () => {
    const id = await manager.start({ kind: 'export', app: 'Sho/p', backup: 'latest', format: 'csv', table: 'Customer', ids: ['ada@example.com'] }, 'person');
    const work = await asked(engine.exports);
    expect(work.options).toMatchObject({ out: path.join(home, 'Downloads', 'Sho p 2026-01-14 02.00'), snapshot: 'latest', entity: 'Customer', ids: ['ada@example.com'] });
    engine.exports[0]?.finish({ snapshot: 'a', files: [{ path: '/x/Customer.csv', entity: 'Customer', records: 1 }], warnings: [] });
    expect(await follow(id).ended).toMatchObject({ state: 'done', result: { backup: 'a', files: [{ table: 'Customer' }] } });
    expect(await readFile(path.join(home, 'activity.jsonl'), 'utf8')).not.toContain('ada@example.com');
  });

  it('results are kept for the newest runs only; what they came to is remembered', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 22; n += 1) {
      ids.push(await manager.start({ kind: 'check', app: 'Shop' }, 'person'));
      (await asked(engine.checks, n + 1)).finish({ ok: true, objects: 1, bytes: 1, problems: [] });
      await follow(ids.at(-1) ?? '').ended;
    }
    expect((await follow(ids[0] ?? '').ended)?.result).toBeUndefined();
    expect((await follow(ids[0] ?? '').ended)?.state).toBe('done');
    expect((await follow(ids[21] ?? '').ended)?.result).toBeDefined();
    expect(manager.list({ limit: 500 })).toHaveLength(22);
  });
});

describe('the end of the program', () => {
  it('stops what goes on and notes it as interrupted; nothing new begins', async () => {
    const id = await manager.start(backup, 'person');
    await settled();
    await manager.close();
    expect(engine.backups[0]?.call.signal.aborted).toBe(true);
    expect(manager.list({ limit: 1 })).toMatchObject([{ id, state: 'interrupted' }]);
    await expect(manager.start(backup, 'person')).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('in the middle of starting a run waits for that one too', async () => {
    const starting = manager.start(backup, 'person');
    await manager.close();
    await starting;
    expect(manager.list({ limit: 1 })).toMatchObject([{ state: 'interrupted' }]);
  });

  it('without warning leaves a start without an end, which the next start of the program tells as interrupted', async () => {
    const id = await manager.start(backup, 'schedule');
    await settled();
    await clock.advance(60_000);
    manager = await openManager();
    expect(manager.list({ limit: 5 })).toMatchObject([{ id, state: 'interrupted', by: 'schedule', request: backup, startedAt: '2026-01-14T02:00:00.000Z' }]);
    expect(await follow(id).ended).toMatchObject({ state: 'interrupted' });
    // Once is enough.
    manager = await openManager();
    expect((await journal.list({ kinds: ['run-ended'], limit: 9 })).events).toHaveLength(1);
  });
});

describe('bringing records back', () => {
  const restore: RunRequest = { kind: 'restore', app: 'Shop', plans: [{ plan: 'p-1', without: [{ table: 'Order', ids: ['secret-id'] }] }] };

  it('waits before its next change while it is paused, and goes on when it is told to', async () => {
    const id = await manager.start(restore, 'person');
    const { gate } = await asked(engine.restores);
    const { ended } = follow(id);
    await gate?.();
    manager.pause(id, true);
    let passed = false;
    const waiting = gate?.().then(() => (passed = true));
    await settled();
    expect(passed).toBe(false);
    expect(manager.running('Shop')[0]).toMatchObject({ state: 'running', paused: true });
    manager.pause(id, false);
    await waiting;
    expect(manager.running('Shop')[0]).not.toHaveProperty('paused');
    manager.cancel(id);
    expect(await ended).toMatchObject({ state: 'cancelled' });
  });

  it('can be stopped while it is paused', async () => {
    const id = await manager.start(restore, 'person');
    const { gate } = await asked(engine.restores);
    manager.pause(id, true);
    const waiting = gate?.();
    manager.cancel(id);
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(await follow(id).ended).toMatchObject({ state: 'cancelled' });
  });

  it('is alone with its app: no backup, no second one, no removal meanwhile', async () => {
    const id = await manager.start(restore, 'person');
    await asked(engine.restores);
    for (const other of [backup, restore, { kind: 'undo', app: 'Shop', restore: 'r' }, { kind: 'retention', app: 'Shop' }] as const satisfies readonly RunRequest[]) {
      await expect(manager.start(other, 'person')).rejects.toMatchObject({ code: 'conflict' });
    }
    await manager.start({ kind: 'backup', app: 'Other' }, 'person');
    manager.cancel(id);
    await follow(id).ended;
    await manager.start(backup, 'person');
    await expect(manager.start(restore, 'person')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('cannot be paused when it is something else', async () => {
    const id = await manager.start(backup, 'person');
    expect(() => manager.pause(id, true)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    expect(() => manager.pause('nobody', true)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('leaves no id of a record in the journal', async () => {
    const id = await manager.start(restore, 'person');
    await asked(engine.restores);
    manager.cancel(id);
    await follow(id).ended;
    const noted = await readFile(path.join(home, 'activity.jsonl'), 'utf8');
    expect(noted).toContain('"restore"');
    expect(noted).not.toContain('secret-id');
  });
});
