import type { DrillDesk } from './drill-desk.ts';

/** The desk, made when it is first asked. */
export function drillsOf(desk: () => Promise<DrillDesk>): DrillDesk {
  return {
    drill: async (app, options) => (await desk()).drill(app, options),
    list: async (app, limit) => (await desk()).list(app, limit),
    get: async (app, drill) => (await desk()).get(app, drill),
    rule: async (app) => (await desk()).rule(app),
    setRule: async (app, rule) => (await desk()).setRule(app, rule),
  };
}
