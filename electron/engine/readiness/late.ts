import type { ReadinessDesk } from './readiness-desk.ts';

/** A desk that is made when it is first asked. */
export function readinessOf(desk: () => Promise<ReadinessDesk>): ReadinessDesk {
  return {
    get: async (app, call) => (await desk()).get(app, call),
    history: async (app, days, call) => (await desk()).history(app, days, call),
    rubric: async () => (await desk()).rubric(),
  };
}
