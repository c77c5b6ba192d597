import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LastRun, type Overview, situationOf, type Situation } from '../../../renderer/src/screens/home/situation.ts';
import { sentenceOf, verdictOf } from '../../../renderer/src/screens/home/words.ts';

const now = Date.parse('2026-03-10T12:00:00.000Z');
const hoursAgo = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
const error = { code: 'network', message: 'The folder is not there.', nextStep: 'Plug the drive in.' } as const;
const app = { platform: 'base44', isSample: false } as const;

const newest = { id: 'a', startedAt: hoursAgo(3), records: 10, tables: 2, files: 0, storedBytes: 100 };
const here = { name: 'Drive', path: '/drive', reachable: true, newestVerified: newest.startedAt, behind: false };
const away = { name: 'Away', path: '/away', reachable: false, behind: false, problem: error };
const good: Overview = {
  app: 'Shop',
  newest,
  objectiveHours: 24,
  backups: 4,
  places: [here],
  coverage: [],
  days: [],
  needs: [],
  schedule: { everyHours: 6, pausedUntil: null, next: { at: hoursAgo(-3), why: '' } },
  kitProvedAt: hoursAgo(100),
  deputies: 0,
  lastBackupMs: 1000,
};
const { newest: _, ...nothing } = { ...good, places: [{ name: 'Drive', path: '/drive', reachable: true, behind: false }], backups: 0 };
const run: NonNullable<Overview['running']> = { id: 'r', request: { kind: 'backup', app: 'Shop' }, by: 'person', state: 'running', startedAt: hoursAgo(0), phasesDone: [] };
const need = { app: 'Shop', at: hoursAgo(1), runId: 'r' };

