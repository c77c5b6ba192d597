import type { z } from 'zod';
import type { connectionInput } from '../../../shared/contract/apps.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddAppInput, AddedApp } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import { shownApp } from './app-info.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { markSampleApp } from './sample.ts';
import { untilClosed } from './signals.ts';

/** Apps: adding, connecting again, forgetting. */
export function appsCalls(parts: ServiceParts) {
  const { engine, finder, feed, journal, catalog, closing } = parts;

  const stored = async (name: string) => findApp(await finder.settings.read(), name);
  const changed = (app: string): void => feed.publish({ topic: 'apps', app });
  const shown = async ({ app, entities, notes }: AddedApp) => ({ app: shownApp(await stored(app.name)), entities: entities.map((entity) => ({ ...entity })), notes: [...notes] });

  return {
    list: api.apps.list.handler(async () => ({ apps: (await finder.settings.read()).apps.map(shownApp) })),
    inspect: api.apps.inspect.handler(async ({ input, signal }) => {
      const { entities, notes, ...inspected } = await engine.apps.inspect(givenConnection(input.connection), { signal: untilClosed(closing, signal) });
      return { ...inspected, entities: [...entities], notes: [...notes] };
    }),
    add: api.apps.add.handler(async ({ input: { name, connection, destinations }, signal }) => {
      const added = await engine.apps.add({ name, connection: givenConnection(connection), ...(destinations === undefined ? {} : { destinations }) }, { signal: untilClosed(closing, signal) });
      await markSampleApp(parts, added.app.name);
      await journal.append({ kind: 'app-added', app: added.app.name });
      changed(added.app.name);
      // Backups that were opened here may go on, and their place is then one of all.
      feed.publish({ topic: 'places' });
      return shown(added);
    }),
    find: api.apps.find.handler(async ({ input, signal }) => ({ found: [...(await engine.findBackups(input, { signal: untilClosed(closing, signal) }))] })),
    open: api.apps.open.handler(async ({ input: { location, key, vault }, signal }) => {
      const { name } = await engine.openApp({ location, key, ...(vault === undefined ? {} : { vault }) }, { signal: untilClosed(closing, signal) });
      await journal.append({ kind: 'app-opened', app: name });
      await journal.append({ kind: 'key-used', app: name });
      changed(name);
      feed.publish({ topic: 'places' });
      void catalog.refresh(name);
      return { app: shownApp(await stored(name)) };
    }),
    reconnect: api.apps.reconnect.handler(async ({ input: { app, token }, signal }) => {
      const again = await engine.apps.reconnect(app, { token }, { signal: untilClosed(closing, signal) });
      await journal.append({ kind: 'app-reconnected', app: again.app.name });
      changed(again.app.name);
      return shown(again);
    }),
    remove: api.apps.remove.handler(async ({ input }) => {
      const { name, slug, vault } = await stored(input.app);
      if (parts.runs.running(name).length > 0) {
        throw new HoldfastError('conflict', `Something is going on with “${name}” just now.`, { nextStep: 'Wait until it is done, or stop it, then remove the app.' });
      }
      await engine.apps.remove(name);
      await catalog.remove({ slug, vaultId: vault.id });
      await journal.append({ kind: 'app-removed', app: name });
      changed(name);
      return { ok: true as const };
    }),
    setObjective: api.apps.setObjective.handler(async ({ input: { app, hours } }) => {
      const { name } = await stored(app);
      await parts.changeSettings((latest) => ({ ...latest, apps: latest.apps.map((each) => (each.name === name ? { ...each, objectiveHours: hours } : each)) }));
      await journal.append({ kind: 'settings-changed', app: name, detail: `At most ${hours} h of data may be lost.` });
      changed(name);
      return { app: shownApp(await stored(name)) };
    }),
  };
}

/** As the registry takes it: what was not given is absent. */
function givenConnection(input: z.output<typeof connectionInput>): AddAppInput['connection'] {
  if (input.platform === 'csv-folder') return input;
  const { plan, dataEnvironment, ...rest } = input;
  return { ...rest, ...(plan === undefined ? {} : { plan }), ...(dataEnvironment === undefined ? {} : { dataEnvironment }) };
}
