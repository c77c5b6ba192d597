import { expect, it } from 'vitest';
import { moment } from '../../../electron/main/moments.ts';

it('a moment is told by the day of the calendar and the time', () => {
  const now = new Date(2026, 0, 1, 0, 30);
  const told = (...at: readonly [number, number, number, number, number]): string => moment(new Date(...at), now, 'en-GB');
  expect([told(2026, 0, 1, 23, 5), told(2025, 11, 31, 23, 5), told(2026, 0, 2, 0, 0), told(2026, 1, 3, 4, 5), told(2025, 1, 3, 4, 5)]).toEqual(['today, 23:05', 'yesterday, 23:05', 'tomorrow, 00:00', '3 Feb, 04:05', '3 Feb 2025, 04:05']);
});
