import path from 'node:path';
import type { StoredDestination } from '../settings/schema.ts';

/** The folder of that name in a place, as a place of its own. */
export function placeWithin(place: StoredDestination, folder: string): StoredDestination {
  switch (place.kind) {
    case 'local':
      return { ...place, path: path.join(place.path, folder) };
    case 's3':
    case 'google-drive':
      return { ...place, prefix: place.prefix === undefined ? folder : `${place.prefix}/${folder}` };
  }
}

/** What the place is a folder of; undefined where nothing is above it. */
export function placeAbove(place: StoredDestination): StoredDestination | undefined {
  switch (place.kind) {
    case 'local': {
      const above = path.dirname(place.path);
      return above === place.path ? undefined : { ...place, path: above };
    }
    case 's3':
    case 'google-drive': {
      const { prefix, ...whole } = place;
      if (prefix === undefined) return undefined;
      const end = prefix.lastIndexOf('/');
      return end < 0 ? whole : { ...whole, prefix: prefix.slice(0, end) };
    }
  }
}

/** The last name in where it lies: that of the folder, or of the bucket. */
export function placeFolder(place: StoredDestination): string {
  if (place.kind === 'local') return path.basename(place.path);
  const whole = place.kind === 's3' ? place.bucket : place.folderId;
  return place.prefix?.split('/').at(-1) ?? whole;
}
