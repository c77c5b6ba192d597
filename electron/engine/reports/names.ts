import type { Settings } from '../settings/schema.ts';
import type { ShownName } from './report.ts';

/** Names of apps and places are the person's own; a report has numbers in their place. */
export interface Names {
  app(name: string | undefined): string;
  place(name: string | undefined): string;
  readonly shown: readonly ShownName[];
}

export function namesOf({ apps, destinations }: Pick<Settings, 'apps' | 'destinations'>): Names {
  const appNames = new Map(apps.map(({ name }, index) => [name, `App ${index + 1}`]));
  const placeNames = new Map(destinations.map(({ name }, index) => [name, `Place ${index + 1}`]));
  return {
    app: (name) => (name === undefined ? 'no app' : (appNames.get(name) ?? 'an app that was removed')),
    place: (name) => (name === undefined ? 'no place' : (placeNames.get(name) ?? 'a place that was removed')),
    shown: [...appNames, ...placeNames].map(([name, shown]) => ({ shown, name })),
  };
}
