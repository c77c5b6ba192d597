import { canonicalJson } from '../../../../shared/model/record.ts';
import type { Ledger } from './ledger.ts';
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
