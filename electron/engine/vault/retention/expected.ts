import { canonicalJson } from '../../../../shared/model/record.ts';
import type { Ledger } from './ledger.ts';
import type { PlannedSnapshot } from './plan.ts';
import { planRetention, type PlanOptions } from './plan.ts';
import type { RetentionPolicy } from './policy.ts';

/**
 * How many backups may go without anybody being surprised: where the same policy was carried out before, each backup made since then can
 * take its own place and push one out of each list the policy keeps. Where it was not, nobody has seen yet what it does.
 */
export function expectedToGo(applied: Ledger['applied'], policy: RetentionPolicy, startedAt: readonly Date[]): number {
  if (applied === null || canonicalJson(applied.policy) !== canonicalJson(policy)) return 0;
  const since = Date.parse(applied.at);
  const lists = Object.values(policy).filter((count) => count > 0).length;
  return startedAt.filter((at) => at.getTime() > since).length * (lists + 1);
}

/**
 * Backups that the policy let go when it was last carried out, and that are there all the same: the place did not let them go, or another one brought them
 * back. They surprise nobody a second time.
 */
export function knownToGo(applied: Ledger['applied'], policy: RetentionPolicy, snapshots: readonly PlannedSnapshot[], { timeZone }: Pick<PlanOptions, 'timeZone'>): ReadonlySet<string> {
  if (applied === null || canonicalJson(applied.policy) !== canonicalJson(policy)) return new Set();
  const then = new Date(applied.at);
  const { going } = planRetention(snapshots.filter(({ startedAt }) => startedAt <= then), policy, { now: then, timeZone });
  return new Set(going.map(({ snapshot }) => snapshot.name));
}
