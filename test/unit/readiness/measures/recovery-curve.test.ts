import { expect, test } from 'vitest';
import { type CountedBackup, type CurvePoint, recoveryCurve, stretchOf, thinnedOut, worstOf } from '../../../../electron/engine/readiness/measures/recovery-curve.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const hour = 3_600_000;
const day = 24 * hour;

function made(startedAt: number, more: Partial<CountedBackup> = {}): CountedBackup {
  return { id: `b${startedAt}`, startedAt, from: startedAt + 0.5 * hour, ...more };
}

function curveOf(backups: readonly CountedBackup[], from: number, to: number): readonly CurvePoint[] {
  return stretchOf(recoveryCurve(backups), from, to);
}

test('it grows with the clock, and falls back to the time that reading took when a backup is verified', () => {
  expect(curveOf([made(0), made(6 * hour)], -day, 10 * hour)).toEqual([
    { at: 0.5 * hour, ms: 0.5 * hour },
    { at: 6.5 * hour, ms: 6.5 * hour },
    { at: 6.5 * hour, ms: 0.5 * hour },
    { at: 10 * hour, ms: 4 * hour },
  ]);
});

test('what was verified before the window counts at its beginning', () => {
  expect(curveOf([made(-100 * hour), made(-2 * hour)], 0, 3 * hour)).toEqual([
    { at: 0, ms: 2 * hour },
    { at: 3 * hour, ms: 5 * hour },
  ]);
});

test('a backup that was found damaged does not count from when it was found; that there is nothing left is a gap, not a zero', () => {
  const damaged = made(6 * hour, { until: 8 * hour });
  expect(curveOf([made(0), damaged], 7 * hour, 9 * hour)).toEqual([
    { at: 7 * hour, ms: hour },
    { at: 8 * hour, ms: 2 * hour },
    { at: 8 * hour, ms: 8 * hour },
    { at: 9 * hour, ms: 9 * hour },
  ]);
  const points = curveOf([damaged, made(10 * hour)], 0, 11 * hour);
  expect(points.map(({ at, ms }) => [at / hour, ms === null ? null : ms / hour])).toEqual([[6.5, 0.5], [8, 2], [8, null], [10.5, 0.5], [11, 1]]);
  expect(worstOf(points)).toEqual({ ms: 2 * hour, at: 8 * hour, nothingAt: 8 * hour });
});

test('a backup made under a wrong clock does not count, nor does one that arrives late push the newest aside', () => {
  expect(curveOf([made(0), made(1000 * day, { from: 2 * hour })], 0, 4 * hour).at(-1)).toEqual({ at: 4 * hour, ms: 4 * hour });
  expect(curveOf([made(3 * hour), made(hour, { from: 5 * hour })], 0, 6 * hour).at(-1)).toEqual({ at: 6 * hour, ms: 3 * hour });
  // The clock was set back since: what was noted then lies in the future.
  expect(curveOf([made(0), made(50 * hour)], 0, 4 * hour).at(-1)).toEqual({ at: 4 * hour, ms: 4 * hour });
});

test('of a year of hours as many points as can be drawn, and no peak is lost in any stretch', () => {
  const random = seededRandom(7);
  const backups = Array.from({ length: 90 * 24 }, (_, index) => index * hour + Math.floor(random() * 600_000)).filter(() => random() > 0.05).map((at) => made(at, { from: at + 120_000 }));
  const points = curveOf(backups, 0, 90 * day);
  const few = thinnedOut(points, 400);
  expect(points.length).toBeGreaterThan(4000);
  expect(few.length).toBeLessThanOrEqual(400);
  expect(worstOf(few)).toEqual(worstOf(points));
  expect([few[0], few.at(-1)]).toEqual([points[0], points.at(-1)]);
  const near = (moment: number): number => Math.max(...few.filter(({ at }) => Math.abs(at - moment) <= day / 2).map(({ ms }) => ms ?? 0));
  for (const { at, ms } of points) if (ms !== null && ms > near(at)) expect.fail(`the peak at ${at} is hidden`);
});

test('a gap is never drawn across', () => {
  const backups = Array.from({ length: 500 }, (_, index) => made(index * hour, index < 250 ? { until: 250 * hour } : index < 300 ? { from: 300 * hour + 1, startedAt: index * hour } : {}));
  const points = curveOf(backups, 0, 500 * hour);
  const gap = points.findIndex(({ ms }) => ms === null);
  expect(gap).toBeGreaterThan(0);
  expect(thinnedOut(points, 50)).toEqual(expect.arrayContaining(points.slice(gap - 1, gap + 2)));
});
