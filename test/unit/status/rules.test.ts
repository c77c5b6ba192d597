import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../electron/engine/runs/run.ts';
import type { AppFacts } from '../../../electron/engine/status/facts.ts';
import { needsOf } from '../../../electron/engine/status/needs.ts';
import { overviewOf } from '../../../electron/engine/status/overview.ts';
import type { ListedBackup, PlaceListing } from '../../../electron/engine/status/place-listing.ts';
import { trayOf } from '../../../electron/engine/status/tray.ts';
import { ago, appFacts, away, disk, holding, hour, listed, now, remembered, run, twoPlaces } from './app-facts.ts';

const network = { code: 'network', message: 'No answer.', nextStep: 'Wait.' } as const;
const expired = { code: 'auth-expired', message: 'The token has expired.', nextStep: 'Connect again.' } as const;
const locked = { state: 'locked', error: expired } as const;
const paused = { pausedUntil: new Date(now.getTime() + hour) };

type Case = readonly [string, Partial<AppFacts>, tray: string, needs: readonly string[]];

describe('what an app needs, and what the tray shows', () => {
  it.each<Case>([
    ['all is well', {}, 'safe', []],
    ['nothing but a person begins backups, nobody said how old they may be, and the last is of today', { everyHours: null, places: disk(holding(listed(24))) }, 'safe', []],
    ['nothing but a person begins backups, nobody said how old they may be, and the last is older: Home does not call that safe either', { everyHours: null, places: disk(holding(listed(24.1))) }, 'needs-you', []],
    ['never backed up', { places: disk(holding()), backupRuns: [] }, 'needs-you', ['no-backup']],
    ['no place', { places: [], backupRuns: [] }, 'needs-you', ['no-place']],
    ['the kit was never proved', { kitProvedAt: undefined }, 'needs-you', ['kit-not-proved']],
    ['the kit was proved 92 days ago, but for a second', { kitProvedAt: ago(92 * 24 - 1 / 3600) }, 'safe', []],
    ['the kit was proved 92 days ago', { kitProvedAt: ago(92 * 24) }, 'needs-you', ['kit-proof-due']],
    ['the kit was proved at a time that is still to come: by a wrong clock', { kitProvedAt: ago(-24) }, 'needs-you', ['kit-proof-due']],
    ['the sample app is not asked for its kit again', { kitProvedAt: ago(5000), isSample: true }, 'safe', []],
    ['what is known only from its backups is not either', { kitProvedAt: ago(5000), isOpened: true, kitErrors: { gone: ['Disk'], lacking: [], people: false } }, 'needs-you', []],
    ['the kit names a place that is no longer used', { kitErrors: { gone: ['Old'], lacking: ['Disk'], people: false } }, 'needs-you', ['kit-outdated']],
    ['the kit is out of date and was proved long ago', { kitProvedAt: ago(5000), kitErrors: { gone: [], lacking: [], people: true } }, 'needs-you', ['kit-outdated', 'kit-proof-due']],
    ['a kit that nobody has proved need not be up to date first', { kitProvedAt: undefined, kitErrors: { gone: ['Old'], lacking: [], people: false } }, 'needs-you', ['kit-not-proved']],
    ['the key is gone, and the last backup failed of just that', { keychain: { state: 'missing', error: expired }, backupRuns: [run('failed', 1, { error: expired })] }, 'needs-you', ['keychain']],
    ['without the key no kit can be saved or proved', { keychain: locked, kitProvedAt: ago(5000), kitErrors: { gone: ['Old'], lacking: [], people: false } }, 'needs-you', ['keychain']],
    ['the sample app needs no kit', { kitProvedAt: undefined, isSample: true }, 'safe', []],
    ['a bit late: not yet overdue', { places: disk(holding(listed(7.49))) }, 'safe', []],
    ['overdue by the schedule', { places: disk(holding(listed(7.5))) }, 'needs-you', ['overdue']],
    ['overdue by the objective, although the schedule allows it', { everyHours: 24, objectiveHours: 4, places: disk(holding(listed(5))) }, 'needs-you', ['overdue']],
    ['overdue by the objective, by hand', { everyHours: null, objectiveHours: 24, places: disk(holding(listed(30))) }, 'needs-you', ['overdue']],
    ['paused', paused, 'paused', []],
    ['paused for long: the schedule is silent', { ...paused, places: disk(holding(listed(100))) }, 'paused', []],
    ['paused for long: what may be lost is not', { ...paused, objectiveHours: 24, places: disk(holding(listed(100))) }, 'needs-you', ['overdue']],
    ['a pause that is over', { pausedUntil: now }, 'safe', []],
    ['working', { backupRuns: [run('done', 7), run('running', 0.01)] }, 'working', []],
    ['the backup being made lies there already, not yet read back', { backupRuns: [run('running', 0.1)], places: disk(holding(listed(0.1, { verified: false }), listed(6))) }, 'working', []],
    ['a place was not looked into yet', { places: disk(undefined) }, 'working', []],
    ['the newest is not whole', { places: disk(holding(listed(1, { outcome: 'incomplete', lacking: [{ name: 'Order', reason: 'Rows are hidden.' }] }), listed(7))) }, 'needs-you', ['incomplete']],
    ['the newest was not read back', { places: disk(holding(listed(1, { verified: false }), listed(7))) }, 'needs-you', ['incomplete']],
    ['the newest cannot be read', { places: disk(holding(listed(1, { outcome: 'unreadable', verified: false }), listed(7))) }, 'needs-you', ['incomplete']],
    ['whole and read back, but only long ago', { places: disk(holding(listed(1, { outcome: 'incomplete' }), listed(9))) }, 'needs-you', ['incomplete', 'overdue']],
    ['only one that was never read back', { places: disk(holding(listed(1, { verified: false }))) }, 'needs-you', ['incomplete']],
    ['failed for a reason that lasts', { backupRuns: [run('done', 7), run('failed', 1, { error: expired })], places: disk(holding(listed(7))) }, 'needs-you', ['run-failed']],
    ['failed for a reason that passes, and is tried again', { backupRuns: [run('done', 7), run('failed', 1, { error: network })], places: disk(holding(listed(7))) }, 'safe', []],
    ['failed for a reason that does not pass', { backupRuns: [4, 3, 2, 1].map((hours) => run('failed', hours, { error: network })), places: disk(holding(listed(5))) }, 'needs-you', ['run-failed']],
    ['failed for a reason that passes, and nobody tries again', { everyHours: null, backupRuns: [run('failed', 1, { error: network })] }, 'needs-you', ['run-failed']],
    ['failed, then stopped by a person', { backupRuns: [run('failed', 2, { error: expired }), run('cancelled', 1)] }, 'needs-you', ['run-failed']],
    ['failed, then done', { backupRuns: [run('failed', 2, { error: expired }), run('done', 1)] }, 'safe', []],
    ['first backup failed', { places: disk(holding()), backupRuns: [run('failed', 1, { error: expired })] }, 'needs-you', ['run-failed']],
    ['cut short, and the schedule goes on with it', { backupRuns: [run('interrupted', 1)] }, 'safe', []],
    ['cut short, and nobody goes on with it', { everyHours: null, backupRuns: [run('interrupted', 1)] }, 'needs-you', ['run-interrupted']],
    ['one place lacks the newest', { places: twoPlaces(holding(listed(1), listed(7)), holding(listed(7))) }, 'needs-you', ['place-behind']],
    ['one place has it, not read back', { places: twoPlaces(holding(listed(1)), holding(listed(1, { verified: false }))) }, 'needs-you', ['place-behind']],
    ['the only place is away', { places: disk(away), remembered: new Map([remembered(1, { Disk: true })]) }, 'needs-you', ['place-behind']],
    ['the place is away, and nothing is remembered', { places: disk(away) }, 'needs-you', ['no-backup', 'place-behind']],
    ['the place answers, and the newest backup that was read back from it is not there any more', { places: disk(holding(listed(7))), remembered: new Map([remembered(7, { Disk: true }), remembered(1, { Disk: true })]) }, 'needs-you', ['place-behind']],
    ['the place answers and is empty: another drive, or a folder that was cleared', { places: disk(holding()), remembered: new Map([remembered(1, { Disk: true })]) }, 'needs-you', ['no-backup', 'place-behind']],
    ['one of two places was cleared', { places: twoPlaces(holding(listed(1)), holding()), remembered: new Map([remembered(1, { Disk: true, Cloud: true })]) }, 'needs-you', ['place-behind']],
    ['one of two places went back to an older copy', { places: twoPlaces(holding(listed(1), listed(7)), holding(listed(7))), remembered: new Map([remembered(1, { Disk: true, Cloud: true })]) }, 'needs-you', ['place-behind']],
    ['an older backup was removed', { places: disk(holding(listed(1))), remembered: new Map([remembered(7, { Disk: true }), remembered(1, { Disk: true })]) }, 'safe', []],
    ['the newest of this computer was removed on purpose, behind one of another', { places: disk({ ...holding(listed(0.5), listed(7)), removed: ['b1'] }), remembered: new Map([remembered(1, { Disk: true })]) }, 'safe', []],
    ['more old backups would go than is usual', { removal: { runId: 'r', at: ago(1), asks: 12, error: undefined } }, 'needs-you', ['retention-asks']],
    ['no old backup could be removed, because the newest is damaged', { removal: { runId: 'r', at: ago(1), asks: 0, error: { code: 'corrupt', message: 'The newest backup here is damaged.', nextStep: 'Back up again.' } } }, 'needs-you', ['retention-stopped']],
    ['old backups could not be removed just now', { removal: { runId: 'r', at: ago(1), asks: 0, error: { code: 'network', message: 'No answer.', nextStep: 'Wait.' } } }, 'safe', []],
    ['what a run remembers lies where it was read back', { remembered: new Map([remembered(7, { Disk: true }), remembered(1, { Disk: true })]) }, 'safe', []],
    ['the last backup was not whole, and the one before is gone', { places: disk(holding(listed(7))), remembered: new Map([remembered(2, { Disk: true }), remembered(1, { Disk: true }, { complete: false })]) }, 'needs-you', ['place-behind']],
    ['another vault lies there', { places: disk({ ...away, problem: { code: 'conflict', message: 'Other backups lie there.', nextStep: 'Choose another place.' } }), remembered: new Map([remembered(1, { Disk: true })]) }, 'needs-you', ['place-behind']],
    ['paused, and the place is away', { ...paused, places: disk(away), remembered: new Map([remembered(1, { Disk: true })]) }, 'needs-you', ['place-behind']],
    ['paused, and the newest is not whole', { ...paused, places: disk(holding(listed(1, { outcome: 'incomplete' }), listed(7))) }, 'needs-you', ['incomplete']],
    ['the key cannot be read, and the place was seen a moment ago', { keychain: locked }, 'needs-you', ['keychain']],
    ['paused, and the key cannot be read', { ...paused, keychain: locked }, 'needs-you', ['keychain']],
    ['the clock was set back after the last backup: how old an earlier one is, nobody knows', { places: disk(holding(listed(-3), listed(1))), backupRuns: [run('done', 1), run('done', -3)] }, 'needs-you', ['overdue']],
    ['the clock was set back, by hand', { everyHours: null, places: disk(holding(listed(-3), listed(1))), backupRuns: [run('done', 1), run('done', -3)] }, 'needs-you', ['overdue']],
    ['the clock was set back before the only backup, by hand', { everyHours: null, places: disk(holding(listed(-3))), backupRuns: [run('done', -3)] }, 'needs-you', ['overdue']],
    ['the clock was set back by a minute or two', { places: disk(holding(listed(-0.05), listed(6))), backupRuns: [run('done', 6), run('done', -0.05)] }, 'safe', []],
    ['the first backup goes on', { places: disk(holding()), backupRuns: [run('running', 0.1)] }, 'working', []],
    ['the first backup goes on after one that failed', { places: disk(holding()), backupRuns: [run('failed', 1, { error: expired }), run('running', 0.1)] }, 'working', []],
    ['working, and a place is away', { places: disk(away), remembered: new Map([remembered(7, { Disk: true })]), backupRuns: [run('running', 0.1)] }, 'working', ['place-behind']],
    ['the key is gone', { keychain: locked, places: disk(away), remembered: new Map([remembered(1, { Disk: true })]) }, 'needs-you', ['keychain']],
    ['a check found damage', { lastCheck: { at: ago(1), runId: 'c', problems: 2 } }, 'needs-you', ['damaged']],
    ['the clock was ahead when the only backup was made', { places: disk(holding(listed(-1000))) }, 'needs-you', ['overdue']],
    ['the clock was ahead, and a backup was made since it is right', { places: disk(holding(listed(-1000, { outcome: 'incomplete' }), listed(1))) }, 'safe', []],
  ])('%s', (_what, more, tray, needs) => {
    const facts = appFacts(more);
    const kinds = needsOf(facts).map(({ kind }) => kind);
    expect([trayOf([facts], now), kinds]).toEqual([tray, needs]);
  });

  it('an app known only from its backups lacks nothing, and makes nothing green', () => {
    const opened = appFacts({ isOpened: true, places: [], kitProvedAt: undefined, backupRuns: [] });
    expect(needsOf(opened)).toEqual([]);
    expect(trayOf([opened], now)).toBe('needs-you');
    expect(trayOf([opened, appFacts()], now)).toBe('safe');
  });

  it('without any app nothing is safe', () => {
    expect(trayOf([], now)).toBe('needs-you');
  });

  it('is as bad as the worst app', () => {
    const bad = appFacts({ name: 'Blog', places: disk(holding(listed(100))) });
    expect(trayOf([appFacts(), bad], now)).toBe('needs-you');
    expect(trayOf([appFacts(), appFacts({ backupRuns: [run('running', 0.1)] })], now)).toBe('working');
  });
});

