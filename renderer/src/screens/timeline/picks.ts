import type { Backup } from './axis.ts';

/** What is looked at: one backup, or two to compare. Places in the list, newest first. */
export interface Picks {
  readonly one: number;
  readonly two?: number;
}

/** From the address; a backup that is not in the list any more counts as not picked. The newest one where none is. */
export function picksOf(backups: readonly Backup[], search: { readonly backup?: string; readonly with?: string }): Picks | undefined {
  if (backups.length === 0) return undefined;
  const one = backups.findIndex(({ id }) => id === search.backup);
  const two = backups.findIndex(({ id }) => id === search.with);
  if (one < 0) return { one: Math.max(0, two) };
  return two < 0 || two === one ? { one } : { one, two };
}

/** The older one first, as time goes. */
export function inOrder(picks: Picks): { readonly older: number; readonly newer: number } | undefined {
  if (picks.two === undefined) return undefined;
  return { older: Math.max(picks.one, picks.two), newer: Math.min(picks.one, picks.two) };
}

export interface Tally {
  readonly all: number;
  readonly readBack: number;
  readonly incomplete: number;
  readonly unreadable: number;
}

/** What can be said of all backups in one sentence. One that cannot be read was not read back, whatever was noted once. */
export function tallyOf(backups: readonly Backup[]): Tally {
  return {
    all: backups.length,
    readBack: backups.filter(({ verified, outcome }) => verified && outcome !== 'unreadable').length,
    incomplete: backups.filter(({ outcome }) => outcome === 'incomplete').length,
    unreadable: backups.filter(({ outcome }) => outcome === 'unreadable').length,
  };
}
