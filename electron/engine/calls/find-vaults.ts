import { type HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { BackupLocation } from '../engine.ts';
import { foldersIn } from '../ports/folders-in.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { PlaceSecrets } from '../ports/place-secrets.ts';
import type { Connector } from '../registry/connect.ts';
import { placeAddress } from '../registry/place-address.ts';
import type { ParsedPlace } from '../registry/place-input.ts';
import { placeAbove, placeWithin } from '../registry/place-parts.ts';
import type { StoredDestination } from '../settings/schema.ts';
import { mapLimited } from '../streams/concurrency.ts';
import type { VaultHeader } from '../vault/format/header.ts';
import { readHeader } from '../vault/vault.ts';
import { lookingError, noBackupsAt, undescribed } from './looking-errors.ts';
import { type LocationParts, startingPlaces } from './starting-places.ts';

/** A vault somebody may mean, not opened yet. */
export interface FoundVault {
  /** Where it lies: the vault itself is the place. */
  readonly place: StoredDestination;
  /** What looking there takes. */
  readonly secrets: PlaceSecrets;
  readonly header: VaultHeader;
  readonly store: ObjectStore;
}

/** Vaults that lie somewhere. */
export interface Search {
  readonly found: readonly FoundVault[];
  /** What keeps others from being known: their description is damaged, or gone. */
  readonly damaged: readonly HoldfastError[];
}

export interface Searching extends LocationParts {
  readonly connector: Connector;
}

/** How far above and below what was named vaults are looked for: a place holds one folder for each app, and may be named by what it lies in. */
const mostAbove = 3;
const mostBelow = 3;
/** Folders that are looked into in all. */
const mostFolders = 150;
const sideBySide = 6;

/**
 * The vaults that somebody may mean who names a folder, a bucket or a folder in one: it is one, it is a part of one, or it holds some.
 * Nothing is written, and no object but descriptions is read.
 * @throws as the place does (with `details.field`); not-found when none is there; corrupt when only damaged ones are.
 */
export async function findVaults(searching: Searching, location: BackupLocation, signal: AbortSignal): Promise<Search> {
  const found: FoundVault[] = [];
  const failures: HoldfastError[] = [];
  for (const start of await startingPlaces(searching, location, signal)) {
    try {
      const there = await searchFrom(searching.connector, start, signal);
      found.push(...there.found);
      failures.push(...there.damaged);
    } catch (error) {
      const failure = lookingError(toHoldfastError(error), start.destination);
      if (failure.code === 'cancelled' || failure.code === 'bug') throw failure;
      failures.push(failure);
    }
  }
  const damaged = failures.filter(({ code }) => code === 'corrupt');
  // What may hide the ones that are looked for is said before that there are none.
  const failure = damaged[0] ?? failures.find(({ code }) => code !== 'not-found') ?? failures[0];
  if (found.length === 0 && failure !== undefined) throw failure;
  return { found, damaged };
}

async function searchFrom(connector: Connector, { destination, secrets }: ParsedPlace, signal: AbortSignal): Promise<Search> {
  const at = async (place: StoredDestination): Promise<Here> => ({ place, secrets, store: await connector.look(place, { secrets, signal }) });
  const { here, place, error } = await enter(destination, at);
  const found = (here === undefined ? undefined : await vaultAt(here, signal)) ?? (await above(place, at, signal));
  if (found !== undefined) return { found: [found], damaged: [] };
  if (here === undefined) throw error;
  const below = await inside(here, at, signal);
  if (below.found.length === 0 && below.damaged.length === 0) throw noBackupsAt(place);
  return below;
}

type Here = Omit<FoundVault, 'header'>;

type Entered = { readonly place: StoredDestination } & ({ readonly here: Here; readonly error?: undefined } | { readonly here: undefined; readonly error: HoldfastError });

/** What was named, once it answers. A server that says in which region the bucket is gets asked there: nobody has to look that up. */
async function enter(place: StoredDestination, at: (place: StoredDestination) => Promise<Here>): Promise<Entered> {
  try {
    return { place, here: await at(place) };
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    const { reason, region } = error.details;
    if (place.kind === 's3' && reason === 'wrong-region' && typeof region === 'string' && region !== place.region) return enter({ ...place, region }, at);
    // A file of a vault, or something beside it, was named.
    if (reason === 'place-gone' || reason === 'not-a-folder') return { place, here: undefined, error };
    throw error;
  }
}

/** @throws corrupt, with a sentence that names the place. */
async function vaultAt(here: Here, signal: AbortSignal): Promise<FoundVault | undefined> {
  try {
    const header = await readHeader(here.store, signal);
    return header === undefined ? undefined : { ...here, header };
  } catch (error) {
    throw isHoldfastError(error, 'corrupt') ? undescribed(here.place, 'damaged', error) : error;
  }
}

async function above(place: StoredDestination, at: (place: StoredDestination) => Promise<Here>, signal: AbortSignal): Promise<FoundVault | undefined> {
  let next = placeAbove(place);
  for (let level = 0; next !== undefined && level < mostAbove; level += 1) {
    const outer = next;
    const found = await at(outer)
      .then((here) => vaultAt(here, signal))
      .catch((error: unknown) => unlessCancelled(error, undefined));
    if (found !== undefined) return found;
    next = placeAbove(outer);
  }
  return undefined;
}

/** Those in the folders there, or else in the folders of those. */
async function inside(start: Here, at: (place: StoredDestination) => Promise<Here>, signal: AbortSignal): Promise<Search> {
  let level: readonly Here[] = [start];
  let left = mostFolders;
  const damaged: HoldfastError[] = [];
  const closed: HoldfastError[] = [];
  for (let depth = 0; depth <= mostBelow && level.length > 0; depth += 1) {
    const folders: StoredDestination[] = [];
    for (const { place, store } of level) {
      const names = await foldersIn(store, '', { signal, most: left + 1 });
      // Backups without their description: what they hold is not looked through for others.
      if (names.includes('snapshots') && (names.includes('segments') || names.includes('directories'))) damaged.push(undescribed(place, 'missing'));
      else if (depth < mostBelow) folders.push(...names.slice(0, left - folders.length).map((name) => placeWithin(place, name)));
    }
    left -= folders.length;
    const entered = await mapLimited(folders, sideBySide, async (place) => {
      try {
        const here = await at(place);
        return { here, vault: await vaultAt(here, signal) };
      } catch (error) {
        if (isHoldfastError(error, 'corrupt')) damaged.push(error);
        else closed.push(passedOver(error));
        return undefined;
      }
    });
    const found = entered.flatMap((each) => (each?.vault === undefined ? [] : [each.vault]));
    if (found.length > 0) return { found, damaged };
    level = entered.flatMap((each) => (each === undefined ? [] : [each.here]));
  }
  // What could not be looked into may be just what is looked for.
  const [first] = closed;
  if (damaged.length === 0 && first !== undefined) throw first;
  return { found: [], damaged };
}

/** A folder that this computer may not look into is another's; whatever else happens ends the search. */
function passedOver(error: unknown): HoldfastError {
  if (isHoldfastError(error) && (error.code === 'permission-denied' || error.code === 'not-found' || error.code === 'invalid-input')) return error;
  throw error;
}

function unlessCancelled<T>(error: unknown, otherwise: T): T {
  if (isHoldfastError(error, 'cancelled')) throw error;
  return otherwise;
}

/** Where a vault that was found lies, as a person names it. */
export function addressOf({ place }: FoundVault): string {
  return placeAddress(place);
}
