import type { AppInfo } from '../../app/use-app.ts';

/** Names of the places where an app's backups lie. */
export function placesOf(app: Pick<AppInfo, 'destinations'> | undefined, places: readonly { readonly name: string }[]): readonly string[] {
  if (app === undefined) return [];
  const { destinations } = app;
  return places.map(({ name }) => name).filter((name) => destinations === 'all' || destinations.includes(name));
}
