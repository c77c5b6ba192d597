import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddDestinationInput, DestinationInfo, DestinationRegistry, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { Settings, StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Connector } from './connect.ts';
import { findDestination } from './lookup.ts';
import { parseName, sameName } from './names.ts';

export interface DestinationRegistryDeps {
  readonly settings: SettingsStore;
  readonly clock: Clock;
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
  const destination = parseDestination(input, deps.clock);
  refuseDuplicate(await deps.settings.read(), destination);
  const { problem } = await deps.connector.test(destination, { ...options, create: true });
  if (problem !== undefined) throw problem;
  return deps.alone(async () => {
    await deps.settings.update((latest) => {
      refuseDuplicate(latest, destination);
      return { ...latest, destinations: [...latest.destinations, destination] };
    });
    return destinationInfo(destination);
  });
}

function parseDestination(input: AddDestinationInput, clock: Clock): StoredDestination {
  const name = parseName('place', input.name);
  if (input.path.trim() === '' || input.path.includes('\0')) {
    throw new HoldfastError('invalid-input', 'No folder was given for the place.', { nextStep: 'Give the folder in which backups shall lie.', details: { field: 'path' } });
  }
  return { kind: 'local', name, path: path.resolve(input.path), addedAt: clock.now().toISOString() };
}

function refuseDuplicate(settings: Settings, destination: StoredDestination): void {
  const named = settings.destinations.find((each) => sameName(each.name, destination.name));
  if (named !== undefined) {
    throw new HoldfastError('conflict', `There is already a place called “${named.name}”.`, { nextStep: 'Choose another name.' });
  }
  const there = settings.destinations.find((each) => each.path === destination.path);
  if (there !== undefined) {
    throw new HoldfastError('conflict', `That folder is already the place “${there.name}”.`, {
      nextStep: 'Use that place, or choose another folder: two copies in one folder are lost together.',
    });
  }
}

async function removeDestination(deps: DestinationRegistryDeps, wanted: string): Promise<void> {
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
}

function destinationInfo(destination: StoredDestination): DestinationInfo {
  return { name: destination.name, kind: destination.kind, path: destination.path, addedAt: destination.addedAt };
}
