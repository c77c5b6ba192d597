import type { GoldenDesk } from './golden-desk.ts';

/** The desk, made when it is first asked. */
export function goldenOf(desk: () => Promise<GoldenDesk>): GoldenDesk {
  return {
    list: async (app, call) => (await desk()).list(app, call),
    suggest: async (app, call) => (await desk()).suggest(app, call),
    save: async (app, checks, revision, call) => (await desk()).save(app, checks, revision, call),
    try: async (app, check, options) => (await desk()).try(app, check, options),
    afterBackup: async (app, call) => (await desk()).afterBackup(app, call),
  };
}
