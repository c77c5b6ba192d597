import { assertNever, isHoldfastError } from '../../../shared/model/errors.ts';
import type { Engine, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { newExportFolder } from './export-folder.ts';
import type { IncidentMemory } from './incident-memory.ts';
import { takeOut } from './restored-files.ts';
import { performRestoring } from './restoring.ts';
import { drillEnded } from '../drill/ended.ts';
import { backupEnded, checkEnded, compareEnded, type Ended, exportEnded, incidentsEnded, rekeyEnded } from './results.ts';
import { removalAsks, removalEnded } from './removal-results.ts';
import type { RequestedBy, RunRequest } from './run.ts';

export type WorkingEngine = Pick<Engine, 'backup' | 'check' | 'diff' | 'incidents' | 'exportSnapshot' | 'retention' | 'deleteBackups' | 'restoring'> & { readonly drills: Pick<Engine['drills'], 'drill'> } & { readonly deputies: Pick<Engine['deputies'], 'rekey'> };

export interface PerformDeps {
  readonly engine: WorkingEngine;
  readonly incidents: IncidentMemory;
  readonly clock: Clock;
  /** The person's downloads folder, for exports that name none; and one of Holdfast's own, for databases that no app uses. */
  readonly downloads: string;
  readonly scratch: string;
  readonly timeZone: string;
}

/** Does what was asked. @throws what the engine throws. */
export async function perform(deps: PerformDeps, request: RunRequest, by: RequestedBy, call: LongCall & { readonly gate: () => Promise<void> }): Promise<Ended> {
  const { engine, clock, downloads, timeZone } = deps;
  switch (request.kind) {
    case 'backup': {
      const { label, full } = request;
      const kind = by === 'schedule' ? 'scheduled' : (request.reason ?? 'manual');
      const startedAt = clock.now().toISOString();
      const report = await engine.backup(request.app, { ...call, kind, ...(label === undefined ? {} : { label }), ...(full === undefined ? {} : { full }) });
      return backupEnded(report, startedAt);
    }
    case 'check': {
      const { place, readData } = request;
      return checkEnded(await engine.check(request.app, { ...call, ...(place === undefined ? {} : { destination: place }), ...(readData === undefined ? {} : { readData }) }));
    }
    case 'compare': {
      const began = clock.monotonic();
      const { records } = request;
      const report = await engine.diff(request.app, request.from, request.to, { ...call, ...(records === undefined ? {} : { records }) });
      return compareEnded(report, clock.monotonic() - began);
    }
    case 'incidents': {
      const began = clock.monotonic();
      const { days } = request;
      const report = await engine.incidents(request.app, { ...call, ...(days === undefined ? {} : { days }) });
      deps.incidents.remember(request.app, report);
      return incidentsEnded(report, clock.monotonic() - began);
    }
    case 'restore-plan':
    case 'restore':
    case 'undo':
    case 'resume':
      return performRestoring(deps, request, call);
    case 'retention': {
      const { preview, seen } = request;
      const options = { ...call, timeZone, dryRun: preview === true, unattended: by === 'schedule', ...(seen === undefined ? {} : { seen }) };
      try {
        return removalEnded('retention', await engine.retention(request.app, options));
      } catch (error) {
        if (!isHoldfastError(error, 'conflict') || error.details['reason'] !== 'more-than-expected') throw error;
        return removalAsks(error);
      }
    }
    case 'drill': {
      const { place, into } = request;
      return drillEnded(await engine.drills.drill(request.app, { ...call, by, ...(place === undefined ? {} : { destination: place }), ...(into === undefined ? {} : { into }) }));
    }
    case 'rekey':
      return rekeyEnded(await engine.deputies.rekey(request.app, call));
    case 'delete':
      return removalEnded('delete', await engine.deleteBackups(request.app, request.backups, { ...call, dryRun: request.preview === true }));
    case 'export': {
      const { backup, format, table, ids, choice, scratch } = request;
      const out = request.out ?? (await newExportFolder(scratch === true ? deps.scratch : downloads, request.app, clock.now(), timeZone));
      if (choice !== undefined) return takeOut(deps, { app: request.app, choice, format, out }, call);
      const only = { ...(table === undefined ? {} : { entity: table }), ...(ids === undefined ? {} : { ids }) };
      return exportEnded(await engine.exportSnapshot(request.app, { ...call, snapshot: backup, format, out, ...only }), out);
    }
    default:
      return assertNever(request);
  }
}
