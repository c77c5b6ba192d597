import type { KeptReport } from '../../reports/problem-report.ts';

const windowMs = 10 * 60_000;
const atMost = 3;

/** Whether a program that crashed may start again by itself: not when it crashed three times within ten minutes, this time included. */
export function mayStartAgain(reports: readonly Pick<KeptReport, 'at' | 'area' | 'kind'>[], now: Date): boolean {
  const crashes = reports.filter(({ area, kind, at }) => area === 'main' && (kind === 'uncaught-error' || kind === 'unhandled-rejection') && Math.abs(now.getTime() - Date.parse(at)) < windowMs);
  return crashes.length < atMost;
}