type Row = [what: string, overview: Overview, kind: Situation['kind'], tone: Situation['tone'], last?: LastRun];
const rows: Row[] = [
  ['all is well', good, 'safe', 'safe'],
  ['the last run was stopped by hand', good, 'safe', 'safe', { state: 'cancelled', startedAt: hoursAgo(1) }],
  ['only by hand, within what is accepted', { ...good, schedule: { ...good.schedule, everyHours: null } }, 'safe', 'safe'],
  ['nothing yet', nothing, 'no-backup', 'alarm'],
  ['nothing yet and no place', { ...nothing, places: [] }, 'no-place', 'alarm'],
  ['first one running', { ...nothing, running: run }, 'first-running', 'quiet'],
  ['first one running, told by the runs alone', nothing, 'first-running', 'quiet', { state: 'running', startedAt: hoursAgo(0) }],
  ['first one failed', { ...nothing, needs: [{ kind: 'run-failed', ...need, error }] }, 'first-failed', 'alarm'],
  ['first one failed and is tried again', nothing, 'first-failed', 'alarm', { state: 'failed', startedAt: hoursAgo(1) }],
  ['first one cut short', nothing, 'first-interrupted', 'alarm', { state: 'interrupted', startedAt: hoursAgo(1) }],
  ['first one incomplete', { ...nothing, newestIncomplete: { id: 'b', startedAt: hoursAgo(1), tables: [{ name: 'Order', reason: '' }] } }, 'first-incomplete', 'alarm'],
  ['a newer one running', { ...good, running: run }, 'running', 'quiet'],
  ['places not looked at yet', { ...good, places: [{ name: 'Drive', path: '/drive', reachable: false, behind: false }] }, 'looking', 'quiet'],
  ['the only place gone', { ...good, places: [{ ...here, reachable: false, problem: error }] }, 'places-gone', 'alarm'],
  ['every place forgotten', { ...good, places: [] }, 'places-lost', 'alarm'],
  ['one of two places gone', { ...good, places: [here, away] }, 'place-gone', 'attention'],
  ['only the place with older backups can be reached', { ...good, places: [{ ...here, reachable: false, problem: error }, { ...here, newestVerified: hoursAgo(30), behind: true }] }, 'newest-away', 'alarm'],
  ['reachable, but nothing there was read back', { ...good, places: [{ name: 'Drive', path: '/drive', reachable: true, behind: false }] }, 'newest-away', 'alarm'],
  ['one place behind', { ...good, places: [here, { ...here, name: 'B', newestVerified: hoursAgo(9), behind: true }] }, 'place-behind', 'attention'],
  ['one place empty, not said to be behind', { ...good, places: [here, { name: 'B', path: '/b', reachable: true, behind: false }] }, 'place-behind', 'attention'],
  ['the last run failed, the one before is fresh enough', { ...good, needs: [{ kind: 'run-failed', ...need, error }] }, 'failed', 'attention'],
  ['the last run failed and is tried again by itself', good, 'failed', 'attention', { state: 'failed', startedAt: hoursAgo(1) }],
  ['the last run failed, and the one before is older than was asked for', { ...good, objectiveHours: 1, newest: { ...newest, startedAt: hoursAgo(3) }, places: good.places.map((each) => ({ ...each, newestVerified: hoursAgo(3) })), needs: [{ kind: 'run-failed', ...need, error }] }, 'failed', 'alarm'],
  ['the last run was cut short', good, 'interrupted', 'attention', { state: 'interrupted', startedAt: hoursAgo(1) }],
  ['the newest is incomplete', { ...good, newestIncomplete: { id: 'b', startedAt: hoursAgo(1), tables: [] } }, 'incomplete', 'attention'],
  ['an older one is incomplete', { ...good, newestIncomplete: { id: 'b', startedAt: hoursAgo(9), tables: [] } }, 'safe', 'safe'],
  ['overdue, and nobody has said so yet', { ...good, newest: { ...newest, startedAt: hoursAgo(7.6) }, places: [{ ...here, newestVerified: hoursAgo(7.6) }] }, 'overdue', 'attention'],
  ['overdue while paused', { ...good, needs: [{ kind: 'overdue', app: 'Shop', since: hoursAgo(1) }], schedule: { ...good.schedule, pausedUntil: hoursAgo(-1) } }, 'overdue', 'attention'],
  ['older than what is accepted', { ...good, objectiveHours: 2 }, 'past-goal', 'attention'],
  ['days old, with neither schedule nor goal', aged(240), 'old', 'attention'],
  ['fresh, with neither schedule nor goal', aged(3), 'safe', 'safe'],
  ['damage found', { ...good, needs: [{ kind: 'damaged', ...need, problems: 2 }] }, 'damaged', 'alarm'],
  ['damage found, and a backup running', { ...good, running: run, needs: [{ kind: 'damaged', ...need, problems: 2 }] }, 'damaged', 'alarm'],
  ['keychain silent', { ...good, needs: [{ kind: 'keychain', app: 'Shop', state: 'locked', error }] }, 'no-key', 'alarm'],
  ['the key is gone, so that no place can be looked into', { ...good, places: [away], needs: [{ kind: 'keychain', app: 'Shop', state: 'missing', error }] }, 'no-key', 'alarm'],
  ['the key is gone, and nobody remembers a backup', { ...nothing, places: [away], needs: [{ kind: 'keychain', app: 'Shop', state: 'changed', error }] }, 'no-key', 'alarm'],
  ['made in the future', { ...good, newest: { ...newest, startedAt: hoursAgo(-2) }, places: [{ ...here, newestVerified: hoursAgo(-2) }] }, 'clock', 'alarm'],
  ['made at no time that can be read', { ...good, newest: { ...newest, startedAt: 'nonsense' } }, 'clock', 'alarm'],
  ['kit not proved', withoutKit(), 'kit', 'attention'],
  ['paused', { ...good, schedule: { ...good.schedule, pausedUntil: hoursAgo(-1) } }, 'paused', 'quiet'],
  ['a pause that is over', { ...good, schedule: { ...good.schedule, pausedUntil: hoursAgo(1) } }, 'safe', 'safe'],
];

