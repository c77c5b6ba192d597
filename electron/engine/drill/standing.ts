import type { DrillStanding } from '../status/facts.ts';
import type { DrillReport, DrillRule } from './drill-desk.ts';

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
