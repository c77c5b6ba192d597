import { HoldfastError } from '../../../shared/model/errors.ts';
import type { Settings, StoredApp, StoredDestination } from '../settings/schema.ts';
import { sameName } from './names.ts';

/** The app a person means: by its name, whatever the case, or by its short name. @throws not-found. */
export function findApp(settings: Settings, wanted: string): StoredApp {
  const found =
    settings.apps.find((app) => app.name === wanted) ??
    settings.apps.find((app) => sameName(app.name, wanted)) ??
    settings.apps.find((app) => app.slug === wanted);
  if (found !== undefined) return found;
  throw missing('app', wanted, settings.apps.map((app) => app.name));
}

/** The place a person means. @throws not-found. */
export function findDestination(settings: Settings, wanted: string): StoredDestination {
  const found = settings.destinations.find((each) => each.name === wanted) ?? settings.destinations.find((each) => sameName(each.name, wanted));
  if (found !== undefined) return found;
  throw missing('place', wanted, settings.destinations.map((each) => each.name));
}

/** The places an app is backed up to, in the order they were added. Names of places that are gone are passed over. */
export function destinationsOf(settings: Settings, app: StoredApp): readonly StoredDestination[] {
  const { destinations } = app;
  if (destinations === 'all') return settings.destinations.filter((each) => each.onlyVault === undefined);
  return settings.destinations.filter((each) => destinations.includes(each.name));
}

function missing(what: 'app' | 'place', wanted: string, known: readonly string[]): HoldfastError {
  const nextStep =
    known.length > 0
      ? `Use one of these: ${known.join(', ')}.`
      : what === 'app'
        ? 'Add the app first.'
        : 'Add a place first.';
  return new HoldfastError('not-found', `There is no ${what} called “${wanted.slice(0, 100)}” here.`, { nextStep });
}
