import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullJitterDelay, parseRetryAfter } from '../../../../shared/model/retry.ts';

const backOff = { baseMs: 500, capMs: 30_000 };

describe('how long to wait between tries', () => {
  it('is anything up to a limit that doubles and then stays', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50, 5000].map((failures) => fullJitterDelay(failures, 0.999_999_9, backOff) + 1)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
    expect(fullJitterDelay(5, 0, backOff)).toBe(0);
    expect(fullJitterDelay(2, 0.5, backOff)).toBe(500);
  });

  it('is at least what the other side asked for, and never negative or broken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.option(fc.integer({ min: -1000, max: 10_000_000 }), { nil: undefined }), (failures, random, asked) => {
        const delay = fullJitterDelay(failures, random, backOff, asked);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(Math.max(0, asked ?? 0));
        expect(delay).toBeLessThan(asked === undefined ? 30_000 : Math.max(0, asked) + 500);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-01-14T02:00:00Z');
  it.each([
    ['120', 120_000],
    [' 1 ', 1000],
    ['0', 0],
    ['0.5', 500],
    ['Wed, 14 Jan 2026 02:01:30 GMT', 90_000],
    ['Wednesday, 14-Jan-26 02:01:30 GMT', 90_000],
    ['Wed, 14 Jan 2026 01:00:00 GMT', 0],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1e9', undefined],
    ['2026-01-14', undefined],
    ['Wed, 99 Foo 2026', undefined],
  ])('%j is %s ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
