import { reportedExit } from '../../reports/catch-crashes.ts';
import type { Reporting } from '../../reports/open-reporting.ts';

/** Keeps a report of an engine that ended unexpectedly, unless it kept one itself: then it knew more. */
export function tellEngineGone(reporting: Reporting, exit: number): void {
  if (exit === reportedExit) reporting.problem('The engine ended unexpectedly.', { exit });
  else reporting.report('engine-ended', undefined, { exit });
}
