import { summaryOf } from '../drill/summary.ts';
import { findApp } from '../registry/lookup.ts';
import { goldenCalls } from './golden.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';

/** Backups restored into a throwaway database, and what was found there. */
export function drillsCalls(parts: ServiceParts) {
  const { engine, finder, changeSettings, feed, journal, status, drills } = parts;
  return {
    list: api.drills.list.handler(async ({ input: { app, limit } }) => ({ drills: (await engine.drills.list(app, limit)).map(summaryOf) })),
    get: api.drills.get.handler(async ({ input: { app, drill } }) => engine.drills.get(app, drill)),
    rule: api.drills.rule.handler(async ({ input }) => {
      const { app, facts } = await status.known(input.app);
      const { at, why } = drills.next(app, facts);
      return { ...(await engine.drills.rule(app.name)), nextAt: at?.toISOString() ?? null, why };
    }),
    setRule: api.drills.setRule.handler(async ({ input: { app, everyDays } }) => {
      const { name } = findApp(await finder.settings.read(), app);
      await changeSettings((latest) => ({ ...latest, apps: latest.apps.map((each) => (each.name === name ? { ...each, drill: { everyDays } } : each)) }));
      await journal.append({ kind: 'settings-changed', app: name, detail: everyDays === null ? 'Drills only when asked for.' : `A drill every ${everyDays} days.` });
      feed.publish({ topic: 'drills', app: name });
      return { ok: true as const };
    }),
    golden: goldenCalls(parts),
  };
}
