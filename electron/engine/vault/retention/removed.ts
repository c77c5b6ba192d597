import { parseSnapshotName } from '../format/names.ts';
import type { Ledger } from './ledger.ts';

/** Names of so many removed backups are remembered: with one that goes each day, three years of them. */
const mostRemembered = 1000;

/** What a place remembers of the backups that were removed from it on purpose. */
type Memory = Pick<Ledger, 'removed' | 'removedBefore'>;

export function remembersRemoving({ removed, removedBefore }: Memory): boolean {
  return removed.length > 0 || removedBefore !== null;
}

/** Whether a backup that the place lacks was removed from it, rather than never having been there. Of those from before the memory's beginning the former is taken to be so. */
export function wasRemoved({ removed, removedBefore }: Memory, name: string): boolean {
  if (removed.includes(name)) return true;
  const startedAt = parseSnapshotName(name)?.startedAt;
  return removedBefore !== null && startedAt !== undefined && startedAt.getTime() <= Date.parse(removedBefore);
}

/** The memory once these are gone too; those that are there after all (the place did not let them go, or another one brought them) are no longer in it. */
export function remembering(memory: Memory, going: readonly string[], present: ReadonlySet<string> = new Set()): Memory {
  // Names begin with the time.
  const names = [...new Set([...memory.removed, ...going])].filter((name) => !present.has(name)).toSorted();
  const forgotten = names.slice(0, Math.max(0, names.length - mostRemembered));
  const last = parseSnapshotName(forgotten.at(-1) ?? '')?.startedAt.toISOString();
  const before = [memory.removedBefore, last ?? null].filter((each) => each !== null).toSorted();
  return { removed: names.slice(forgotten.length), removedBefore: before.at(-1) ?? null };
}
