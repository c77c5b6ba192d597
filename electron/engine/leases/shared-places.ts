import { openEveryVault, type VaultFinder } from '../calls/app-vault.ts';
import { destinationsOf, findApp } from '../registry/lookup.ts';
import type { Vault } from '../vault/vault.ts';

export interface VaultAt {
  readonly name: string;
  readonly vault: Vault;
}

/** An app's vaults in its places, in an order that is the same on every computer: two of them that ask the places in turn meet at the first. */
export interface SharedPlaces {
  readonly vaults: readonly VaultAt[];
  /** Each of the app's places answered and has a vault. */
  readonly areAll: boolean;
}

/** @throws not-found (no such app, no place), permission-denied (no key), cancelled. */
export async function sharedPlaces(finder: VaultFinder, app: string, signal: AbortSignal): Promise<SharedPlaces> {
  const settings = await finder.settings.read();
  const stored = findApp(settings, app);
  const wanted = destinationsOf(settings, stored);
  const { places } = await openEveryVault(finder, app, { signal });
  const addresses = new Map(wanted.map((place) => [place.name, finder.connector.location(place, stored.slug)]));
  const addressOf = ({ name }: VaultAt): string => addresses.get(name) ?? name;
  const vaults = places.flatMap((place) => ('vault' in place ? [place] : []));
  return { vaults: vaults.toSorted((a, b) => (addressOf(a) < addressOf(b) ? -1 : addressOf(a) > addressOf(b) ? 1 : 0)), areAll: vaults.length === wanted.length };
}
