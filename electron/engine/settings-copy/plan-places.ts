import type { CopyItem, CopyNeed } from '../../../shared/contract/settings-copy.ts';
import { foldedName } from '../registry/names.ts';
import { placeAddress } from '../registry/place-address.ts';
import type { Settings, StoredDestination } from '../settings/schema.ts';
import type { SettingsCopy } from './copy-format.ts';
import { type CopyChange, folderNeeds, item, type Surroundings } from './plan.ts';
import type { MovedFolder } from './settings-copy-desk.ts';

export interface PlannedPlaces {
  readonly items: readonly CopyItem[];
  readonly destinations: readonly StoredDestination[];
  /** What a place of the file is called here. */
  readonly nameHere: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
}

interface PlannedPlace {
  readonly item: CopyItem;
  readonly place: StoredDestination;
  readonly secrets: readonly (readonly [name: string, secret: string])[];
}

/**
 * Places are known by where they are: a place of the file that is here already keeps its name, and one whose name is taken by another gets a number. Keys that are here stay with the address
 * they were given for, and no other is ever sent them.
 * @param skipped ids of vaults that are not taken over, with the places that hold nothing else.
 */
export async function planPlaces(copy: SettingsCopy, current: Settings, moved: readonly MovedFolder[], skipped: ReadonlySet<string>, around: Surroundings): Promise<PlannedPlaces> {
  const destinations = [...current.destinations];
  const items: CopyItem[] = [];
  const nameHere = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const stored of copy.settings.destinations) {
    if (stored.onlyVault !== undefined && skipped.has(stored.onlyVault)) continue;
    const place = movedTo(stored, moved);
    const index = destinations.findIndex((each) => each.onlyVault === place.onlyVault && each.kind === place.kind && placeAddress(each) === placeAddress(place));
    const here = destinations[index];
    const planned = here === undefined ? await added(place, freeName(place.name, destinations), copy, around) : await merged(here, place, copy, around);
    if (here === undefined) destinations.push(planned.place);
    else destinations[index] = planned.place;
    nameHere.set(stored.name, planned.place.name);
    for (const [name, secret] of planned.secrets) secrets.set(name, secret);
    items.push({ ...planned.item, ...(planned.place.name === stored.name ? {} : { as: planned.place.name }) });
  }
  return { items, destinations, nameHere, secrets };
}

function movedTo(place: StoredDestination, moved: readonly MovedFolder[]): StoredDestination {
  const to = moved.find(({ of, name }) => of === 'place' && name === place.name);
  return to === undefined || place.kind !== 'local' ? place : { ...place, path: to.path };
}

async function added(place: StoredDestination, name: string, copy: SettingsCopy, around: Surroundings): Promise<PlannedPlace> {
  const where = placeAddress(place);
  const fresh = withFreshNames(place, around);
  const secrets = secretsFor(place, fresh, copy);
  return { item: item('place', place.name, 'add', { where, needs: [...(await needsOf(place, secrets.length > 0, around))] }), place: { ...fresh, name }, secrets };
}

async function needsOf(place: StoredDestination, hasSecret: boolean, around: Surroundings): Promise<readonly CopyNeed[]> {
  if (place.kind === 'local') return folderNeeds(place.path, around);
  return hasSecret ? [] : [{ kind: place.kind === 's3' ? 'access-key' : 'sign-in' }];
}

/** What is here, with what the file says otherwise. */
async function merged(here: StoredDestination, place: StoredDestination, copy: SettingsCopy, around: Surroundings): Promise<PlannedPlace> {
  const where = placeAddress(here);
  if (here.kind === 's3' && place.kind === 's3') {
    const given = copy.secrets.get(place.secrets.secretAccessKey);
    const kept = await around.secret(here.secrets.secretAccessKey);
    const isNewKey = given !== undefined && (given !== kept || place.accessKeyId !== here.accessKeyId);
    const { forcePathStyle: _style, ...rest } = here;
    const set = { ...rest, region: place.region, ...(place.forcePathStyle === undefined ? {} : { forcePathStyle: place.forcePathStyle }) };
    const fresh = isNewKey ? withFreshNames({ ...set, accessKeyId: place.accessKeyId }, around) : set;
    const changes: CopyChange[] = [...(place.region === here.region && place.forcePathStyle === here.forcePathStyle ? [] : ['region' as const]), ...(isNewKey ? ['access-key' as const] : [])];
    const needs: CopyNeed[] = given === undefined && kept === undefined ? [{ kind: 'access-key' }] : [];
    return { item: item('place', place.name, changes.length === 0 ? 'same' : 'replace', { where, changes, needs }), place: fresh, secrets: isNewKey ? secretsFor(place, fresh, copy) : [] };
  }
  if (here.kind === 'google-drive' && place.kind === 'google-drive') {
    const given = copy.secrets.get(place.secrets.refreshToken);
    const kept = await around.secret(here.secrets.refreshToken);
    const isNewKey = given !== undefined && (given !== kept || place.clientId !== here.clientId);
    const fresh = isNewKey ? withFreshNames({ ...place, name: here.name, addedAt: here.addedAt }, around) : here;
    const needs: CopyNeed[] = given === undefined && kept === undefined ? [{ kind: 'sign-in' }] : [];
    return { item: item('place', place.name, isNewKey ? 'replace' : 'same', { where, changes: isNewKey ? ['sign-in'] : [], needs }), place: fresh, secrets: isNewKey ? secretsFor(place, fresh, copy) : [] };
  }
  return { item: item('place', place.name, 'same', { where, needs: [...(await needsOf(here, true, around))] }), place: here, secrets: [] };
}

/** Under names that nothing else has: a name from a file could be that of a key of backups. */
function withFreshNames(place: StoredDestination, { newId }: Surroundings): StoredDestination {
  const own = `place/${newId()}`;
  switch (place.kind) {
    case 'local':
      return place;
    case 's3':
      return { ...place, secrets: { secretAccessKey: `${own}/secret-access-key` } };
    case 'google-drive':
      return { ...place, secrets: { refreshToken: `${own}/refresh-token`, ...(place.secrets.clientSecret === undefined ? {} : { clientSecret: `${own}/client-secret` }) } };
  }
}

function secretsFor(of: StoredDestination, fresh: StoredDestination, { secrets }: SettingsCopy): readonly (readonly [string, string])[] {
  const pairs: readonly (readonly [string | undefined, string | undefined])[] =
    of.kind === 's3' && fresh.kind === 's3'
      ? [[of.secrets.secretAccessKey, fresh.secrets.secretAccessKey]]
      : of.kind === 'google-drive' && fresh.kind === 'google-drive'
        ? [
            [of.secrets.refreshToken, fresh.secrets.refreshToken],
            [of.secrets.clientSecret, fresh.secrets.clientSecret],
          ]
        : [];
  return pairs.flatMap(([from, to]) => {
    const secret = from === undefined ? undefined : secrets.get(from);
    return to === undefined || secret === undefined ? [] : [[to, secret] as const];
  });
}

/** The name, or the first with a number behind it that nothing here has. */
export function freeName(wanted: string, taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map(({ name }) => foldedName(name)));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${Array.from(wanted).slice(0, 54).join('')} ${number}`;
    if (!names.has(foldedName(name))) return name;
  }
}
