import { type AskedRun, useAskedRun } from '../../app/data/use-asked-run.ts';
import type { CompareResult } from './verdict.ts';

interface Question {
  readonly app: string;
  readonly from: string;
  /** A backup, or `live`: the app as it is now. */
  readonly to: string;
  /** The ids of the records as well. Always of the app as it is now: asking twice would read it twice, and it may have changed meanwhile. */
  readonly records: boolean;
}

export interface Comparison extends AskedRun {
  readonly result?: CompareResult;
}

/** Compares when first asked, and follows the run; a second look at the same question has the same answer. Undefined asks nothing. */
export function useComparison(question: Question | undefined): Comparison {
  const asked = useAskedRun(question === undefined ? undefined : { kind: 'compare', app: question.app, from: question.from, to: question.to, records: question.records || question.to === 'live' });
  return asked.run?.result?.kind === 'compare' ? { ...asked, result: asked.run.result } : asked;
}