describe('the overview', () => {
  it('rests on the newest whole backup that was read back, and says which newer one is not', () => {
    const bad = listed(1, { outcome: 'incomplete', lacking: [{ name: 'Order', reason: 'Rows are hidden.' }] });
    const shown = overviewOf(appFacts({ places: disk(holding(bad, listed(7, { coverage: [{ what: 'passwords', why: 'Nobody hands them out.' }] }))) }));
    expect(shown).toMatchObject({
      newest: { id: 'b7', records: 10, tables: 2, files: 1, storedBytes: 100 },
      newestIncomplete: { id: 'b1', tables: [{ name: 'Order', reason: 'Rows are hidden.' }] },
      backups: 2,
      coverage: [{ what: 'passwords' }],
      lastBackupMs: 0.1 * hour,
    });
  });

  it('tells a place that is away from one that is behind', () => {
    const shown = overviewOf(appFacts({ places: twoPlaces(holding(listed(1), listed(7)), away), remembered: new Map([remembered(7, { Disk: true, Cloud: true }), remembered(1, { Disk: true, Cloud: false })]) }));
    expect(shown.places).toEqual([
      { name: 'Disk', path: '/disk', reachable: true, newestVerified: ago(1), behind: false },
      { name: 'Cloud', path: '/cloud', reachable: false, newestVerified: ago(7), behind: true, problem: away.problem },
    ]);
  });
});

