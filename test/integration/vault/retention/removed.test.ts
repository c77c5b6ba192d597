import { expect, it } from 'vitest';
import { remembering, remembersRemoving, wasRemoved } from '../../../../electron/engine/vault/retention/removed.ts';

const nameOf = (day: number): string => `${new Date(Date.UTC(2020, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)}T02-00-00Z_shop_scheduled`;
const none = { removed: [], removedBefore: null };

it('is told from a backup that the place never had', () => {
  const memory = remembering(none, [nameOf(3), nameOf(1)]);
  expect(remembersRemoving(none)).toBe(false);
  expect(remembersRemoving(memory)).toBe(true);
  expect([0, 1, 2, 3, 4].map((day) => wasRemoved(memory, nameOf(day)))).toEqual([false, true, false, true, false]);
});

it('is forgotten where it is there after all', () => {
  const memory = remembering(remembering(none, [nameOf(1), nameOf(2)]), [], new Set([nameOf(1)]));
  expect([wasRemoved(memory, nameOf(1)), wasRemoved(memory, nameOf(2))]).toEqual([false, true]);
});

it('takes a bounded room over ten years of nights, and brings none of them back', () => {
  let memory: Parameters<typeof remembering>[0] = none;
  for (let day = 0; day < 3650; day += 1) memory = remembering(memory, [nameOf(day)]);
  expect(memory.removed).toHaveLength(1000);
  for (const day of [0, 1000, 2649, 2650, 3649]) expect(wasRemoved(memory, nameOf(day))).toBe(true);
  expect(wasRemoved(memory, nameOf(3650))).toBe(false);
});
