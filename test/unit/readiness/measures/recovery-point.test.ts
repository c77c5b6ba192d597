import { describe, expect, test } from 'vitest';
import { CountedBackups } from '../../../../electron/engine/readiness/measures/counted-backups.ts';
import { recoveryPointOf } from '../../../../electron/engine/readiness/measures/recovery-point.ts';
import type { AppFacts } from '../../../../electron/engine/status/facts.ts';
import { ago, appFacts, away, disk, holding, hour, listed, now, remembered, run, twoPlaces } from '../../status/app-facts.ts';

const unknown = (): undefined => undefined;

/** What is noted when things are looked at so. */
function noted(counted: CountedBackups, facts: AppFacts): CountedBackups {
  for (const note of counted.news(facts, unknown)) counted.note(note);
  return counted;
}

describe('how far back one would fall now', () => {
  test('is the age of the newest whole backup that was read back, and nothing else makes it smaller', () => {
    const facts = appFacts({ objectiveHours: 4, places: disk(holding(listed(1, { verified: false }), listed(3, { outcome: 'unreadable', verified: false }), listed(5), listed(11))) });
    expect(recoveryPointOf(facts, [])).toEqual({ objectiveHours: 4, nowMs: 5 * hour, at: ago(5) });
  });

  test('without any such backup it is not said to be anything', () => {
    expect(recoveryPointOf(appFacts({ places: disk(holding()) }), [])).toEqual({});
  });

  test('a backup made under a wrong clock is as old as the app has been here', () => {
    expect(recoveryPointOf(appFacts({ addedAt: ago(50), places: disk(holding(listed(-1000))) }), [])).toEqual({ nowMs: 50 * hour });
    expect(recoveryPointOf(appFacts({ places: disk(holding(listed(-1000), listed(7))) }), [])).toMatchObject({ nowMs: 7 * hour });
  });

  test('a place that is away holds what was read back from it', () => {
    const facts = appFacts({ places: disk(away), backupRuns: [run('done', 2)], remembered: new Map([remembered(2, { Disk: true })]) });
    expect(recoveryPointOf(facts, [])).toMatchObject({ nowMs: 2 * hour });
  });

  test('names the table that later backups lack, with when it was last read whole', () => {
    const lacking = (...names: readonly string[]) => names.map((name) => ({ name, reason: 'A page was missing.' }));
    const partly = (hoursAgo: number, ...names: readonly string[]) => listed(hoursAgo, { outcome: 'incomplete', tables: 3, lacking: lacking(...names) });
    const facts = (...backups: readonly ReturnType<typeof listed>[]) => appFacts({ places: disk(holding(...backups)) });
    expect(recoveryPointOf(facts(partly(1, 'Order', 'User'), partly(2, 'Order'), listed(9)), [])).toMatchObject({ nowMs: 9 * hour, worstTable: { name: 'Order', at: ago(9) } });
    expect(recoveryPointOf(facts(partly(1, 'User'), partly(2, 'Order'), listed(9)), []).worstTable).toEqual({ name: 'User', at: ago(2) });
    // Never read whole: it has no date.
    expect(recoveryPointOf(facts(partly(1, 'Order')), [])).toEqual({ worstTable: { name: 'Order' } });
    // All tables are lacking: none is further back than the others.
    expect(recoveryPointOf(facts(partly(1, 'Order', 'User', 'Item'), listed(9)), []).worstTable).toBeUndefined();
  });
});

describe('what is noted of backups', () => {
  test('those of the journal count from when their run ended, those that only places tell of from when they began; each once', () => {
    const facts = appFacts({ backupRuns: [run('done', 7), run('incomplete', 3)], remembered: new Map([remembered(7, { Disk: true }), remembered(3, { Disk: true }, { complete: false })]), places: disk(holding(listed(1), listed(7))) });
    const counted = noted(noted(new CountedBackups(), facts), facts);
    expect(counted.all).toEqual([
      { id: 'b7', startedAt: Date.parse(ago(7)), from: Date.parse(ago(6.9)) },
      { id: 'b1', startedAt: Date.parse(ago(1)), from: Date.parse(ago(1)) },
    ]);
    expect(recoveryPointOf(facts, counted.curve).worst30).toEqual({ ms: 6 * hour, at: ago(1), since: ago(6.9) });
  });

  test('one that turns out damaged does not count from when that was found, and one that is read back again does', () => {
    const counted = noted(new CountedBackups(), appFacts({ places: disk(holding(listed(1), listed(7))) }));
    noted(counted, appFacts({ places: disk(holding(listed(1, { outcome: 'unreadable', verified: false }), listed(7))) }));
    expect(counted.all.find(({ id }) => id === 'b1')?.until).toBe(now.getTime());
    // In the curve it counts as it did before.
    expect(recoveryPointOf(appFacts({ places: disk(holding(listed(7))) }), counted.curve).worst30).toMatchObject({ ms: 7 * hour, at: now.toISOString() });
    const later = new Date(now.getTime() + hour);
    noted(counted, appFacts({ now: later, places: disk(holding(listed(1), listed(7))) }));
    expect(counted.all.filter(({ id }) => id === 'b1').map(({ from, until }) => [from, until])).toEqual([[Date.parse(ago(1)), now.getTime()], [later.getTime(), undefined]]);
  });

  test('a place that is away, or was looked at before the backup, makes none go', () => {
    const both = appFacts({ places: twoPlaces(holding(listed(1), listed(7)), holding(listed(7))) });
    const counted = noted(new CountedBackups(), both);
    noted(counted, appFacts({ places: twoPlaces(away, holding(listed(7))) }));
    expect(counted.all.every(({ until }) => until === undefined)).toBe(true);
    const fresh = appFacts({ backupRuns: [run('done', 0.15)], remembered: new Map([remembered(0.15, { Disk: true })]), places: disk(holding(listed(1), listed(7))) });
    noted(counted, fresh);
    noted(counted, fresh);
    expect(counted.all.every(({ until }) => until === undefined)).toBe(true);
  });

  test('old ones that are thinned out change nothing', () => {
    const counted = noted(new CountedBackups(), appFacts({ places: disk(holding(listed(1), listed(7), listed(13))) }));
    expect(counted.news(appFacts({ places: disk(holding(listed(1))) }), unknown)).toEqual([]);
  });
});
