import { HoldfastError } from '../../../shared/model/errors.ts';
import type { DeputyChange } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** Whose keys open the backups of an app. */
export function keysCalls({ engine, finder, feed, journal, runs, closing }: ServiceParts) {
  /** A backup that goes on was begun for those of before, and would go on for them. */
  const idleApp = async (wanted: string): Promise<string> => {
    const { name } = findApp(await finder.settings.read(), wanted);
    if (!runs.running(name).some(({ request }) => request.kind === 'backup' || request.kind === 'rekey')) return name;
    throw new HoldfastError('conflict', `“${name}” is being backed up just now.`, { nextStep: 'Wait until that is done, or stop it, then try again.' });
  };
  const changed = async (app: string, kind: 'deputy-added' | 'deputy-revoked', { deputy }: DeputyChange): Promise<void> => {
    await journal.append({ kind, app, detail: deputy.name });
    feed.publish({ topic: 'apps', app });
    feed.publish({ topic: 'activity', app });
  };
  const shown = ({ deputy, places }: DeputyChange) => ({ deputy: { ...deputy, rewrittenIn: [...deputy.rewrittenIn] }, places: places.map((place) => ({ ...place })) });

  return {
    list: api.keys.list.handler(async ({ input }) => {
      const { deputies, rewritten, ...holders } = await engine.deputies.list(input.app);
      return { ...holders, deputies: deputies.map((deputy) => ({ ...deputy, rewrittenIn: [...deputy.rewrittenIn] })), rewritten: rewritten.map((each) => ({ ...each })) };
    }),
    makeKit: api.keys.makeKit.handler(async ({ input: { app, name, format } }) => {
      const { file, recipient } = await engine.deputies.makeKit(app, { name, format });
      return { fileName: file.fileName, mediaType: file.mediaType, base64: Buffer.from(file.content).toString('base64'), recipient };
    }),
    add: api.keys.add.handler(async ({ input: { app, name, recipient }, signal }) => {
      const change = await engine.deputies.add(await idleApp(app), { name, recipient }, { signal: untilClosed(closing, signal) });
      await changed(findApp(await finder.settings.read(), app).name, 'deputy-added', change);
      return shown(change);
    }),
    revoke: api.keys.revoke.handler(async ({ input: { app, deputy }, signal }) => {
      const change = await engine.deputies.revoke(await idleApp(app), deputy, { signal: untilClosed(closing, signal) });
      await changed(findApp(await finder.settings.read(), app).name, 'deputy-revoked', change);
      return shown(change);
    }),
  };
}
