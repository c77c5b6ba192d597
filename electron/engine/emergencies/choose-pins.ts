import type { SnapshotSummary } from '../engine.ts';
import { brokenStateLabel } from './record.ts';

const newestKept = 3;
const daysKept = 7;
const dayMs = 24 * 3_600_000;

/**
 * The backups to go back to: of those that are whole, were read back and began before the emergency, the newest three and the newest of each of the
 * seven days before. Backups of a broken state are none. Newest first. Pure.
 */
export function choosePins(snapshots: readonly SnapshotSummary[], startedAt: Date): readonly SnapshotSummary[] {
  const good = snapshots
    .filter(({ outcome, verified, label, startedAt: at }) => outcome === 'complete' && verified && label !== brokenStateLabel && Date.parse(at) <= startedAt.getTime())
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  const chosen = new Set(good.slice(0, newestKept));
  const days = new Set<number>();
  for (const snapshot of good) {
    const day = Math.floor((startedAt.getTime() - Date.parse(snapshot.startedAt)) / dayMs);
    if (day >= daysKept) break;
    if (!days.has(day)) chosen.add(snapshot);
    days.add(day);
  }
  return good.filter((snapshot) => chosen.has(snapshot));
}
