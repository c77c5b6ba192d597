import { parsePolicy, retentionPresets, type RetentionPolicy } from './policy.ts';
import type { RetentionRule } from './retention-desk.ts';

/** The numbers that a rule comes to. @throws invalid-input for numbers that are none, and for a rule that would keep nothing. */
export function policyOf({ preset, keep }: Pick<RetentionRule, 'preset' | 'keep'>): RetentionPolicy {
  const told = Object.fromEntries(Object.entries(keep ?? {}).filter(([, count]) => count !== undefined));
  return parsePolicy({ ...retentionPresets[preset], ...told });
}
