import { destinationsOf } from '../registry/lookup.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';

/** Does a backup of this app leave the computer? What it is read from does, or a place. */
export function needsNetwork(settings: Settings, app: StoredApp): boolean {
  const { connection } = app;
  if (connection.platform === 'base44' && !isHere(connection.url)) return true;
  const places = destinationsOf(settings, app);
  // Where one place is on this computer, a backup there is better than none.
  return connection.platform !== 'base44' && places.length > 0 && places.every((place) => place.kind === 'google-drive' || (place.kind === 's3' && (place.endpoint === undefined || !isHere(place.endpoint))));
}

function isHere(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
