import type { DrillStanding } from '../status/facts.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import type { Settings } from '../settings/schema.ts';
import type { DrillReport, DrillRule } from './drill-desk.ts';
import { DrillReports } from './reports.ts';
import { drillRuleOf } from './rule.ts';

const mostNamed = 3;

/** How it stands with an app's drills. @param reports newest first */
export function standingOf(reports: readonly DrillReport[], { everyDays }: DrillRule): DrillStanding {
  const places = new Set(reports.map(({ place }) => place));
  const last = [...places].flatMap((place) => reports.find((report) => report.place === place) ?? []);
  return {
    failed: last.filter(({ ok }) => !ok).map(({ id, startedAt, place, checks }) => {
      const failures = checks.filter(({ state }) => state === 'failed');
      const named = failures.slice(0, mostNamed).map(({ name, table, consequence, nextStep }) => ({ name, ...(table === undefined ? {} : { table }), consequence: consequence ?? '', nextStep: nextStep ?? '' }));
      const unproven = { name: 'Not everything could be looked at', consequence: 'Nobody knows whether all would come back from this place.', nextStep: 'Run the test restore again.' };
      return { drill: id, at: startedAt, place, failed: Math.max(1, failures.length), failures: named.length > 0 ? named : [unproven] };
    }),
    everyDays,
    lastAt: reports[0]?.startedAt,
  };
}

const mostLooks = 200;

/** How it stands with the drills of every app, by the id of its vault, for a program that does one thing and ends. */
export async function lastDrills({ home, log }: Pick<EngineDependencies, 'home' | 'log'>, { apps }: Pick<Settings, 'apps'>): Promise<ReadonlyMap<string, DrillStanding>> {
  const reports = new DrillReports(home, log);
  return new Map(await Promise.all(apps.map(async (app) => [app.vault.id, standingOf(await reports.list(app.vault.id, mostLooks), drillRuleOf(app))] as const)));
}
