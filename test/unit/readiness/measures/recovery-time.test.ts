import { expect, test } from 'vitest';
import { recoveryTimeOf, type TimedRecovery, type TodaysSize } from '../../../../electron/engine/readiness/measures/recovery-time.ts';

const minute = 60_000;
const size: TodaysSize = { tables: [{ name: 'Order', records: 900 }, { name: 'User', records: 100 }], records: 1000, files: 0 };
const base44 = (perMinute: number) => ({ batch: { read: 100, trashed: 100, untrash: 500, update: 500, create: 500, remove: 500 }, perMinute: { read: perMinute, trashed: perMinute, untrash: perMinute, update: perMinute, create: perMinute, remove: perMinute, upload: perMinute } });

function drill(day: number, seconds: number, more: Partial<TimedRecovery> = {}): TimedRecovery {
  return { from: 'drill', at: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`, ok: true, phases: [{ name: 'fetch', ms: seconds * 500 }, { name: 'check', ms: seconds * 500 }], records: 1000, ...more };
}

test('nobody measured it: it is not said to be anything', () => {
  expect(recoveryTimeOf([], size, undefined, undefined)).toEqual({});
  // A drill that failed, and one without a record, say nothing.
  expect(recoveryTimeOf([drill(3, 10, { ok: false }), drill(2, 10, { records: 0 })], size, undefined, 4)).toEqual({ objectiveHours: 4 });
});

test('one drill tells the time, not how much it differs; more of them do', () => {
  const one = recoveryTimeOf([drill(9, 60)], size, undefined, undefined).measured;
  expect(one).toMatchObject({ leastMs: 40_000, mostMs: 90_000, at: '2026-01-09T00:00:00.000Z', from: 'drill', records: 1000, scale: 1, phases: [{ name: 'fetch', ms: 30_000 }, { name: 'check', ms: 30_000 }] });
  const three = recoveryTimeOf([drill(9, 60), drill(8, 80), drill(7, 50)], size, undefined, undefined).measured;
  // Never narrower than what was measured.
  expect(three?.leastMs).toBeLessThanOrEqual(50_000);
  expect(three?.mostMs).toBeGreaterThanOrEqual(80_000);
  expect(three?.mostMs).toBeLessThan(100_000);
});

test('for twice the records it takes up to twice the time, and for twice the bytes too; for fewer no more than then', () => {
  const grown = recoveryTimeOf([drill(9, 60, { records: 500, bytes: 100 })], { ...size, bytes: 400 }, undefined, undefined).measured;
  expect([grown?.leastMs, grown?.mostMs, grown?.scale]).toEqual([40_000, 360_000, 2]);
  const shrunk = recoveryTimeOf([drill(9, 60, { records: 4000 })], size, undefined, undefined).measured;
  expect([shrunk?.leastMs, shrunk?.mostMs, shrunk?.scale]).toEqual([10_000, 90_000, 0.25]);
});

test('a restore of a few records says nothing of a whole one; one of most of them does where there was no drill', () => {
  const restore = (records: number): TimedRecovery => drill(5, 100, { from: 'restore', phases: [{ name: 'restore', ms: 100_000 }], records });
  expect(recoveryTimeOf([restore(10)], size, undefined, undefined).measured).toBeUndefined();
  expect(recoveryTimeOf([restore(800)], size, undefined, undefined).measured).toMatchObject({ from: 'restore', scale: 1.25 });
  expect(recoveryTimeOf([restore(800), drill(1, 60)], size, undefined, undefined).measured).toMatchObject({ from: 'drill' });
});

test('writing back takes what the platform’s limits make of it, and longer where it was seen to', () => {
  // Order: 2 creating, 9 reading back; User: 1 and 1.
  const limited = recoveryTimeOf([], size, base44(13), undefined).writeBack;
  expect(limited).toMatchObject({ leastMs: minute, mostMs: 2 * minute });
  expect(limited?.says).toContain('13 requests a minute');
  const seen = recoveryTimeOf([drill(5, 1, { from: 'restore', phases: [{ name: 'restore', ms: 2 * minute }], records: 500 })], size, base44(13), undefined).writeBack;
  expect(seen).toMatchObject({ leastMs: minute, mostMs: 6 * minute });
  // No limits, and nobody ever wrote into it: unknown.
  expect(recoveryTimeOf([drill(5, 1)], size, base44(Number.POSITIVE_INFINITY), undefined).writeBack).toBeUndefined();
});

test('the write-back of a drill into a second app is told apart', () => {
  const both = drill(5, 60, { phases: [{ name: 'load', ms: 60_000 }, { name: 'write-back', ms: 10 * minute }] });
  const time = recoveryTimeOf([both], size, undefined, undefined);
  expect(time.measured).toMatchObject({ leastMs: 40_000, mostMs: 90_000 });
  expect(time.writeBack).toMatchObject({ leastMs: 400_000, mostMs: 900_000 });
});
