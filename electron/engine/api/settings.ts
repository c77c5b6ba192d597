import { testKeychain } from '../keychain/self-test.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';

/** Preferences, and what Holdfast is on this computer. */
export function settingsCalls({ deps, finder, changeSettings, catalog, feed, journal }: ServiceParts) {
  return {
    get: api.settings.get.handler(async () => (await finder.settings.read()).preferences),
    set: api.settings.set.handler(async ({ input }) => {
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      const { preferences } = await changeSettings((latest) => ({ ...latest, preferences: { ...latest.preferences, ...given } }));
      // For what is being sent just now, too.
      finder.connector.limitUploads(preferences.uploadLimit);
      await journal.append({ kind: 'settings-changed', detail: Object.keys(given).join(', ') });
      if (input.searchIndex !== undefined) await catalog.setEnabled(input.searchIndex);
      feed.publish({ topic: 'settings' });
      return preferences;
    }),
    about: api.settings.about.handler(async () => ({ version: deps.version, home: deps.home, node: process.versions.node, indexBytes: await catalog.bytes() })),
    keychain: api.settings.keychain.handler(() => testKeychain(deps.keychain)),
  };
}
