import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddDestinationInput, DestinationInfo, DestinationRegistry, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Settings, StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Connector } from './connect.ts';
import { findDestination } from './lookup.ts';
import { sameName } from './names.ts';
import { placeAddress } from './place-address.ts';
import { parsePlace } from './place-input.ts';

export interface DestinationRegistryDeps {
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly keychain: Keychain;
  readonly connector: Connector;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

/** All of the places but looking into their vaults, which is a call of its own. */
export type RegisteredDestinations = Omit<DestinationRegistry, 'look'>;

export function createDestinationRegistry(deps: DestinationRegistryDeps): RegisteredDestinations {
  const { settings, connector } = deps;
  return {
    add: (input, options) => addDestination(deps, input, options),
    async list() {
      return (await settings.read()).destinations.map(destinationInfo);
    },
    remove: (name) => deps.alone(() => removeDestination(deps, name)),
    async test(name, options) {
      const destination = findDestination(await settings.read(), name);
      return (await connector.test(destination, options)).report;
    },
  };
}

async function addDestination(deps: DestinationRegistryDeps, input: AddDestinationInput, options: LongCall): Promise<DestinationInfo> {
  const { destination, secret } = parsePlace(input, deps.clock);
  refuseDuplicate(await deps.settings.read(), destination);
  const { problem } = await deps.connector.test(destination, { ...options, create: true, secret });
  if (problem !== undefined) throw problem;
  return deps.alone(async () => {
    // The secret first: a place whose secret nobody has would be worse than a secret nobody asks for.
    if (destination.kind === 's3' && secret !== undefined) await deps.keychain.set(destination.secrets.secretAccessKey, secret);
    await deps.settings.update((latest) => {
      refuseDuplicate(latest, destination);
      return { ...latest, destinations: [...latest.destinations, destination] };
    });
    return destinationInfo(destination);
  });
}

function refuseDuplicate(settings: Settings, destination: StoredDestination): void {
  const named = settings.destinations.find((each) => sameName(each.name, destination.name));
  if (named !== undefined) {
    throw new HoldfastError('conflict', `There is already a place called “${named.name}”.`, { nextStep: 'Choose another name.' });
  }
  const there = settings.destinations.find((each) => placeAddress(each) === placeAddress(destination));
  if (there !== undefined) {
    const what = destination.kind === 'local' ? 'folder' : 'part of the bucket';
    throw new HoldfastError('conflict', `That ${what} is already the place “${there.name}”.`, {
      nextStep: `Use that place, or choose another ${destination.kind === 'local' ? 'folder: two copies in one folder' : 'bucket: two copies in one bucket'} are lost together.`,
    });
  }
}

async function removeDestination(deps: DestinationRegistryDeps, wanted: string): Promise<void> {
  const destination = findDestination(await deps.settings.read(), wanted);
  await deps.settings.update((latest) => {
    const gone = findDestination(latest, wanted).name;
    const stranded = latest.apps.find((app) => app.destinations !== 'all' && app.destinations.every((name) => name === gone));
    if (stranded !== undefined) {
      throw new HoldfastError('conflict', `“${gone}” is the only place of “${stranded.name}”.`, {
        nextStep: `Remove that app first, or add it again with another place.`,
      });
    }
    return {
      ...latest,
      destinations: latest.destinations.filter((each) => each.name !== gone),
      apps: latest.apps.map((app) => (app.destinations === 'all' ? app : { ...app, destinations: app.destinations.filter((name) => name !== gone) })),
    };
  });
  if (destination.kind === 's3') await deps.keychain.delete(destination.secrets.secretAccessKey);
}

function destinationInfo(destination: StoredDestination): DestinationInfo {
  return { name: destination.name, kind: destination.kind, path: placeAddress(destination), addedAt: destination.addedAt };
}
