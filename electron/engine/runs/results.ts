import type { z } from 'zod';
import type { incident } from '../../../shared/contract/incidents.ts';
import type { PlainError } from '../../../shared/model/errors.ts';
import type { RememberedBackup, StoredEvent } from '../activity/event.ts';
import type { BackupReport, CheckReport, DiffReport, ExportReport, Incident, IncidentsReport, RekeyReport } from '../engine.ts';
import type { EndState, RunResult } from './run.ts';

/** What a run came to, in the contract's words. */
export interface Ended {
  readonly state: EndState;
  readonly result?: RunResult;
  readonly error?: PlainError;
  readonly stoppedBy?: NonNullable<StoredEvent['stoppedBy']>;
  /** Of a backup, for the journal. */
  readonly backup?: RememberedBackup;
  /** Of a restore: records that were read back as they should be, for the journal. */
  readonly records?: number;
  /** More of it in words, for the journal. */
  readonly detail?: string;
  /** Of a check: the place that was looked at, for the journal. */
  readonly checkedPlace?: string;
  /** Of backups that were removed, for the journal. */
  readonly removal?: NonNullable<StoredEvent['removal']>;
}

/**
 * Done only when every table is whole and every place was read back. Where no place was, there is no backup, however well
 * the app was read: it has failed.
 */
export function backupEnded(report: BackupReport, startedAt: string): Ended {
  const verified = report.places.filter((place) => place.outcome === 'verified');
  const firstError = report.places.find((place) => place.error !== undefined)?.error;
  const result: RunResult = {
    kind: 'backup',
    backup: report.snapshot,
    outcome: report.outcome,
    tables: report.entities.map((entity) => ({ ...entity })),
    places: report.places.map((place) => ({ ...place })),
    uploadedBytes: report.uploadedBytes,
    storedBytes: report.storedBytes,
    reusedBytes: report.reusedBytes,
    durationMs: report.durationMs,
    warnings: [...report.warnings],
    coverage: [...report.coverage],
  };
  const backup: RememberedBackup = {
    id: report.snapshot,
    startedAt,
    complete: report.outcome === 'complete',
    records: report.entities.reduce((sum, entity) => sum + entity.records, 0),
    tables: report.entities.length,
    storedBytes: report.storedBytes,
    lacking: report.entities.flatMap(({ name, status, reason }) => (status === 'complete' ? [] : [{ name, reason: reason ?? 'It could not be read whole.' }])),
    places: report.places.map(({ name, outcome, error }) => ({ name, verified: outcome === 'verified', ...(error === undefined ? {} : { error }) })),
  };
  if (verified.length === 0) return { state: 'failed', result, backup, ...(firstError === undefined ? {} : { error: firstError }) };
  const isWhole = report.outcome === 'complete' && verified.length === report.places.length;
  return { state: isWhole ? 'done' : 'incomplete', result, backup };
}

/** Damage that was found is not "done": nothing that is not whole may look as if all were well. */
export function checkEnded({ ok, place, objects, bytes, problems }: CheckReport): Ended {
  return {
    state: ok ? 'done' : 'incomplete',
    ...(place === undefined ? {} : { checkedPlace: place }),
    result: {
      kind: 'check',
      ok,
      objects,
      bytes,
      problems: problems.map(({ object, entity, snapshots, problem }) => ({ object, table: entity, backups: [...snapshots], problem })),
    },
  };
}

export function compareEnded(report: DiffReport, tookMs: number): Ended {
  return {
    state: 'done',
    result: {
      kind: 'compare',
      from: report.from,
      to: report.to,
      tables: report.entities.map(({ blankedFields, fieldsGone, records, ...entity }) => ({
        ...entity,
        blankedFields: blankedFields.map((field) => ({ ...field })),
        fieldsGone: [...fieldsGone],
        ...(records === undefined ? {} : { records: { created: [...records.created], changed: [...records.changed], deleted: [...records.deleted] } }),
      })),
      tookMs,
    },
  };
}

/** Without the ids of the records: a page names none of them, and there may be hundreds of thousands. An app that did not answer leaves the newest changes unknown. */
export function incidentsEnded({ incidents, oldest, problem }: IncidentsReport, tookMs: number): Ended {
  return {
    state: problem === undefined ? 'done' : 'incomplete',
    result: {
      kind: 'incidents',
      incidents: incidents.map(shownIncident),
      ...(oldest === undefined ? {} : { oldest }),
      ...(problem === undefined ? {} : { problem }),
      tookMs,
    },
  };
}

export function shownIncident({ id, kind, tables, window, snapshot }: Incident): z.infer<typeof incident> {
  const shown = tables.map(({ name, records, of, fields, edited }) => ({ name, records, of, fields: [...fields], ...(edited === undefined || edited.length === 0 ? {} : { edited: edited.length }) }));
  return { id, kind, tables: shown, window: { ...window }, backup: snapshot };
}

/**
 * Everything is done only when nothing is lacking.
 * @param verified records that were read back from the files; undefined where nobody counted. Less than was written is not all.
 */
export function exportEnded(report: ExportReport, folder: string, verified?: number): Ended {
  const { everything } = report;
  const written = report.files.reduce((sum, { records }) => sum + records, 0);
  const isWhole = (verified === undefined || verified === written) && (everything === undefined || everything.lacking.length === 0);
  return {
    state: isWhole ? 'done' : 'incomplete',
    result: {
      kind: 'export',
      backup: report.snapshot,
      folder,
      files: report.files.map(({ path, entity, records }) => ({ path, table: entity, records })),
      warnings: [...report.warnings],
      ...(everything === undefined
        ? {}
        : {
            everything: {
              ...everything,
              tables: everything.tables.map((table) => ({ ...table })),
              uploads: { ...everything.uploads },
              references: { kept: everything.references.kept, loose: [...everything.references.loose] },
              lacking: [...everything.lacking],
            },
          }),
      ...(verified === undefined ? {} : { verified }),
    },
  };
}

/** Not done where a place failed, or something stayed as it was: then who was let in cannot open all. */
export function rekeyEnded({ places }: RekeyReport): Ended {
  const failed = places.filter(({ outcome }) => outcome === 'failed');
  const [error] = failed.flatMap((place) => place.error ?? []);
  const isWhole = places.every(({ outcome }) => outcome === 'done' || outcome === 'empty');
  const state = isWhole ? 'done' : failed.length === places.length ? 'failed' : 'incomplete';
  return { state, ...(error === undefined ? {} : { error }), result: { kind: 'rekey', places: places.map((place) => ({ ...place })) } };
}
