import { activity } from './activity.ts';
import { alerts } from './alerts.ts';
import { apps } from './apps.ts';
import { backups } from './backups.ts';
import { changes } from './changes.ts';
import { data } from './data.ts';
import { drills } from './drills.ts';
import { emergencies } from './emergencies.ts';
import { guard, schemas } from './guard.ts';
import { keys } from './keys.ts';
import { kit } from './kit.ts';
import { places } from './places.ts';
import { readinessCalls } from './readiness.ts';
import { retention } from './retention.ts';
import { reports } from './reports.ts';
import { restores } from './restores.ts';
import { runbookCalls } from './runbook.ts';
import { runs } from './runs.ts';
import { sample } from './sample.ts';
import { schedule } from './schedule.ts';
import { settings } from './settings.ts';
import { settingsCopy } from './settings-copy.ts';
import { statusCalls } from './status.ts';
import { watch } from './watch.ts';

/** Every call that a page, the tray or the command line can make of the engine. */
export const contract = { apps, places, backups, runs, restores, data, drills, keys, kit, schedule, retention, status: statusCalls, changes, activity, settings, settingsCopy, sample, alerts, guard, schemas, runbook: runbookCalls, watch, readiness: readinessCalls, emergencies, reports };
export type Contract = typeof contract;
