import { expect, test } from 'vitest';
import { everyInWords, goalInWords, keepsTo, offeredPeriods, periodFor, tomorrowMorning, withCurrent } from '../../../renderer/src/screens/schedule/periods.ts';

test('what the engine has is among the choices, even where it is none of ours', () => {
  expect(withCurrent(offeredPeriods, 5)).toEqual([1, 3, 5, 6, 12, 24, 168]);
  expect(withCurrent(offeredPeriods, 6)).toEqual(offeredPeriods);
  expect(withCurrent(offeredPeriods, null)).toEqual(offeredPeriods);
});

test('periods and goals in words', () => {
  expect([1, 6, 24, 72, 168].map(everyInWords)).toEqual(['Every hour', 'Every 6 hours', 'Every day', 'Every 3 days', 'Every week']);
  expect([1, 6, 24, 72, 168].map(goalInWords)).toEqual(['The last hour', 'The last 6 hours', 'A day', '3 days', 'A week']);
});

test('a schedule keeps to a goal, cannot, or leaves it to the person; the offered way out does keep to it', () => {
  expect(keepsTo(6, 24)).toBe('keeps');
  expect(keepsTo(24, 6)).toBe('cannot');
  expect(keepsTo(null, 6)).toBe('by-hand');
  for (const goal of [1, 2, 5, 24, 100, 500]) expect(keepsTo(periodFor(goal), goal)).toBe('keeps');
});

test('until tomorrow is eight in the morning of the next day, also late at night and at the end of a month', () => {
  const until = tomorrowMorning(new Date(2026, 0, 31, 23, 59).getTime());
  expect([until.getFullYear(), until.getMonth(), until.getDate(), until.getHours()]).toEqual([2026, 1, 1, 8]);
});
