import { activeDeputies } from '../keys/recipients.ts';
import { placeAddress } from '../registry/place-address.ts';
import { destinationsOf } from '../registry/lookup.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';

/** What a kit says beside the key: no secret, and it changes. */
export type KitSaid = NonNullable<StoredApp['kitSaid']>;
type KitFacts = Omit<KitSaid, 'at'>;

/** What a kit that is written now says. */
export function kitFacts(settings: Settings, app: StoredApp): KitFacts {
  return {
    places: destinationsOf(settings, app).map((place) => ({ name: place.name, address: placeAddress(place) })),
    deputies: activeDeputies(app.vault).map(({ name }) => name),
  };
}

/** What a kit that was saved says wrong by now: names of places that are no longer used or that it lacks, and whether other people are let in. Undefined where it is right. */
export function kitErrors(said: KitFacts, now: KitFacts): { readonly gone: readonly string[]; readonly lacking: readonly string[]; readonly people: boolean } | undefined {
  const gone = lackingIn(said.places, now.places);
  const lacking = lackingIn(now.places, said.places);
  const people = said.deputies.toSorted().join(',') !== now.deputies.toSorted().join(',');
  return gone.length + lacking.length > 0 || people ? { gone, lacking, people } : undefined;
}

function lackingIn(places: KitFacts['places'], others: KitFacts['places']): readonly string[] {
  return places.filter(({ name, address }) => !others.some((other) => other.name === name && other.address === address)).map(({ name }) => name);
}
