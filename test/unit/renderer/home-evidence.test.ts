import { expect, test } from 'vitest';
import { newestInReach } from '../../../renderer/src/screens/home/evidence.ts';
import { fallBackOf } from '../../../renderer/src/screens/home/fall-back.ts';
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

test('nobody falls back to a backup whose place is away', () => {
  const older = '2026-03-09T09:00:00.000Z';
  const old = { ...here, name: 'Old drive', newestVerified: older };
  const empty = { name: 'New drive', path: '/new', reachable: true, behind: true };
  expect(newestInReach(overview)).toBe(at);
  expect(newestInReach({ ...overview, places: [old, empty, here] })).toBe(at);
  expect(newestInReach({ ...overview, places: [old, { ...here, reachable: false, problem: error }] })).toBe(older);
  expect(newestInReach({ ...overview, places: [empty, { ...here, reachable: false, problem: error }] })).toBeUndefined();
});

test('how far back one would fall is never said younger than anybody measured it, and not said where nobody can look', () => {
  const now = Date.parse('2026-03-10T12:00:00.000Z');
  const safe = { kind: 'safe', tone: 'safe', ageMs: 0, places: 1 } as const;
  const older = '2026-03-09T09:00:00.000Z';
  const { newest: _, ...nothing } = overview;
  expect(fallBackOf(overview, safe, now, at)).toEqual({ kind: 'known', at, ageMs: 3 * 3_600_000 });
  expect(fallBackOf(overview, safe, now, older)).toEqual({ kind: 'known', at: older, ageMs: 27 * 3_600_000 });
  expect(fallBackOf({ ...overview, places: [{ ...here, reachable: false, problem: error }] }, safe, now, at)).toEqual({ kind: 'unknown', why: 'away' });
  expect(fallBackOf(overview, { kind: 'no-key', tone: 'alarm' }, now, at)).toEqual({ kind: 'unknown', why: 'no-key' });
  expect(fallBackOf(nothing, { kind: 'looking', tone: 'quiet' }, now, undefined)).toEqual({ kind: 'unknown', why: 'looking' });
  expect(fallBackOf(nothing, { kind: 'no-backup', tone: 'alarm' }, now, undefined)).toEqual({ kind: 'everything' });
});

test('each need is listed once, and not while a backup is putting it right', () => {
  const failed = { kind: 'run-failed', app: 'Shop', runId: 'r', at, error } as const;
  const away = { kind: 'place-behind', app: 'Shop', place: 'Drive', error } as const;
  const late = { kind: 'overdue', app: 'Shop', since: at } as const;
  expect(listed({ needs: [failed, away, late] }, false)).toEqual([away, late]);
  expect(listed({ needs: [{ ...failed, error: { ...error, message: 'Something else.' } }, away, late] }, true)).toHaveLength(2);
  expect(listed({ needs: [{ kind: 'no-backup', app: 'Shop' }] }, false)).toEqual([]);
});