function aged(hours: number): Overview {
  const { objectiveHours: __, ...rest } = good;
  return { ...rest, newest: { ...newest, startedAt: hoursAgo(hours) }, places: [{ ...here, newestVerified: hoursAgo(hours) }], schedule: { ...good.schedule, everyHours: null } };
}

function withoutKit(): Overview {
  const { kitProvedAt: __, ...rest } = good;
  return rest;
}

describe('what Home says', () => {
  test.each(rows)('%s', (_what, overview, kind, tone, last) => {
    expect(situationOf(overview, app, now, last)).toMatchObject({ kind, tone });
  });

  test.each(rows)('has words without a hole: %s', (_what, overview, _kind, _tone, last) => {
    const situation = situationOf(overview, app, now, last);
    for (const text of [sentenceOf(situation, now), verdictOf(situation, now).word, verdictOf(situation, now).why]) {
      expect(text).toMatch(/\S/);
      expect(text).not.toMatch(/[{}]|undefined|NaN|Invalid/);
    }
  });

  test('the sample app needs no kit; an opened app claims nothing, unless damage was found', () => {
    expect(situationOf(withoutKit(), { ...app, isSample: true }, now)).toMatchObject({ kind: 'safe' });
    expect(situationOf(good, { platform: 'opened', isSample: false }, now)).toEqual({ kind: 'opened', tone: 'quiet' });
    expect(situationOf({ ...good, needs: [{ kind: 'damaged', ...need, problems: 1 }] }, { platform: 'opened', isSample: false }, now)).toMatchObject({ tone: 'alarm' });
  });

  test('an age is never rounded to something younger than a unit ago, nor up', () => {
    expect(sentenceOf({ kind: 'safe', tone: 'safe', ageMs: 59_000, places: 1 }, now)).toBe('Your newest backup is under a minute old and was read back.');
    expect(sentenceOf({ kind: 'safe', tone: 'safe', ageMs: 3.9 * 3_600_000, places: 1 }, now)).toBe('Your newest backup is 3 hours old and was read back.');
    expect(sentenceOf({ kind: 'old', tone: 'attention', ageMs: 50 * 3_600_000 }, now)).toBe('Your newest backup is 2 days old.');
  });

  const place = fc.record({ reachable: fc.boolean(), behind: fc.boolean(), gone: fc.boolean(), verified: fc.option(fc.integer({ min: -2, max: 300 }), { nil: undefined }) });
  test('green only with a fresh backup that was read back from a place within reach, and nothing open', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 3 }), fc.integer({ min: -5, max: 300 }), fc.constantFrom(null, 1, 6, 24), fc.constantFrom(undefined, 2, 24), fc.constantFrom<LastRun['state'] | undefined>(undefined, 'done', 'failed', 'interrupted', 'running'), (drawn, age, everyHours, goal, state) => {
        const { objectiveHours: __, ...rest } = good;
        const places = drawn.map(({ reachable, behind, gone, verified }, index) => ({ name: `p${index}`, path: '/', reachable, behind, ...(verified === undefined ? {} : { newestVerified: hoursAgo(verified) }), ...(gone ? { problem: error } : {}) }));
        const overview: Overview = { ...rest, ...(goal === undefined ? {} : { objectiveHours: goal }), newest: { ...newest, startedAt: hoursAgo(age) }, places, schedule: { ...good.schedule, everyHours } };
        const { tone } = situationOf(overview, app, now, state === undefined ? undefined : { state, startedAt: hoursAgo(0) });
        if (tone !== 'safe') return;
        expect(places.length).toBeGreaterThan(0);
        expect(places.every((one) => one.reachable && !one.behind && one.problem === undefined && one.newestVerified !== undefined)).toBe(true);
        expect(places.some((one) => one.newestVerified !== undefined && one.newestVerified >= hoursAgo(age))).toBe(true);
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThanOrEqual(Math.min(goal ?? Infinity, everyHours === null ? (goal ?? 24) : everyHours * 1.25));
        expect([undefined, 'done']).toContain(state);
      }),
      { numRuns: 400 },
    );
  });
});
