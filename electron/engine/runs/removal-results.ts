import { toPlainError } from '../../../shared/model/errors.ts';
import type { HoldfastError } from '../../../shared/model/errors.ts';
import type { RetentionReport } from '../engine.ts';
import type { Ended } from './results.ts';
import type { RunResult } from './run.ts';

type RemovalResult = Extract<RunResult, { kind: 'retention' | 'delete' }>;

/**
 * Removing backups as a run. Not "done" where a place failed or kept something, but for one that is known to keep everything: that was told the
 * first time, and is no news each night.
 */
export function removalEnded(kind: RemovalResult['kind'], report: RetentionReport): Ended {
  const failed = report.places.filter(({ outcome }) => outcome === 'failed');
  const [error] = failed.flatMap((place) => place.error ?? []);
  const isWhole = report.places.every(({ outcome, refusesAsBefore }) => outcome === 'done' || (outcome === 'partly' && refusesAsBefore));
  const state = isWhole ? 'done' : failed.length === report.places.length ? 'failed' : 'incomplete';
  const told = report.places.filter(({ refusesAsBefore }) => !refusesAsBefore);
  return {
    state,
    ...(error === undefined ? {} : { error }),
    result: {
      kind,
      preview: report.dryRun,
      kept: report.kept.map(({ name, why }) => ({ backup: name, why })),
      going: report.deleted.map(({ name, why }) => ({ backup: name, why })),
      freedBytes: report.freedBytes,
      waitingBytes: report.waitingBytes,
      asks: report.asks,
      places: report.places.map(({ name, outcome, error: problem, deleted, freedBytes, waitingBytes, refusedCount, refusesAsBefore, notes }) => ({
        name,
        outcome,
        ...(problem === undefined ? {} : { error: problem }),
        going: [...deleted],
        freedBytes,
        waitingBytes,
        refused: refusedCount,
        refusesAsBefore,
        notes: [...notes],
      })),
    },
    ...(report.dryRun ? {} : { detail: inWords(report) }),
    ...(report.dryRun ? {} : { removal: { backups: report.deleted.length, waitingBytes: report.waitingBytes, refused: told.reduce((sum, { refusedCount }) => sum + refusedCount, 0), asks: 0 } }),
  };
}

const named = 8;

/** What went, by the times of the backups, and what places did not let go; for the journal. */
function inWords({ deleted, places }: RetentionReport): string {
  const times = deleted.map(({ name }) => name.slice(0, 16).replace(/T(\d\d)-(\d\d)$/, ' $1:$2'));
  const more = times.length > named ? ` and ${times.length - named} more` : '';
  const went = times.length === 0 ? [] : [`Removed: ${times.slice(0, named).join(', ')}${more} (UTC).`];
  const stayed = places.flatMap(({ name, refusedCount, refusesAsBefore }) =>
    refusedCount === 0 ? [] : [refusesAsBefore ? `“${name}” lets nothing be deleted, as before.` : `“${name}” did not let ${refusedCount} ${refusedCount === 1 ? 'part' : 'parts'} be deleted.`],
  );
  return [...went, ...stayed, ...places.flatMap(({ notes }) => notes)].join(' ').slice(0, 500);
}

/** Nothing went, because it would have been more than is usual and nobody was there to be asked. */
export function removalAsks(error: HoldfastError): Ended {
  const { going } = error.details;
  const { message } = toPlainError(error);
  return {
    state: 'incomplete',
    error: { code: error.code, message, nextStep: 'Look at what would go, and remove it if that is what you want.' },
    removal: { backups: 0, waitingBytes: 0, refused: 0, asks: typeof going === 'number' ? going : 1 },
  };
}
