import type { Answers } from '../../app/connection/client.ts';
import { t } from '../../strings/translate.ts';

type Places = Answers['status']['overview']['places'];
type Lies = NonNullable<Places[number]['lies']>;

/** How the copies of an app hold together: what takes one of them, and what takes all. */
export interface Copies {
  /** Places that have the newest proven backup. The app itself is one more. */
  readonly places: number;
  readonly kind: 'none' | 'here-alone' | 'here-and-disk' | 'away-alone' | 'unknown' | 'three-two-one';
  /** One of them is in a folder that a service syncs. */
  readonly isSynced: boolean;
}

/**
 * The rule of three copies, on two kinds of storage, one of them elsewhere, told for what it is. A folder that a service syncs counts as one on this
 * computer: what is deleted or overwritten here soon is so there. Where nobody can tell where a place stands, it does not count as elsewhere.
 */
export function copiesOf(places: Places): Copies {
  const holding = places.filter(({ newestVerified, behind }) => newestVerified !== undefined && !behind);
  const lie = holding.map(({ lies = 'unknown' }): Lies => lies);
  const isSynced = lie.includes('synced-folder');
  return { places: holding.length, kind: kindOf(lie), isSynced };
}

function kindOf(lie: readonly Lies[]): Copies['kind'] {
  if (lie.length === 0) return 'none';
  const isAway = lie.includes('cloud');
  const kinds = new Set(lie.map((one) => (one === 'synced-folder' ? 'this-computer' : one)));
  if (isAway) return lie.length > 1 && kinds.size > 1 ? 'three-two-one' : 'away-alone';
  if (kinds.has('unknown')) return 'unknown';
  return kinds.has('other-disk') ? 'here-and-disk' : 'here-alone';
}

/** What these copies survive, and what would be the next step, in one or two sentences each. */
export function copiesWords(copies: Copies): { readonly fact: string; readonly next: string | undefined } {
  const { kind, places, isSynced } = copies;
  if (kind === 'none') return { fact: t('copies.none'), next: t('copies.none.next') };
  const counted = t('copies.count', { count: places + 1 });
  const synced = isSynced && kind !== 'three-two-one' ? ` ${t('copies.synced')}` : '';
  return { fact: `${counted} ${t(`copies.${kind}`)}${synced}`, next: kind === 'three-two-one' ? undefined : t(`copies.${kind}.next`) };
}
