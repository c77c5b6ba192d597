import type { EmergencyDesk } from './emergency-desk.ts';

/** The desk, made when it is first asked for. */
export function emergenciesOf(desk: () => Promise<EmergencyDesk>): EmergencyDesk {
  return {
    list: async (app) => (await desk()).list(app),
    open: async (app) => (await desk()).open(app),
    get: async (app, id) => (await desk()).get(app, id),
    start: async (app, what, call) => (await desk()).start(app, what, call),
    protect: async (app, id, call) => (await desk()).protect(app, id, call),
    hold: async (app, id) => (await desk()).hold(app, id),
    findBroken: async (app, id, call) => (await desk()).findBroken(app, id, call),
    breaking: async (app, id, state, call) => (await desk()).breaking(app, id, state, call),
    catchUp: async (app, id, options) => (await desk()).catchUp(app, id, options),
    looked: async (app, id, look, call) => (await desk()).looked(app, id, look, call),
    step: async (app, id, step, said, call) => (await desk()).step(app, id, step, said, call),
    note: async (app, id, says, call) => (await desk()).note(app, id, says, call),
    message: async (app, id, message, text, call) => (await desk()).message(app, id, message, text, call),
    end: async (app, id, options) => (await desk()).end(app, id, options),
    learnt: async (app, id, learnt, call) => (await desk()).learnt(app, id, learnt, call),
    file: async (app, id, format) => (await desk()).file(app, id, format),
  };
}
