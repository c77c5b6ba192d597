import type { Overview } from './situation.ts';

/** What a backup holds besides its records, only the backup itself can tell. */
export function isNewestInReach(overview: Overview): boolean {
  const inReach = newestInReach(overview);
  return overview.newest !== undefined && inReach !== undefined && inReach >= overview.newest.startedAt;
}

/** When the newest backup that could be taken out this minute began to read: one in a place that is away saves nobody today. */
export function newestInReach({ places }: Overview): string | undefined {
  return places.flatMap((place) => (place.reachable && place.newestVerified !== undefined ? [place.newestVerified] : [])).toSorted().at(-1);
}

/** Without the key no place can be looked into, whether or not it is there. */
export function lacksKey({ needs }: Overview): boolean {
  return needs.some(({ kind }) => kind === 'keychain');
}
