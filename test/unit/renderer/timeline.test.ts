import { describe, expect, it } from 'vitest';
import { type Backup, heightOf, pitchOf, slotsOf, ticksOf } from '../../../renderer/src/screens/timeline/axis.ts';
import { movedTo } from '../../../renderer/src/components/moved-to.ts';
import { inOrder, picksOf, tallyOf } from '../../../renderer/src/screens/timeline/picks.ts';

const hour = 3_600_000;
const newestAt = Date.UTC(2026, 10, 21, 12);

function backup(hoursAgo: number, more: Partial<Backup> = {}): Backup {
  return { id: `b${hoursAgo}`, kind: 'scheduled', startedAt: new Date(newestAt - hoursAgo * hour).toISOString(), outcome: 'complete', verified: true, records: 100, storedBytes: 1, pinned: false, ...more };
}

const utcDay = (instant: string): string => instant.slice(0, 10);

describe('the time axis', () => {
  it('goes from the oldest at the left to the newest at the right, and keeps their places in the list', () => {
    const slots = slotsOf([backup(0), backup(6), backup(12)]);
    expect(slots.map((slot) => (slot.kind === 'backup' ? [slot.backup.id, slot.index] : slot))).toEqual([['b12', 2], ['b6', 1], ['b0', 0]]);
  });

  it('shows a time without backups that is unusual for this app, and no other', () => {
    const everySix = [0, 6, 12, 18, 24].map((ago) => backup(ago));
    const stopped = [...everySix, backup(120), backup(126)];
    expect(slotsOf(everySix).some(({ kind }) => kind === 'gap')).toBe(false);
    expect(slotsOf(stopped).filter(({ kind }) => kind === 'gap')).toEqual([{ kind: 'gap', ms: 96 * hour, before: 'b24' }]);
    expect(slotsOf([0, 168, 336, 504].map((ago) => backup(ago))).some(({ kind }) => kind === 'gap')).toBe(false);
  });

  it('leaves every bar wide enough to hit, however many there are', () => {
    expect(pitchOf(60, 960)).toBe(16);
    expect(pitchOf(5000, 960)).toBe(7);
    expect(pitchOf(2, 960)).toBe(26);
  });

  it('writes a date where a day begins and there is room, and the clock where all is of one day', () => {
    const slots = slotsOf(Array.from({ length: 12 }, (_, i) => backup(i * 6)));
    const ticks = ticksOf(slots, 30, utcDay);
    expect(ticks.every(({ clock }) => !clock)).toBe(true);
    // One backup of the 18th only: the 19th begins too near beside it.
    expect(ticks.map(({ at }) => utcDay(at))).toEqual(['2026-11-18', '2026-11-20', '2026-11-21']);
    expect(ticksOf(slots, 7, utcDay).length).toBeLessThan(ticks.length);
    expect(ticksOf(slotsOf([backup(0), backup(1)]), 26, utcDay)).toMatchObject([{ slot: 0, clock: true }]);
  });

  it('draws from zero, and shows even an empty and an unreadable backup', () => {
    expect(heightOf(backup(0, { records: 50 }), 100)).toBe(0.5);
    expect(heightOf(backup(0, { records: 0 }), 100)).toBeGreaterThan(0);
    expect(heightOf(backup(0, { records: 0 }), 0)).toBeGreaterThan(0);
    expect(heightOf(backup(0, { records: 999, outcome: 'unreadable' }), 999)).toBeLessThan(0.2);
  });
});

describe('what is picked', () => {
  const backups = [backup(0), backup(6), backup(12)];

  it('comes from the address; what is not in the list any more is not picked', () => {
    expect(picksOf(backups, {})).toEqual({ one: 0 });
    expect(picksOf(backups, { backup: 'b6' })).toEqual({ one: 1 });
    expect(picksOf(backups, { backup: 'b6', with: 'b0' })).toEqual({ one: 1, two: 0 });
    expect(picksOf(backups, { backup: 'gone', with: 'b12' })).toEqual({ one: 2 });
    expect(picksOf(backups, { backup: 'b6', with: 'b6' })).toEqual({ one: 1 });
    expect(picksOf([], { backup: 'b6' })).toBeUndefined();
  });

  it('is compared from the older to the newer, in whichever order it was picked', () => {
    expect(inOrder({ one: 0, two: 2 })).toEqual({ older: 2, newer: 0 });
    expect(inOrder({ one: 2, two: 0 })).toEqual({ older: 2, newer: 0 });
    expect(inOrder({ one: 2 })).toBeUndefined();
  });

  it('moves by keys and stops at the ends', () => {
    const arrows = { forward: 'ArrowDown', back: 'ArrowUp' };
    expect(movedTo('ArrowDown', 1, 3, arrows)).toBe(2);
    expect(movedTo('ArrowDown', 2, 3, arrows)).toBe(2);
    expect(movedTo('ArrowUp', 0, 3, arrows)).toBe(0);
    expect(movedTo('PageDown', 0, 3, arrows)).toBe(2);
    expect(movedTo('Home', 2, 3, arrows)).toBe(0);
    expect(movedTo('a', 1, 3, arrows)).toBeUndefined();
  });
});

it('counts as read back only what was read back and can be read', () => {
  const tally = tallyOf([backup(0), backup(1, { verified: false }), backup(2, { outcome: 'unreadable' }), backup(3, { outcome: 'incomplete' })]);
  expect(tally).toEqual({ all: 4, readBack: 2, incomplete: 1, unreadable: 1 });
});
