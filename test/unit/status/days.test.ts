import { describe, expect, it } from 'vitest';
import { daysOf } from '../../../electron/engine/status/days.ts';
import { appFacts, disk, holding, listed, remembered, run, twoPlaces } from './app-facts.ts';

const last = (facts: Parameters<typeof appFacts>[0], count = 1) => daysOf(appFacts({ backupRuns: [], ...facts })).slice(-count);

describe('the strip of days', () => {
  it('is 30 days long, today last', () => {
    const days = daysOf(appFacts());
    expect([days.length, days[0]?.date, days.at(-1)?.date]).toEqual([30, '2025-12-16', '2026-01-14']);
  });

  it.each([
    ['nothing', { places: disk(holding()) }, { state: 'none', backups: 0, failures: 0 }],
    ['two good ones', { places: disk(holding(listed(1), listed(7))) }, { state: 'verified', backups: 2, failures: 0 }],
    ['one that was not read back', { places: disk(holding(listed(1, { verified: false }))) }, { state: 'incomplete', backups: 1, failures: 0 }],
    ['one in one of two places', { places: twoPlaces(holding(listed(1)), holding()), remembered: new Map([remembered(1, { Disk: true, Cloud: false })]) }, { state: 'place-behind', backups: 1, failures: 0 }],
    ['a failure that a later one made good', { places: disk(holding(listed(1), listed(7))), backupRuns: [run('done', 7), run('failed', 3), run('done', 1)] }, { state: 'verified', backups: 2, failures: 1 }],
    ['a failure that none made good', { places: disk(holding(listed(7))), backupRuns: [run('done', 7), run('failed', 3)] }, { state: 'failed', backups: 1, failures: 1 }],
    ['a good one that was followed by half a one', { places: disk(holding(listed(1, { outcome: 'incomplete' }), listed(7))) }, { state: 'incomplete', backups: 2, failures: 0 }],
    ['a run that was stopped', { places: disk(holding()), backupRuns: [run('cancelled', 1)] }, { state: 'none', backups: 0, failures: 0 }],
    ['a run that was cut short', { places: disk(holding()), backupRuns: [run('interrupted', 1)] }, { state: 'incomplete', backups: 0, failures: 1 }],
  ])('%s', (_what, facts, day) => {
    expect(last(facts)).toEqual([{ date: '2026-01-14', ...day }]);
  });

  it('counts a backup on the day that the computer’s own clock showed', () => {
    const facts = { places: disk(holding(listed(13))) };
    expect(last({ ...facts, timeZone: 'UTC' }, 2).map(({ backups }) => backups)).toEqual([1, 0]);
    expect(last({ ...facts, timeZone: 'Asia/Tokyo' }, 2).map(({ date, backups }) => [date, backups])).toEqual([
      ['2026-01-13', 0],
      ['2026-01-14', 1],
    ]);
  });

  it.each([
    ['America/New_York', '2026-03-20T03:30:00Z', '2026-03-19'],
    ['Europe/Berlin', '2026-10-26T23:30:00Z', '2026-10-27'],
    ['Pacific/Apia', '2012-01-05T00:00:00Z', '2012-01-05'],
  ])('leaves out no day and doubles none where the clocks change: %s', (timeZone, at, today) => {
    const dates = daysOf(appFacts({ timeZone, now: new Date(at) })).map(({ date }) => date);
    expect([new Set(dates).size, dates.at(-1)]).toEqual([30, today]);
    expect(dates).toEqual(dates.toSorted());
  });

  it('a backup at 0:30 in a night in which the clocks change is on that day', () => {
    const at = new Date('2026-03-08T05:30:00Z');
    const days = daysOf(appFacts({ timeZone: 'America/New_York', now: new Date('2026-03-08T20:00:00Z'), places: disk(holding(listed(1, { startedAt: at.toISOString() }))), backupRuns: [] }));
    expect(days.find(({ backups }) => backups === 1)?.date).toBe('2026-03-08');
  });
});
