import { activityCalls } from './activity.ts';
import { alertsCalls } from './alerts.ts';
import { appsCalls } from './apps.ts';
import { backupsCalls } from './backups.ts';
import { changesCalls } from './changes.ts';
import { dataCalls } from './data.ts';
import { drillsCalls } from './drills.ts';
import { emergencyCalls } from './emergencies.ts';
import { guardCalls, schemasCalls } from './guard.ts';
import { api } from './implementer.ts';
import { keysCalls } from './keys.ts';
import { kitCalls } from './kit.ts';
import type { ServiceParts } from './parts.ts';
import { placesCalls } from './places.ts';
import { readinessCalls } from './readiness.ts';
import { reportsCalls } from './reports.ts';
import { restoresCalls } from './restores.ts';
import { retentionCalls } from './retention.ts';
import { runbookCalls } from './runbook.ts';
import { runsCalls } from './runs.ts';
import { sampleCalls } from './sample.ts';
import { scheduleCalls } from './schedule.ts';
import { settingsCopyCalls } from './settings-copy.ts';
import { settingsCalls } from './settings.ts';
import { statusCalls } from './status.ts';
import { watchCalls } from './watch.ts';

/** The whole contract with its handlers. */
export function createRouter(parts: ServiceParts) {
  return api.router({
    apps: appsCalls(parts),
    places: placesCalls(parts),
    backups: backupsCalls(parts),
    runbook: runbookCalls(parts),
    runs: runsCalls(parts),
    restores: restoresCalls(parts),
    data: dataCalls(parts),
    drills: drillsCalls(parts),
    keys: keysCalls(parts),
    kit: kitCalls(parts),
    schedule: scheduleCalls(parts),
    retention: retentionCalls(parts),
    status: statusCalls(parts),
    changes: changesCalls(parts),
    activity: activityCalls(parts),
    settings: settingsCalls(parts),
    settingsCopy: settingsCopyCalls(parts),
    watch: watchCalls(parts),
    sample: sampleCalls(parts),
    guard: guardCalls(parts),
    schemas: schemasCalls(parts),
    alerts: alertsCalls(parts),
    readiness: readinessCalls(parts),
    emergencies: emergencyCalls(parts),
    reports: reportsCalls(parts),
  });
}

export type EngineRouter = ReturnType<typeof createRouter>;