const listedBackup: fc.Arbitrary<ListedBackup> = fc
  .record({ hours: fc.integer({ min: -3, max: 12 }), outcome: fc.constantFrom('complete' as const, 'incomplete' as const, 'unreadable' as const), verified: fc.boolean() })
  .map(({ hours, outcome, verified }) => listed(hours, { outcome, verified }));
const listing: fc.Arbitrary<PlaceListing | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.uniqueArray(listedBackup, { maxLength: 4, selector: ({ id }) => id }).map((backups) => holding(...backups)) },
  { weight: 1, arbitrary: fc.constant(away) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const anyRun = fc.record({ state: fc.constantFrom<Run['state'][]>('done', 'incomplete', 'failed', 'cancelled', 'interrupted'), hours: fc.integer({ min: 0, max: 12 }), error: fc.constantFrom(network, expired) });

describe('no false green', () => {
  it('whatever happened, safe means: every place was looked into, and the newest backup is whole, was read back, is in every place and young enough', () => {
    let greens = 0;
    fc.assert(
      fc.property(
        fc.array(listing, { minLength: 1, maxLength: 2 }),
        fc.array(anyRun, { maxLength: 3 }),
        fc.constantFrom(null, 1, 6),
        fc.constantFrom(undefined, 4, 24),
        fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean(), fc.boolean()), { maxLength: 3 })),
        (listings, runs, everyHours, objectiveHours, notes) => {
          const places = listings.map((each, index) => ({ name: `P${index}`, path: `/${index}`, listing: each }));
          const facts = appFacts({
            places,
            everyHours,
            objectiveHours,
            backupRuns: runs.map(({ state, hours, error }) => run(state, hours, { error })).toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
            remembered: new Map(notes.map(([hours, first, second]) => remembered(hours, { P0: first, P1: second }))),
          });
          if (trayOf([facts], now) !== 'safe') return;
          greens += 1;
          // Said anew from what lies in the places alone, not with the rules' own words.
          const all = listings.flatMap((each) => [...(each?.backups ?? [])]);
          // One whose time is to come was made under a wrong clock: it says nothing of how old the newest is.
          const newest = all.map(({ startedAt }) => startedAt).filter((at) => Date.parse(at) <= now.getTime() + 5 * 60_000).toSorted().at(-1) ?? '';
          for (const each of listings) {
            expect(each?.problem).toBeUndefined();
            const there = each?.backups.find(({ startedAt }) => startedAt === newest);
            expect(there).toMatchObject({ outcome: 'complete', verified: true });
          }
          for (const [index, each] of listings.entries()) {
            const last = notes.findLast(([, ...verified]) => verified[index] === true);
            if (last !== undefined) expect(each?.backups.map(({ startedAt }) => startedAt)).toContain(ago(last[0]));
          }
          const limit = Math.min(everyHours ?? Infinity, objectiveHours ?? Infinity) * 1.25 * hour;
          expect(now.getTime() - Date.parse(newest)).toBeLessThan(limit);
        },
      ),
      { numRuns: 1500, seed: 7 },
    );
    // Otherwise nothing was shown.
    expect(greens).toBeGreaterThan(20);
  });
});

