import type { DrillEvidence } from '../readiness/evidence.ts';
import type { DrillReport } from './drill-desk.ts';

/** What a grade rests on of a drill. */
export function evidenceOf({ id, startedAt, ok, place, durationMs, checks }: DrillReport): DrillEvidence {
  const golden = checks.filter(({ kind }) => kind === 'golden');
  const count = (state: DrillReport['checks'][number]['state']): number => golden.filter((check) => check.state === state).length;
  return {
    id,
    at: startedAt,
    ok,
    place,
    durationMs,
    golden: { passed: count('passed'), failed: count('failed'), notChecked: count('not-checked') },
    failures: checks.flatMap(({ state, detail }) => (state === 'failed' ? [detail] : [])),
  };
}
