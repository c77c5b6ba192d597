import type { Settings, StoredApp } from '../settings/schema.ts';
import { activeDeputies } from './recipients.ts';

/** What was copied into places from another is for whom it is there: they are written anew as long ago as that one at most. Pure. */
export function withCaughtUp(settings: Settings, name: string, { from, places }: { readonly from: string; readonly places: readonly string[] }): Settings {
  return { ...settings, apps: settings.apps.map((app) => (app.name === name ? { ...app, vault: caughtUp(app.vault, from, places) } : app)) };
}

function caughtUp(vault: StoredApp['vault'], from: string, places: readonly string[]): StoredApp['vault'] {
  const there = vault.rewritten?.find(({ place }) => place === from)?.at;
  const rewritten = (vault.rewritten ?? []).flatMap((each) => {
    if (!places.includes(each.place)) return [each];
    return there === undefined ? [] : [{ ...each, at: there < each.at ? there : each.at }];
  });
  return { ...vault, rewritten };
}

/** Where all backups were last written anew, of places that are still what they were then: one that was forgotten and added again may be another folder. */
export function rewrittenIn(settings: Settings, { vault }: StoredApp): readonly { readonly place: string; readonly at: string }[] {
  return (vault.rewritten ?? []).filter(({ place, at }) => settings.destinations.some(({ name, addedAt }) => name === place && addedAt <= at));
}

/** Places whose backups some deputy opens, those from before they were let in, too: everything there was written anew since. Pure. */
export function openToDeputies(settings: Settings, app: StoredApp): readonly string[] {
  const deputies = activeDeputies(app.vault);
  return rewrittenIn(settings, app).flatMap(({ place, at }) => (deputies.some(({ addedAt }) => addedAt <= at) ? [place] : []));
}
