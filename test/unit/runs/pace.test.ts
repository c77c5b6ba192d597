import { describe, expect, it } from 'vitest';
import { Pace } from '../../../electron/engine/runs/pace.ts';

interface Shown {
  readonly at: number;
  readonly left: number | undefined;
}

/** What a person sees, told every `everyMs`, of work that gets so far in so much time. */
function shown(total: number | undefined, until: number, doneAt: (ms: number) => number, everyMs = 250): Shown[] {
  const pace = new Pace();
  const seen: Shown[] = [];
  for (let at = 0; at <= until; at += everyMs) seen.push({ at, left: pace.observe('read', doneAt(at), total, 1_000_000 + at) });
  return seen;
}

describe('time left', () => {
  it('of even work is right within a tenth once it is told, and counts down', () => {
    const seen = shown(1000, 59_000, (ms) => Math.floor(ms / 60));
    expect(seen.find(({ left }) => left !== undefined)?.at).toBeLessThanOrEqual(6000);
    for (const { at, left } of seen) if (left !== undefined) expect(Math.abs(left - (60_000 - at))).toBeLessThanOrEqual(6000);
  });

  it('is not told in the first seconds, nor without a total, nor before anything was done', () => {
    expect(shown(1000, 3500, (ms) => ms / 60).every(({ left }) => left === undefined)).toBe(true);
    expect(shown(undefined, 60_000, (ms) => ms / 60).every(({ left }) => left === undefined)).toBe(true);
    expect(shown(1000, 60_000, () => 0).every(({ left }) => left === undefined)).toBe(true);
  });

  it('does not jump when work comes in bursts', () => {
    // A page of 50 records every two seconds.
    const seen = shown(3000, 118_000, (ms) => Math.floor(ms / 2000) * 50).filter(({ left }) => left !== undefined);
    expect(seen.length).toBeGreaterThan(100);
    for (const [index, { at, left = 0 }] of seen.entries()) {
      const before = seen[index - 1];
      if (before?.left !== undefined) expect(Math.abs(left - (before.left - (at - before.at)))).toBeLessThanOrEqual(0.1 * before.left + 1500);
    }
  });

  it('follows when the work becomes four times slower', () => {
    const seen = shown(2000, 100_000, (ms) => (ms < 20_000 ? ms / 40 : 500 + (ms - 20_000) / 160));
    const { left = 0 } = seen.at(-1) ?? {};
    // 1000 of 2000 are left, at 160 ms each.
    expect(left).toBeGreaterThan(140_000);
    expect(left).toBeLessThan(180_000);
  });

  it('begins anew with each phase, and is nothing at the end', () => {
    const pace = new Pace();
    for (let at = 0; at <= 20_000; at += 500) pace.observe('read', at, 40_000, at);
    expect(pace.observe('read', 40_000, 40_000, 20_500)).toBe(0);
    expect(pace.observe('files', 1, 100, 21_000)).toBeUndefined();
  });
});
