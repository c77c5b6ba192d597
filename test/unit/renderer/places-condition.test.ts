import { expect, test } from 'vitest';
import { type Condition, conditionOf, type PlaceState, together } from '../../../renderer/src/screens/places/condition.ts';
import { nameFor } from '../../../renderer/src/screens/places/name-for.ts';

const held = { app: 'Shop', backups: 2, newestVerified: '2026-03-10T09:00:00.000Z', storedBytes: 10, behindBy: 0 };
const state: PlaceState = { name: 'Drive', reachable: true, freeSpace: 1, holds: [held] };
const problem = { code: 'not-found', message: 'Gone.', nextStep: 'Plug it in.' } as const;
const { newestVerified: _, ...unverified } = held;

const rows: [what: string, seen: PlaceState | undefined, failed: boolean, condition: Condition][] = [
  ['not asked yet', undefined, false, 'looking'],
  ['asking failed', undefined, true, 'gone'],
  ['asking failed after it had worked', state, true, 'gone'],
  ['unplugged', { ...state, reachable: false, problem }, false, 'gone'],
  ['there, but something is wrong with it', { ...state, problem }, false, 'gone'],
  ['lacks a backup', { ...state, holds: [held, { ...held, app: 'B', behindBy: 1 }] }, false, 'behind'],
  ['holds nothing', { ...state, holds: [] }, false, 'empty'],
  ['holds only what was never read back', { ...state, holds: [unverified] }, false, 'unverified'],
  ['one app read back, another not', { ...state, holds: [held, unverified] }, false, 'unverified'],
  ['one app there, another has no backup at all', { ...state, holds: [held, { ...unverified, backups: 0 }] }, false, 'current'],
  ['all there', state, false, 'current'],
];

test.each(rows)('a place: %s', (_what, seen, failed, condition) => {
  expect(conditionOf(seen, failed)).toBe(condition);
});

test('all places together are as good as the worst of them', () => {
  expect(together([])).toEqual({ kind: 'none' });
  expect(together(['gone'])).toEqual({ kind: 'only-gone' });
  expect(together(['current', 'gone', 'looking'])).toEqual({ kind: 'gone', count: 1 });
  expect(together(['current', 'looking', 'behind'])).toEqual({ kind: 'looking' });
  expect(together(['current', 'behind'])).toEqual({ kind: 'behind', count: 1 });
  expect(together(['current', 'empty'])).toEqual({ kind: 'empty', count: 1 });
  expect(together(['empty'])).toEqual({ kind: 'only-empty' });
  expect(together(['current', 'unverified', 'empty'])).toEqual({ kind: 'unverified', count: 1 });
  expect(together(['current', 'current'])).toEqual({ kind: 'all', count: 2 });
});

test('a folder gets a name that no other place has', () => {
  expect(nameFor('/media/maya/Red drive/', [])).toBe('Red drive');
  expect(nameFor('C:\\Backups', ['Backups', 'Backups 2'])).toBe('Backups 3');
  expect(nameFor(`/${'x'.repeat(80)}`, ['x'.repeat(60)])).toHaveLength(60);
  expect(nameFor('/', [])).toBe('');
});
