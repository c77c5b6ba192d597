import type { InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '../../../../shared/contract/index.ts';

export type PlaceState = InferContractRouterOutputs<Contract>['places']['look'];

/** `looking` until the engine has answered; `gone` also where asking itself failed. Only `current` is green. */
export type Condition = 'looking' | 'gone' | 'empty' | 'behind' | 'current';

export function conditionOf(state: PlaceState | undefined, failed: boolean): Condition {
  if (failed) return 'gone';
  if (state === undefined) return 'looking';
  if (!state.reachable || state.problem !== undefined) return 'gone';
  if (state.holds.some(({ behindBy }) => behindBy > 0)) return 'behind';
  // Backups that were never read back from here are not a reason for green.
  return state.holds.some(({ newestVerified }) => newestVerified !== undefined) ? 'current' : 'empty';
}

/** What the screen says of all places together: the worst of them. */
export type Together = { readonly kind: 'none' | 'looking' | 'only-gone' } | { readonly kind: 'gone' | 'behind' | 'all'; readonly count: number };

export function together(conditions: readonly Condition[]): Together {
  if (conditions.length === 0) return { kind: 'none' };
  const gone = conditions.filter((condition) => condition === 'gone').length;
  if (gone > 0) return gone === 1 && conditions.length === 1 ? { kind: 'only-gone' } : { kind: 'gone', count: gone };
  if (conditions.includes('looking')) return { kind: 'looking' };
  const behind = conditions.filter((condition) => condition === 'behind').length;
  return behind > 0 ? { kind: 'behind', count: behind } : { kind: 'all', count: conditions.length };
}
