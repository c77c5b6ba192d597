import type { Run } from '../runs/run.ts';

/** Old backups go by themselves only after a scheduled backup that is whole and was read back from a place. */
export function isRemovalDue({ by, result }: Pick<Run, 'by' | 'result'>): boolean {
  return by === 'schedule' && result?.kind === 'backup' && result.outcome === 'complete' && result.places.some(({ outcome }) => outcome === 'verified');
}
