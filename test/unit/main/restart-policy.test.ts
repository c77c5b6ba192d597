import { expect, it } from 'vitest';
import { createRestartPolicy } from '../../../electron/main/restart-policy.ts';

it('starts anew after longer and longer pauses, and leaves alone what crashes a fifth time', () => {
  const policy = createRestartPolicy();
  expect([0, 1000, 2000, 3000, 4000].map((at) => policy.afterCrash(at))).toEqual([200, 1000, 3000, 8000, undefined]);
  policy.forget();
  expect(policy.afterCrash(5000)).toBe(200);
});

it('forgets a crash after ten minutes', () => {
  const policy = createRestartPolicy();
  expect([0, 1, 2, 3].map((at) => policy.afterCrash(at))).toEqual([200, 1000, 3000, 8000]);
  expect(policy.afterCrash(600_001)).toBe(3000);
  expect(policy.afterCrash(1_300_000)).toBe(200);
});

it('a clock that was set back makes no crash of long ago a recent one', () => {
  const policy = createRestartPolicy();
  const ahead = 400 * 86_400_000;
  expect([0, 1, 2, 3].map((at) => policy.afterCrash(ahead + at))).toEqual([200, 1000, 3000, 8000]);
  expect(policy.afterCrash(0)).toBe(200);
});
