import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** What the founder knows to be true of their data. */
export function goldenCalls({ engine, finder, feed, closing }: ServiceParts) {
  const named = async (app: string): Promise<string> => findApp(await finder.settings.read(), app).name;
  return {
    list: api.drills.golden.list.handler(async ({ input: { app }, signal }) => {
      const { checks, tables, ...rest } = await engine.golden.list(app, { signal: untilClosed(closing, signal) });
      return { ...rest, checks: [...checks], tables: tables.map(({ fields, ...table }) => ({ ...table, fields: [...fields] })) };
    }),
    suggest: api.drills.golden.suggest.handler(async ({ input: { app }, signal }) => ({ suggested: [...(await engine.golden.suggest(app, { signal: untilClosed(closing, signal) }))] })),
    save: api.drills.golden.save.handler(async ({ input: { app, checks, revision } }) => {
      const { later, ...saved } = await engine.golden.save(app, checks, revision, { signal: closing });
      feed.publish({ topic: 'drills', app: await named(app) });
      return { ...saved, later: [...later] };
    }),
    try: api.drills.golden.try.handler(async ({ input: { app, check, place }, signal }) => engine.golden.try(app, check, { signal: untilClosed(closing, signal), ...(place === undefined ? {} : { destination: place }) })),
  };
}
