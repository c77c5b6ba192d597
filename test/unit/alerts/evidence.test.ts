import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../electron/engine/alerts/cause.ts';
import { wouldBeSeen } from '../../../electron/engine/alerts/evidence.ts';
import { unusualNeeds } from '../../../electron/engine/alerts/unusual.ts';
import { ago, appFacts, away, disk, holding, listed, remembered, run } from '../status/app-facts.ts';

const error = { code: 'auth-expired', message: 'The token is old.', nextStep: 'Connect again.' } as const;
const overdue: Cause = { kind: 'overdue', app: 'Shop', since: ago(2) };
const behind: Cause = { kind: 'place-behind', app: 'Shop', place: 'Disk' };
const failed: Cause = { kind: 'run-failed', app: 'Shop', runId: 'r', at: ago(3), error };

describe('the evidence that something is over', () => {
  it('takes a look into every place, no backup under way and a key', () => {
    expect(wouldBeSeen(overdue, appFacts())).toBe(true);
    expect(wouldBeSeen(overdue, appFacts({ places: disk(undefined) }))).toBe(false);
    expect(wouldBeSeen(behind, appFacts({ backupRuns: [run('running', 0)] }))).toBe(false);
    expect(wouldBeSeen(behind, appFacts({ keychain: { state: 'locked', error } }))).toBe(false);
    expect(wouldBeSeen(overdue, appFacts({ pausedUntil: new Date(ago(-1)) }))).toBe(false);
  });

  it('of a failure is a backup that came to something, not another failure of a kind that may pass', () => {
    expect(wouldBeSeen(failed, appFacts({ backupRuns: [run('failed', 3), run('failed', 1, { error: { ...error, code: 'network' } })] }))).toBe(false);
    expect(wouldBeSeen(failed, appFacts({ backupRuns: [run('failed', 3), run('interrupted', 1)] }))).toBe(false);
    expect(wouldBeSeen(failed, appFacts({ backupRuns: [run('failed', 3), run('done', 1)] }))).toBe(true);
  });

  it('of a place that is not the app’s any more is that it is not', () => {
    expect(wouldBeSeen({ ...behind, place: 'Old disk' }, appFacts({ places: disk(away) }))).toBe(true);
  });

  it('of an alarm is what watching says, once it says anything', () => {
    const anomaly: Cause = { kind: 'anomaly', app: 'Shop', alarm: 'x', at: ago(1), backup: 'b1', says: 'Order lost 40 of 50 records.' };
    expect([wouldBeSeen(anomaly, appFacts()), wouldBeSeen(anomaly, appFacts({ anomalies: [] }))]).toEqual([false, true]);
    // What cannot be read says of no other alarm that it is over.
    const unreadable = { alarm: 'unreadable', at: ago(1), backup: '', says: 'Alarms cannot be read.' };
    expect([wouldBeSeen(anomaly, appFacts({ anomalies: [unreadable] })), wouldBeSeen({ ...anomaly, ...unreadable }, appFacts({ anomalies: [] }))]).toEqual([false, true]);
  });
});

describe('a backup that is unlike those before it', () => {
  const mb = 1024 * 1024;
  const history = (sizes: readonly number[], minutes: readonly number[] = []) => {
    const hoursAgo = sizes.map((_, index) => sizes.length - index);
    return appFacts({
      places: [{ name: 'Disk', path: '/disk', listing: holding(listed(1)) }],
      backupRuns: hoursAgo.map((hours) => run('done', hours)),
      remembered: new Map(sizes.map((storedBytes, index) => remembered(sizes.length - index, { Disk: true }, { storedBytes }))),
      durations: new Map(minutes.map((each, index) => [`r${sizes.length - index}`, each * 60_000])),
    });
  };
  const found = (sizes: readonly number[], minutes?: readonly number[]) => unusualNeeds(history(sizes, minutes)).map(({ what, value, usual }) => ({ what, value, usual }));

  it('is told of once there is a handful to compare it with', () => {
    expect(found([18 * mb, 18 * mb, 19 * mb, 18 * mb, 10_000])).toEqual([]);
    expect(found([18 * mb, 18 * mb, 19 * mb, 18 * mb, 18 * mb, 10_000])).toEqual([{ what: 'small', value: 10_000, usual: 18 * mb }]);
    expect(found([18 * mb, 18 * mb, 19 * mb, 18 * mb, 18 * mb, 90 * mb])).toEqual([{ what: 'large', value: 90 * mb, usual: 18 * mb }]);
  });

  it('is not one that only scatters as they do, grows as they grew, or is small change', () => {
    expect(found([10 * mb, 60 * mb, 20 * mb, 90 * mb, 15 * mb, 80 * mb, 100 * mb])).toEqual([]);
    expect(found([10 * mb, 12 * mb, 14 * mb, 16 * mb, 18 * mb, 20 * mb])).toEqual([]);
    expect(found([1000, 1000, 1000, 1000, 1000, 4000])).toEqual([]);
  });

  it('takes far longer than usual', () => {
    const same = [mb, mb, mb, mb, mb, mb];
    expect(found(same, [2, 2, 3, 2, 2, 40])).toEqual([{ what: 'slow', value: 40 * 60_000, usual: 2 * 60_000 }]);
    expect(found(same, [2, 2, 3, 2, 2, 8])).toEqual([]);
  });
});
