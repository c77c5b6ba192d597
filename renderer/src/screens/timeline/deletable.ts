import { stateOf } from './looks.ts';
import type { Backup } from './axis.ts';

/** Why a backup cannot be deleted, where it cannot. The engine has the last word: it knows what each place holds. */
export function mustStay(backup: Backup, all: readonly Backup[]): 'pinned' | 'newest' | undefined {
  if (backup.pinned) return 'pinned';
  return backup === all.find((each) => stateOf(each) === 'verified') ? 'newest' : undefined;
}

/** Whether it takes more than a click: more than one goes, or the newest of all. */
export function needsWord(chosen: ReadonlySet<string>, all: readonly Backup[]): boolean {
  const [newest] = all;
  return chosen.size > 1 || (newest !== undefined && chosen.has(newest.id));
}