describe('a failure whose cause is over', () => {
  const gone = { code: 'not-found', message: 'The folder is not there.', nextStep: 'Plug it in.' } as const;
  const failed = run('failed', 1, { error: gone, stoppedBy: 'place-away' });
  const offline = run('failed', 1, { error: network, stoppedBy: 'network' });
  const next = { at: ago(-1), why: 'Every 6 hours.' };
  const failure = (more: Partial<AppFacts>) => needsOf(appFacts({ next, places: disk(holding(listed(7))), backupRuns: [run('done', 7), failed], ...more })).find(({ kind }) => kind === 'run-failed');

  it('says so, with the time of the next try, and still that it failed', () => {
    expect(failure({})).toMatchObject({ error: gone, at: failed.endedAt ?? failed.startedAt, over: 'place-away', nextAt: next.at });
    expect(failure({ everyHours: null, next: { at: null, why: 'Only by hand.' } })).toMatchObject({ over: 'place-away', nextAt: null });
  });

  it('is over only where it was seen: every place answers, and the computer is connected', () => {
    expect(failure({ places: disk(away) })).not.toHaveProperty('over');
    expect(failure({ places: disk(undefined) })).not.toHaveProperty('over');
    expect(failure({ places: [...disk(holding(listed(7))), { name: 'Far', path: '/far', listing: away }] })).not.toHaveProperty('over');
    const byHand = { everyHours: null, backupRuns: [run('done', 7), offline] };
    expect([failure(byHand), failure({ ...byHand, online: false })].map((need) => need !== undefined && 'over' in need)).toEqual([false, false]);
    expect(failure({ ...byHand, online: true })).toMatchObject({ over: 'network' });
    expect(failure({ backupRuns: [run('failed', 1, { error: expired })] })).not.toHaveProperty('over');
  });

  it('a place that answers again lacks the newest backup, and is not said to be away', () => {
    const [id, backup] = remembered(1, { Disk: true });
    const facts = appFacts({ places: twoPlaces(holding(listed(1)), holding(listed(7))), remembered: new Map([[id, { ...backup, places: [...backup.places, { name: 'Cloud', verified: false, error: gone }] }]]) });
    expect(needsOf(facts).find(({ kind }) => kind === 'place-behind')).toMatchObject({ back: true, error: gone });
  });
});

