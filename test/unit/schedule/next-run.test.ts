import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../electron/engine/runs/run.ts';
import { nextRun, type ScheduleFacts } from '../../../electron/engine/schedule/next-run.ts';
import type { AppSchedule, IntendedRun, ScheduleRule } from '../../../electron/engine/schedule/rule.ts';

const now = new Date('2026-01-14T12:00:00Z');
const hour = 3_600_000;
const minute = 60_000;

function backup(state: Run['state'], startedMsAgo: number, tookMs = minute): Run {
  const startedAt = new Date(now.getTime() - startedMsAgo);
  return {
    id: '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21',
    request: { kind: 'backup', app: 'Shop' },
    by: 'schedule',
    state,
    startedAt: startedAt.toISOString(),
    ...(state === 'running' ? {} : { endedAt: new Date(startedAt.getTime() + tookMs).toISOString() }),
    phasesDone: [],
  };
}

/** Its hours are counted from two hours ago. */
const by = (rule: ScheduleRule): AppSchedule => ({ rule, from: new Date(now.getTime() - 2 * hour), since: undefined });
const planned = (kind: IntendedRun['kind'], inMs: number): IntendedRun => ({ id: `${kind}${inMs}`, kind, dueAt: new Date(now.getTime() + inMs).toISOString(), createdAt: now.toISOString() });
const asked = (facts: Partial<ScheduleFacts>) => nextRun({ schedule: by({ kind: 'every', hours: 6 }), pausedUntil: undefined, backups: [], obstacle: undefined, open: undefined, waiting: undefined, jitterMs: 0, now, ...facts });
const inMinutes = (at: string | null): number | null => (at === null ? null : (Date.parse(at) - now.getTime()) / minute);

describe('the next backup', () => {
  it.each<readonly [string, Partial<ScheduleFacts>, number | null, string]>([
    ['by hand alone', { schedule: undefined }, null, 'Only when you press Back up now.'],
    ['never backed up', {}, 0, 'The first backup starts now.'],
    ['by its hours', { backups: [backup('done', 2 * hour)] }, 240, 'Every 6 hours.'],
    ['hourly', { schedule: by({ kind: 'every', hours: 1 }), backups: [backup('done', 50 * minute)] }, 60, 'Every hour.'],
    ['a little after its time, always as much', { backups: [backup('done', 2 * hour)], jitterMs: 30_000 }, 240.5, 'Every 6 hours.'],
    ['daily', { schedule: by({ kind: 'daily', times: ['09:00', '23:30'], zone: 'Europe/Berlin' }), backups: [backup('done', hour)] }, 10.5 * 60, 'Every day at the times you chose.'],
    ['weekly', { schedule: by({ kind: 'weekly', days: ['thu'], times: ['12:00'], zone: 'UTC' }), backups: [backup('done', hour)] }, 24 * 60, 'On the days you chose.'],
    ['cron', { schedule: by({ kind: 'cron', expression: '30 12 * * *', zone: 'UTC' }), backups: [backup('done', hour)] }, 30, 'By the cron line you gave.'],
    ['overdue when the rule was set', { backups: [backup('done', 7 * hour)] }, 0, 'Overdue: starts now.'],
    ['running', { backups: [backup('running', minute)] }, null, 'A backup is running now.'],
    ['failed just now', { backups: [backup('failed', minute)] }, 5, 'The last try failed: this is another one.'],
    ['failed twice', { backups: [backup('failed', 20 * minute), backup('failed', 2 * minute)] }, 14, 'The last try failed: this is another one.'],
    ['failed three times', { backups: [backup('failed', hour), backup('failed', 20 * minute), backup('failed', minute)] }, 60, 'The last try failed: this is another one.'],
    ['failed four times: by the rule', { backups: [3, 2, 1, 0.5].map((hours) => backup('failed', hours * hour)) }, 240, 'Every 6 hours.'],
    ['a success begins the count anew', { backups: [backup('failed', 3 * hour), backup('failed', 2 * hour), backup('done', hour), backup('failed', minute)] }, 5, 'The last try failed: this is another one.'],
    ['cut short', { backups: [backup('interrupted', 2 * minute, hour)] }, 3, 'The last try was cut short: this is another one.'],
    ['a window before a retry', { schedule: by({ kind: 'every', hours: 1 }), backups: [backup('failed', 50 * minute), backup('failed', 30 * minute), backup('failed', 20 * minute)] }, 41, 'The last try failed: this is another one.'],
    ['paused for an hour', { pausedUntil: new Date('2026-01-14T13:00:00Z'), backups: [backup('done', 7 * hour)] }, 60, 'As soon as the pause is over.'],
    ['paused until tomorrow', { pausedUntil: new Date('2026-01-15T07:00:00Z'), backups: [] }, 19 * 60, 'As soon as the pause is over.'],
    ['paused, and due after the pause', { pausedUntil: new Date('2026-01-14T13:00:00Z'), backups: [backup('done', hour)] }, 240, 'Every 6 hours.'],
    ['a pause that is over', { pausedUntil: now, backups: [backup('done', 7 * hour)] }, 0, 'Overdue: starts now.'],
    ['nothing to be backed up by hand either', { schedule: undefined, obstacle: 'This app is known here only from its backups.' }, null, 'This app is known here only from its backups.'],
    ['nowhere to put it', { obstacle: 'There is no place for backups yet.' }, null, 'There is no place for backups yet.'],
    ['the clock was years ahead and was put right', { backups: [backup('done', -4 * 365 * 24 * hour)] }, 0, 'The clock was set back: starts now.'],
    ['a clock put right by a second changes nothing', { backups: [backup('done', -1000)] }, 240, 'Every 6 hours.'],
    ['what was planned', { open: [planned('catch-up', -hour), planned('window', 20 * minute)], backups: [backup('done', 7 * hour)] }, 0, 'Overdue: starts now.'],
    ['planned, and cannot begin', { open: [planned('window', -minute), planned('window', hour)], waiting: 'no-network', backups: [backup('done', hour)] }, null, 'Waits for the network.'],
    ['a retry that was planned after a window', { open: [planned('window', 20 * minute), planned('retry', 30 * minute)], backups: [backup('failed', hour)] }, 20, 'Every 6 hours.'],
  ])('%s', (_what, facts, minutes, why) => {
    const { at, why: told } = asked(facts);
    expect([inMinutes(at), told]).toEqual([minutes, why]);
  });

  it('says no time of the clock and no time that is left: the page writes those as the person’s region does, and they would change by themselves', () => {
    const later = new Date(now.getTime() + 2 * minute);
    for (const facts of [{ backups: [backup('failed', minute)] }, { pausedUntil: new Date('2026-01-15T07:00:00Z') }]) expect(asked({ ...facts, now: later })).toEqual(asked(facts));
  });

  const history = fc.array(fc.record({ state: fc.constantFrom<Run['state'][]>('done', 'incomplete', 'failed', 'cancelled', 'interrupted'), ago: fc.integer({ min: -400, max: 400 }) }), { maxLength: 6 });

  it('is never further away than the period, whatever happened and however the clock was set', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(1, 6, 24, 168), (past, hours) => {
        const backups = past.map(({ state, ago }) => backup(state, ago * hour));
        const { at } = asked({ schedule: by({ kind: 'every', hours }), backups });
        expect(at).not.toBeNull();
        expect(Date.parse(at ?? '')).toBeLessThanOrEqual(now.getTime() + hours * hour);
      }),
      { numRuns: 200 },
    );
  });
});
