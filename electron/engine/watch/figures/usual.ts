import type { Manifest } from '../../../../shared/model/snapshot.ts';
import type { SizeFigures } from './figures.ts';

/** How many backups before are looked at for what is usual. */
export const usualOf = 20;
const fewest = 3;

/** What one backup came to. */
export interface BackupSize extends Omit<SizeFigures, 'usual'> {
  readonly outcome: Manifest['outcome'];
}

export function sizeOf({ entities, startedAt, finishedAt, outcome }: Pick<Manifest, 'entities' | 'startedAt' | 'finishedAt' | 'outcome'>): BackupSize {
  return {
    outcome,
    records: entities.reduce((sum, each) => sum + each.records, 0),
    bytes: entities.reduce((sum, { bytes }) => sum + bytes, 0),
    // A clock that was set back meanwhile makes no negative time.
    durationMs: Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)),
  };
}

/** How large a backup is and how long it took, beside the complete ones before it. */
export function sizeFigures({ outcome: _outcome, ...own }: BackupSize, earlier: readonly BackupSize[]): SizeFigures {
  const complete = earlier.filter(({ outcome }) => outcome === 'complete').slice(0, usualOf);
  if (complete.length < fewest) return own;
  return { ...own, usual: { backups: complete.length, bytes: median(complete.map(({ bytes }) => bytes)), durationMs: median(complete.map(({ durationMs }) => durationMs)) } };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round((upper + (sorted[middle - 1] ?? upper)) / 2);
}
