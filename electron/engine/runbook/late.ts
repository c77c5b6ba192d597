import type { RunbookDesk } from './runbook-desk.ts';

/** The desk, made when it is first asked for. */
export function runbooksOf(desk: () => Promise<RunbookDesk>): RunbookDesk {
  return {
    get: async (app, call) => (await desk()).get(app, call),
    preview: async (app, text) => (await desk()).preview(app, text),
    save: async (app, text, call) => (await desk()).save(app, text, call),
    reread: async (app, call) => (await desk()).reread(app, call),
    file: async (app, options, call) => (await desk()).file(app, options, call),
    store: async (app, call) => (await desk()).store(app, call),
    follow: async (app, call) => (await desk()).follow(app, call),
    afterBackup: async (app, call) => (await desk()).afterBackup(app, call),
    proveDeputy: async (app, code, call) => (await desk()).proveDeputy(app, code, call),
    evidence: async (app) => (await desk()).evidence(app),
  };
}
