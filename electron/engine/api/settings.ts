import { api } from './implementer.ts';
import { notBuilt } from './not-built.ts';
import type { ServiceParts } from './parts.ts';

/** Preferences, and what Holdfast is on this computer. */
export function settingsCalls({ finder, changeSettings, feed, journal }: ServiceParts) {
  return {
    get: api.settings.get.handler(async () => (await finder.settings.read()).preferences),
    set: api.settings.set.handler(async ({ input }) => {
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      const { preferences } = await changeSettings((latest) => ({ ...latest, preferences: { ...latest.preferences, ...given } }));
      await journal.append({ kind: 'settings-changed', detail: Object.keys(given).join(', ') });
      feed.publish({ topic: 'settings' });
      return preferences;
    }),
    about: api.settings.about.handler(notBuilt),
    keychain: api.settings.keychain.handler(notBuilt),
  };
}
