import type { Ended } from '../runs/results.ts';
import type { DrillReport } from './drill-desk.ts';

/** A drill in which something failed is not done: nothing that is not proven may look as if it were. */
export function drillEnded(report: DrillReport): Ended {
  const failures = report.checks.filter(({ state }) => state === 'failed');
  const detail = failures.map(({ name, table }) => (table === undefined ? name : `${name} (${table})`)).join('; ').slice(0, 500);
  return {
    state: report.ok ? 'done' : report.error === undefined ? 'incomplete' : 'failed',
    result: { kind: 'drill', drill: report },
    ...(report.error === undefined ? {} : { error: report.error }),
    ...(report.backup === undefined ? {} : { records: report.backup.records }),
    ...(detail === '' ? {} : { detail }),
  };
}
