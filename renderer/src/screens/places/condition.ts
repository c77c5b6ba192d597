import type { InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '../../../../shared/contract/index.ts';

export type PlaceState = InferContractRouterOutputs<Contract>['places']['look'];

/** `looking` until the engine has answered; `gone` also where asking itself failed. Only `current` is green. */
export type Condition = 'looking' | 'gone' | 'empty' | 'unverified' | 'behind' | 'current';

export function conditionOf(state: PlaceState | undefined, failed: boolean): Condition {
  if (failed) return 'gone';
  if (state === undefined) return 'looking';
  if (!state.reachable || state.problem !== undefined) return 'gone';
  if (state.holds.some(({ behindBy }) => behindBy > 0)) return 'behind';
  const held = state.holds.filter(({ backups }) => backups > 0);
  if (held.length === 0) return 'empty';
  // Backups that were never read back from here are not a reason for green.
  return held.every(({ newestVerified }) => newestVerified !== undefined) ? 'current' : 'unverified';
}

/** What the screen says of all places together: the worst of them. */
export type Together = { readonly kind: 'none' | 'looking' | 'only-gone' | 'only-empty' } | { readonly kind: 'gone' | 'behind' | 'unverified' | 'empty' | 'all'; readonly count: number };

export function together(conditions: readonly Condition[]): Together {
  const count = (wanted: Condition): number => conditions.filter((condition) => condition === wanted).length;
  const isOnly = conditions.length === 1;
  if (conditions.length === 0) return { kind: 'none' };
  if (count('gone') > 0) return isOnly ? { kind: 'only-gone' } : { kind: 'gone', count: count('gone') };
  if (count('looking') > 0) return { kind: 'looking' };
  for (const kind of ['behind', 'unverified'] as const) if (count(kind) > 0) return { kind, count: count(kind) };
  if (count('empty') > 0) return isOnly ? { kind: 'only-empty' } : { kind: 'empty', count: count('empty') };
  return { kind: 'all', count: conditions.length };
}
