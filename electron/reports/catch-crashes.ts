import type { ProblemKind } from './problem-report.ts';
import type { Reporting } from './open-reporting.ts';

/** What a program ends with after it kept a report of why: whoever started it need not keep another. */
export const reportedExit = 70;

export interface Crash {
  readonly kind: Extract<ProblemKind, 'uncaught-error' | 'unhandled-rejection'>;
  readonly error: unknown;
  /** Name of the report's file, where one could be written. */
  readonly report: string | undefined;
}

/**
 * From now on an error that nobody catches ends in a report and in `then`, which says so and ends the program: nobody knows in which state it is. Only the first one counts; what follows
 * from it while the program ends is noise.
 * @returns what takes it back.
 */
export function catchCrashes(process: Pick<NodeJS.Process, 'on' | 'off'>, reporting: Pick<Reporting, 'report'>, then: (crash: Crash) => void): () => void {
  let isOver = false;

  function crashed(kind: Crash['kind'], error: unknown): void {
    if (isOver) return;
    isOver = true;
    then({ kind, error, report: reporting.report(kind, error) });
  }
  const onError = (error: unknown): void => crashed('uncaught-error', error);
  const onRejection = (error: unknown): void => crashed('unhandled-rejection', error);

  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onError);
    process.off('unhandledRejection', onRejection);
  };
}
