import type { PlainError } from '../../../shared/model/errors.ts';
import type { Run } from '../runs/run.ts';
import type { IntendedRun } from '../schedule/rule.ts';

/** What became of one run that the schedule meant to make: for a host without a window, which tells it as it happens. Names and units are those of `holdfast agent`. */
export interface RunOutcome {
  /** When it ended. */
  readonly at: string;
  readonly app: string;
  /** Its id in the journal; null where it never began. */
  readonly run: string | null;
  /** Why it was to be: a time of the schedule, the first backup, after a failure … */
  readonly kind: IntendedRun['kind'];
  readonly dueAt: string;
  readonly outcome: NonNullable<IntendedRun['end']>['kind'];
  /** Name of the backup; null where there is none. */
  readonly snapshot: string | null;
  readonly places: readonly { readonly name: string; readonly outcome: 'verified' | 'failed'; readonly error?: PlainError }[];
  readonly uploadedBytes: number | null;
  readonly durationMs: number | null;
  /** Why it was skipped. */
  readonly reason?: Extract<NonNullable<IntendedRun['end']>, { kind: 'skipped' }>['reason'];
  readonly error?: PlainError;
}

/** @param run with its result, where it is still known: after a crash there is none. */
export function runOutcome(app: string, { kind, dueAt, run: begun, end }: IntendedRun, run: Run | undefined): RunOutcome | undefined {
  if (end === undefined) return undefined;
  const backup = run?.result?.kind === 'backup' ? run.result : undefined;
  const error = run?.error ?? backup?.places.find((place) => place.error !== undefined)?.error;
  return {
    at: end.at,
    app,
    run: begun?.id ?? null,
    kind,
    dueAt,
    outcome: end.kind,
    snapshot: backup?.backup ?? null,
    places: backup?.places.map((place) => ({ name: place.name, outcome: place.outcome, ...(place.error === undefined ? {} : { error: place.error }) })) ?? [],
    uploadedBytes: backup?.uploadedBytes ?? null,
    durationMs: backup?.durationMs ?? null,
    ...(end.kind === 'skipped' ? { reason: end.reason } : {}),
    ...(error === undefined ? {} : { error }),
  };
}
