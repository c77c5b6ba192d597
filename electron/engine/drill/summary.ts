import type { z } from 'zod';
import type { drillSummary } from '../../../shared/contract/drills.ts';
import type { DrillReport } from './drill-desk.ts';

const mostNamed = 5;

/** A report without its checks one by one. */
export function summaryOf({ checks, ...report }: DrillReport): z.infer<typeof drillSummary> {
  const count = (state: DrillReport['checks'][number]['state']): number => checks.filter((check) => check.state === state).length;
  const failures = checks.filter(({ state }) => state === 'failed').map(({ name }) => name);
  return { ...report, passed: count('passed'), failed: failures.length, notChecked: count('not-checked'), failures: failures.slice(0, mostNamed) };
}
