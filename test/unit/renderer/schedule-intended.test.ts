import { expect, test } from 'vitest';
import { daysOf, endInWords, type Intended, stateOf } from '../../../renderer/src/screens/schedule/intended.ts';
import { ruleFrom, typedFrom } from '../../../renderer/src/screens/schedule/rules.ts';

const now = new Date(2026, 0, 14, 12).getTime();
const at = (day: number, hour: number): string => new Date(2026, 0, day, hour).toISOString();
const row = (dueAt: string, end: Intended['end']): Intended => ({ id: dueAt, kind: 'window', dueAt, createdAt: dueAt, end });
const skipped = (dueAt: string, reason: Extract<NonNullable<Intended['end']>, { kind: 'skipped' }>['reason']): Intended => row(dueAt, { kind: 'skipped', at: dueAt, reason });

test('a day of the strip is as bad as its worst, and what was not to be after all counts for nothing', () => {
  const days = daysOf(
    [
      row(at(12, 3), { kind: 'done', at: at(12, 3) }),
      skipped(at(12, 9), { kind: 'no-network' }),
      row(at(13, 3), { kind: 'failed', at: at(13, 3), code: 'network' }),
      skipped(at(13, 9), { kind: 'paused', until: at(13, 10) }),
      skipped(at(14, 3), { kind: 'changed' }),
      skipped(at(14, 9), { kind: 'caught-up', at: at(14, 9) }),
      row(at(14, 18), undefined),
    ],
    now,
    4,
  );
  expect(days.map(({ state, done, missed, failed }) => [state, done, missed, failed])).toEqual([
    ['none', 0, 0, 0],
    ['missed', 1, 1, 0],
    ['failed', 0, 1, 1],
    ['none', 0, 0, 0],
  ]);
});

test('a backup that is not whole is never among those that are done', () => {
  expect(stateOf(row(at(14, 3), { kind: 'incomplete', at: at(14, 3) }))).toBe('failed');
});

test('what became of it has words for everything', () => {
  const reasons = ['no-network', 'still-running', 'others-running', 'restoring', 'on-battery', 'metered', 'no-place', 'changed', 'unknown'] as const;
  const words = reasons.map((kind) => endInWords(skipped(at(14, 3), { kind }), now));
  expect(new Set(words).size).toBe(reasons.length);
  expect(endInWords(skipped(at(14, 3), { kind: 'asleep', from: at(14, 2), to: at(14, 8) }), now)).toMatch(/slept, or its clock was set, from .*2.* to .*8/);
});

test('a form begins with what holds, and is a rule only once nothing is missing', () => {
  const typed = typedFrom({ kind: 'daily', times: ['06:00'], zone: 'Europe/Berlin' }, 'UTC');
  expect(ruleFrom('daily', typed)).toEqual({ kind: 'daily', times: ['06:00'], zone: 'Europe/Berlin' });
  expect(ruleFrom('weekly', { ...typed, days: ['sun', 'mon'] })).toEqual({ kind: 'weekly', days: ['mon', 'sun'], times: ['06:00'], zone: 'Europe/Berlin' });
  expect([ruleFrom('weekly', { ...typed, days: [] }), ruleFrom('daily', { ...typed, times: ['06:00', ''] }), ruleFrom('cron', { ...typed, expression: ' ' })]).toEqual([undefined, undefined, undefined]);
});
