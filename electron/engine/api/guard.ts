import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** Watching an app while it is changed, and the checklists for changes. */
export function guardCalls({ guards, engine, finder, closing }: ServiceParts) {
  const named = async (app: string): Promise<string> => findApp(await finder.settings.read(), app).name;
  const call = { signal: closing };
  return {
    get: api.guard.get.handler(async ({ input: { app } }) => guards.state(await named(app))),
    start: api.guard.start.handler(async ({ input: { app, ...wishes } }) => guards.start(await named(app), wishes)),
    goOn: api.guard.goOn.handler(async ({ input: { app } }) => guards.goOn(await named(app))),
    again: api.guard.again.handler(async ({ input: { app } }) => guards.again(await named(app))),
    set: api.guard.set.handler(async ({ input: { app, ...wishes } }) => guards.set(await named(app), wishes)),
    look: api.guard.look.handler(async ({ input: { app } }) => {
      await guards.look(await named(app));
      return { ok: true as const };
    }),
    end: api.guard.end.handler(async ({ input: { app, without } }) => {
      await guards.end(await named(app), without === true);
      return { ok: true as const };
    }),
    playbooks: api.guard.playbooks.handler(async ({ input: { app } }) => ({ playbooks: [...(await engine.guard.playbooks.list(app))] })),
    startPlaybook: api.guard.startPlaybook.handler(async ({ input: { app, ...wanted } }) => {
      const made = await engine.guard.playbooks.start(app, wanted, call);
      guards.changed(made.app);
      return made;
    }),
    tick: api.guard.tick.handler(async ({ input: { app, id, step, ticked } }) => {
      const made = await engine.guard.playbooks.tick(app, id, step, ticked, call);
      guards.changed(made.app);
      return made;
    }),
    checkPlaybook: api.guard.checkPlaybook.handler(async ({ input: { app, id } }) => {
      const made = await engine.guard.playbooks.check(app, id, call);
      guards.changed(made.app);
      return made;
    }),
    abandonPlaybook: api.guard.abandonPlaybook.handler(async ({ input: { app, id } }) => {
      await engine.guard.playbooks.abandon(app, id, call);
      guards.changed(await named(app));
      return { ok: true as const };
    }),
  };
}

/** How the tables were described, backup by backup. */
export function schemasCalls({ engine, closing }: ServiceParts) {
  return {
    versions: api.schemas.versions.handler(async ({ input: { app }, signal }) => engine.schemas.versions(app, { signal: untilClosed(closing, signal) })),
    compare: api.schemas.compare.handler(async ({ input: { app, from, to }, signal }) => engine.schemas.compare(app, from, to, { signal: untilClosed(closing, signal) })),
  };
}
