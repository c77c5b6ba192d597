import { suggestPlaces } from '../calls/suggest-places.ts';
import { findDestination } from '../registry/lookup.ts';
import { placeAddress } from '../registry/place-address.ts';
import { computerFolders } from '../system/computer-folders.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

/** Places: adding, testing, forgetting. */
export function placesCalls({ engine, finder, feed, journal, documents, closing }: ServiceParts) {
  return {
    list: api.places.list.handler(async () => ({ places: [...(await engine.destinations.list())] })),
    suggest: api.places.suggest.handler(async () => {
      const taken = new Set((await finder.settings.read()).destinations.map(placeAddress));
      return { folders: (await suggestPlaces(computerFolders(), documents)).filter(({ path }) => !taken.has(path)) };
    }),
    add: api.places.add.handler(async ({ input, signal }) => {
      const place = await engine.destinations.add(input, { signal: untilClosed(closing, signal) });
      await journal.append({ kind: 'place-added', place: place.name });
      feed.publish({ topic: 'places' });
      return { place };
    }),
    look: api.places.look.handler(async ({ input, signal }) => {
      const { holds, ...state } = await engine.destinations.look(input.place, { signal: untilClosed(closing, signal) });
      return { ...state, holds: [...holds] };
    }),
    test: api.places.test.handler(async ({ input, signal }) => {
      const { name } = findDestination(await finder.settings.read(), input.place);
      const { ok, checks, freeSpace } = await engine.destinations.test(name, { signal: untilClosed(closing, signal) });
      await journal.append({ kind: 'place-tested', place: name, detail: ok ? 'It works.' : 'It does not work.' });
      feed.publish({ topic: 'places' });
      return { ok, checks: checks.map((check) => ({ ...check })), freeSpace };
    }),
    remove: api.places.remove.handler(async ({ input }) => {
      const { name } = findDestination(await finder.settings.read(), input.place);
      await engine.destinations.remove(name);
      await journal.append({ kind: 'place-removed', place: name });
      feed.publish({ topic: 'places' });
      return { ok: true as const };
    }),
    reconnect: api.places.reconnect.handler(async ({ input: { place: wanted, ...input }, signal }) => {
      const place = await engine.destinations.reconnect(wanted, input, { signal: untilClosed(closing, signal) });
      await journal.append({ kind: 'place-reconnected', place: place.name });
      feed.publish({ topic: 'places' });
      return { place };
    }),
    google: {
      about: api.places.google.about.handler(() => ({ hasClient: engine.destinations.google.hasClient })),
      begin: api.places.google.begin.handler(async ({ input: { place, clientId, clientSecret }, signal }) =>
        engine.destinations.google.begin(
          { ...(place === undefined ? {} : { place }), ...(clientId === undefined ? {} : { clientId }), ...(clientSecret === undefined ? {} : { clientSecret }) },
          { signal: untilClosed(closing, signal) },
        ),
      ),
      finished: api.places.google.finished.handler(async ({ input: { signIn }, signal }) => {
        const { folders, ...signedIn } = await engine.destinations.google.finished(signIn, { signal: untilClosed(closing, signal) });
        return { ...signedIn, folders: folders.map((folder) => ({ ...folder })) };
      }),
      cancel: api.places.google.cancel.handler(({ input }) => {
        engine.destinations.google.cancel(input.signIn);
        return { ok: true as const };
      }),
    },
  };
}
