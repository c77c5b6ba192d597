import { describe, expect, it } from 'vitest';
import { type DrillTimes, nextDrill } from '../../../electron/engine/drill/due.ts';

const now = new Date('2026-03-20T10:00:00Z');
const day = (ago: number): string => new Date(now.getTime() - ago * 86_400_000).toISOString();
const base: DrillTimes = { everyDays: 7, provenSince: day(30), newestProven: day(0), places: [{ name: 'Disk', isReachable: true }, { name: 'Bucket', isReachable: true }], drills: [], vaultId: 'a', now };

const drill = (place: string, ago: number, ok = true) => ({ place, startedAt: day(ago), ok });

describe('when a drill begins by itself', () => {
  it('never where nobody wants it, there is no place, no backup, or no place that answers; and says why', () => {
    for (const [more, why] of [
      [{ everyDays: null }, 'Only when you ask for one.'],
      [{ places: [] }, 'There is no place for backups yet.'],
      [{ provenSince: undefined, newestProven: undefined }, 'A day after the first complete backup.'],
      [{ places: [{ name: 'Disk', isReachable: false }] }, 'As soon as a place can be reached.'],
    ] as const) expect(nextDrill({ ...base, ...more })).toEqual({ at: null, why });
  });

  it('a day after the first backup, not at once', () => {
    expect(nextDrill({ ...base, provenSince: day(0.5) })).toMatchObject({ at: new Date(now.getTime() + 43_200_000) });
    expect(nextDrill(base)).toMatchObject({ at: now, place: 'Disk' });
  });

  it('each place in its turn, once a week, with a day between two', () => {
    expect(nextDrill({ ...base, drills: [drill('Disk', 0.25)] })).toMatchObject({ place: 'Bucket', at: new Date(now.getTime() + 0.75 * 86_400_000) });
    expect(nextDrill({ ...base, drills: [drill('Bucket', 2), drill('Disk', 8)] })).toMatchObject({ place: 'Disk', at: now });
    const later = nextDrill({ ...base, drills: [drill('Bucket', 2), drill('Disk', 3)] });
    expect(later).toMatchObject({ place: 'Disk' });
    // A few hours early at most, so that not all apps begin together.
    expect((later.at?.getTime() ?? 0) - now.getTime()).toBeGreaterThan(3.7 * 86_400_000);
  });

  it('passes over a place that is away', () => {
    expect(nextDrill({ ...base, places: [{ name: 'Disk', isReachable: false }, { name: 'Bucket', isReachable: true }], drills: [drill('Bucket', 8), drill('Disk', 20)] })).toMatchObject({ place: 'Bucket', at: now });
  });

  it('again after one that failed, once there is a newer backup', () => {
    const drills = [drill('Bucket', 2, false), drill('Disk', 1.5)];
    expect(nextDrill({ ...base, drills })).toMatchObject({ place: 'Bucket', at: now });
    expect(nextDrill({ ...base, drills, newestProven: day(3) }).at?.getTime()).toBeGreaterThan(now.getTime() + 86_400_000);
  });
});
