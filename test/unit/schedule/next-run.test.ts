import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRun, type ScheduleFacts } from '../../../electron/engine/schedule/next-run.ts';
import type { Run } from '../../../electron/engine/runs/run.ts';

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

const asked = (facts: Partial<ScheduleFacts>) => nextRun({ everyHours: 6, pausedUntil: undefined, backups: [], obstacle: undefined, now, ...facts });
const inMinutes = (at: string | null): number | null => (at === null ? null : (Date.parse(at) - now.getTime()) / minute);

describe('the next backup', () => {
  it.each<readonly [string, Partial<ScheduleFacts>, number | null, string]>([
    ['by hand alone', { everyHours: null }, null, 'Only when you press Back up now.'],
    ['never backed up', {}, 0, 'The first backup starts now.'],
    ['after the last one', { backups: [backup('done', 2 * hour)] }, 240, '6 hours after the last backup.'],
    ['daily', { everyHours: 24, backups: [backup('done', 2 * hour)] }, 22 * 60, '1 day after the last backup.'],
    ['overdue', { backups: [backup('done', 7 * hour)] }, 0, 'Overdue: starts now.'],
    ['incomplete counts as begun', { backups: [backup('incomplete', 2 * hour)] }, 240, '6 hours after the last backup.'],
    ['stopped by a person: not at once again', { backups: [backup('cancelled', 2 * hour)] }, 240, '6 hours after the last backup.'],
    ['running', { backups: [backup('running', minute)] }, null, 'A backup is running now.'],
    ['failed just now', { backups: [backup('failed', minute)] }, 5, 'The last try failed: this is another one.'],
    ['failed twice', { backups: [backup('failed', 20 * minute), backup('failed', 2 * minute)] }, 14, 'The last try failed: this is another one.'],
    ['failed three times', { backups: [backup('failed', hour), backup('failed', 20 * minute), backup('failed', minute)] }, 60, 'The last try failed: this is another one.'],
    ['failed four times: by the schedule', { backups: [3, 2, 1, 0.5].map((hours) => backup('failed', hours * hour)) }, 330, '6 hours after the last backup.'],
    ['a success begins the count anew', { backups: [backup('failed', 3 * hour), backup('failed', 2 * hour), backup('done', hour), backup('failed', minute)] }, 5, 'The last try failed: this is another one.'],
    ['a retry that fell due while the computer was off', { backups: [backup('failed', 3 * hour)] }, 0, 'The last try failed: this is another one.'],
    ['cut short', { backups: [backup('interrupted', 2 * minute, hour)] }, 3, 'The last try was cut short: this is another one.'],
    ['hourly: a retry never waits longer than the schedule', { everyHours: 1, backups: [backup('failed', 50 * minute), backup('failed', 30 * minute), backup('failed', 20 * minute)] }, 40, '1 hour after the last backup.'],
    ['paused for an hour', { pausedUntil: new Date('2026-01-14T13:00:00Z'), backups: [backup('done', 7 * hour)] }, 60, 'As soon as the pause is over.'],
    ['paused until tomorrow', { pausedUntil: new Date('2026-01-15T07:00:00Z'), backups: [] }, 19 * 60, 'As soon as the pause is over.'],
    ['paused, and due after the pause', { pausedUntil: new Date('2026-01-14T13:00:00Z'), backups: [backup('done', hour)] }, 300, '6 hours after the last backup.'],
    ['a pause that is over', { pausedUntil: now, backups: [backup('done', 7 * hour)] }, 0, 'Overdue: starts now.'],
    ['nothing to be backed up by hand either', { everyHours: null, obstacle: 'This app is known here only from its backups.' }, null, 'This app is known here only from its backups.'],
    ['nowhere to put it', { obstacle: 'There is no place for backups yet.' }, null, 'There is no place for backups yet.'],
    ['the clock was years ahead and was put right', { backups: [backup('done', -4 * 365 * 24 * hour)] }, 0, 'The clock was set back: starts now.'],
    ['a clock put right by a second changes nothing', { backups: [backup('done', -1000)] }, 360 + 1 / 60, '6 hours after the last backup.'],
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
      fc.property(history, fc.constantFrom(1, 6, 24, 168), (past, everyHours) => {
        const backups = past.map(({ state, ago }) => backup(state, ago * hour));
        const { at } = asked({ everyHours, backups });
        expect(at).not.toBeNull();
        expect(Date.parse(at ?? '')).toBeLessThanOrEqual(now.getTime() + everyHours * hour + 5 * minute);
      }),
      { numRuns: 200 },
    );
  });
});
