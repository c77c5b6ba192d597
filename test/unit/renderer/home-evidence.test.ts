import { expect, test } from 'vitest';
import { howOften, newestInReach, whatIsBackedUp, whereItLives } from '../../../renderer/src/screens/home/evidence.ts';
import { listed } from '../../../renderer/src/screens/home/listed-needs.ts';
import type { Overview } from '../../../renderer/src/screens/home/situation.ts';

const at = '2026-03-10T09:00:00.000Z';
const error = { code: 'not-found', message: 'The folder is not there.', nextStep: 'Plug the drive in.' } as const;
const here = { name: 'Drive', path: '/drive', reachable: true, newestVerified: at, behind: false };
const overview: Overview = {
  app: 'Shop',
  newest: { id: 'a', startedAt: at, records: 1200, tables: 2, files: 0, storedBytes: 1 },
  objectiveHours: 24,
  backups: 1,
  places: [here],
  coverage: [],
  days: [{ date: '2026-03-10', state: 'verified', backups: 1, failures: 0 }],
  needs: [],
  schedule: { everyHours: 6, pausedUntil: null, next: { at, why: '' } },
  deputies: 0,
};

test('what is backed up is good only as far as the backup itself can tell', () => {
  expect(whatIsBackedUp(overview)).toEqual({ mark: 'good', text: '2 tables, 1,200 records.' });
  expect(whatIsBackedUp({ ...overview, places: [{ ...here, reachable: false, problem: error }] }).mark).toBe('unknown');
  expect(whatIsBackedUp({ ...overview, newestIncomplete: { id: 'b', startedAt: '2026-03-10T10:00:00.000Z', tables: [] } }).mark).toBe('attention');
});

test('nobody falls back to a backup whose place is away', () => {
  const older = '2026-03-09T09:00:00.000Z';
  const old = { ...here, name: 'Old drive', newestVerified: older };
  const empty = { name: 'New drive', path: '/new', reachable: true, behind: true };
  expect(newestInReach(overview)).toBe(at);
  expect(newestInReach({ ...overview, places: [old, empty, here] })).toBe(at);
  expect(newestInReach({ ...overview, places: [old, { ...here, reachable: false, problem: error }] })).toBe(older);
  expect(newestInReach({ ...overview, places: [empty, { ...here, reachable: false, problem: error }] })).toBeUndefined();
});

test('how often is good only where the schedule keeps to the goal and nothing failed', () => {
  expect(howOften(overview)).toEqual({ mark: 'good', text: 'Every 6 hours. 1 backup in 30 days, no failures.' });
  expect(howOften({ ...overview, objectiveHours: 3 }).mark).toBe('attention');
  expect(howOften({ ...overview, schedule: { ...overview.schedule, everyHours: null } }).mark).toBe('attention');
  expect(howOften({ ...overview, days: [{ date: '2026-03-10', state: 'failed', backups: 1, failures: 2 }] })).toEqual({ mark: 'weak', text: 'Every 6 hours. 1 backup in 30 days, 2 failures.' });
});

test('one place is never enough for a good mark, and one out of reach needs somebody', () => {
  expect(whereItLives(overview).mark).toBe('weak');
  // Two that may be lost together are not called good.
  expect(whereItLives({ ...overview, places: [here, { ...here, name: 'B' }] }).mark).toBe('weak');
  expect(whereItLives({ ...overview, places: [{ ...here, lies: 'this-computer' }, { ...here, name: 'B', lies: 'cloud' }] }).mark).toBe('good');
  expect(whereItLives({ ...overview, places: [here, { ...here, name: 'B', behind: true }] }).mark).toBe('attention');
  expect(whereItLives({ ...overview, places: [here, { ...here, name: 'B', reachable: false }] }).mark).toBe('attention');
});

test('each need is listed once, and not while a backup is putting it right', () => {
  const failed = { kind: 'run-failed', app: 'Shop', runId: 'r', at, error } as const;
  const away = { kind: 'place-behind', app: 'Shop', place: 'Drive', error } as const;
  const late = { kind: 'overdue', app: 'Shop', since: at } as const;
  expect(listed({ needs: [failed, away, late] }, false)).toEqual([away, late]);
  expect(listed({ needs: [{ ...failed, error: { ...error, message: 'Something else.' } }, away, late] }, true)).toHaveLength(2);
  expect(listed({ needs: [{ kind: 'no-backup', app: 'Shop' }] }, false)).toEqual([]);
});
