import { findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';

/** How far back one would fall, and how long until one is back: over time, and what the founder accepts of it. */
export function measuresCalls({ status, measures, changeSettings, finder, journal, feed }: ServiceParts) {
  return {
    recoveryPoints: api.readiness.recoveryPoints.handler(async ({ input: { app: wanted, days } }) => {
      const known = await status.known(wanted);
      const { app } = known;
      const points = await measures.recoveryPoints(known, days);
      const [first] = points;
      return {
        points: points.map(({ at, ms }) => ({ at: new Date(at).toISOString(), ms })),
        ...(app.objectiveHours === undefined ? {} : { objectiveHours: app.objectiveHours }),
        ...(first === undefined ? {} : { since: new Date(first.at).toISOString() }),
      };
    }),
    recoveryTimes: api.readiness.recoveryTimes.handler(async ({ input: { app: wanted, days } }) => {
      const known = await status.known(wanted);
      const { backWithinHours } = known.app;
      const times = await measures.recoveryTimes(known, days);
      return { times: times.map(({ at, from, ok, phases }) => ({ at, from, ok, phases: phases.map(({ name, ms }) => ({ name, ms })) })), ...(backWithinHours === undefined ? {} : { objectiveHours: backWithinHours }) };
    }),
    setObjective: api.readiness.setObjective.handler(async ({ input: { app, backWithinHours } }) => {
      const { name } = findApp(await finder.settings.read(), app);
      await changeSettings((latest) => ({ ...latest, apps: latest.apps.map((each) => (each.name === name ? withBackWithin(each, backWithinHours) : each)) }));
      await journal.append({ kind: 'settings-changed', app: name, detail: backWithinHours === null ? 'How soon it must be back is not said any more.' : `It must be back within ${backWithinHours} hours.` });
      for (const topic of ['apps', 'activity'] as const) feed.publish({ topic, app: name });
      return { ok: true as const };
    }),
  };
}

function withBackWithin({ backWithinHours: _before, ...app }: StoredApp, hours: number | null): StoredApp {
  return hours === null ? app : { ...app, backWithinHours: hours };
}
