import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddDestinationInput, DestinationInfo, DestinationRegistry, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Settings, StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Connector } from './connect.ts';
import { addedDrive } from './drive-place.ts';
import type { GoogleSignIns } from './google-sign-ins.ts';
import { findDestination } from './lookup.ts';
import { parseName, sameName } from './names.ts';
import { placeAddress } from './place-address.ts';
import { parsePlace } from './place-input.ts';
import { reconnectDestination } from './reconnect-place.ts';
import { forgetSecrets, keepSecrets } from './stored-secrets.ts';

export interface DestinationRegistryDeps {
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly keychain: Keychain;
  readonly connector: Connector;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
  /** For places in Google Drive, and for backups there that are opened. */
  readonly signIns: GoogleSignIns;
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
    reconnect: async (name, input, options) => destinationInfo(await reconnectDestination(deps, name, input, options)),
    google: deps.signIns,
  };
}

async function addDestination(deps: DestinationRegistryDeps, input: AddDestinationInput, options: LongCall): Promise<DestinationInfo> {
  const before = await deps.settings.read();
  // Before a folder is made for it.
  refuseTakenName(before, parseName('place', input.name));
  const { destination, secrets } = input.kind === 'google-drive' ? await addedDrive(deps.signIns, input, deps.clock, options.signal) : parsePlace(input, deps.clock);
  refuseDuplicate(before, destination);
  const { problem } = await deps.connector.test(destination, { ...options, create: true, secrets });
  if (problem !== undefined) throw problem;
  return deps.alone(async () => {
    // The secrets first: a place whose secret nobody has would be worse than a secret nobody asks for.
    await keepSecrets(deps.keychain, destination, secrets);
    await deps.settings.update((latest) => {
      refuseDuplicate(latest, destination);
      return { ...latest, destinations: [...latest.destinations, destination] };
    });
    if (input.kind === 'google-drive') deps.signIns.cancel(input.signIn);
    return destinationInfo(destination);
  });
}

function refuseTakenName(settings: Settings, name: string): void {
  const named = settings.destinations.find((each) => sameName(each.name, name));
  if (named === undefined) return;
  throw new HoldfastError('conflict', `There is already a place called “${named.name}”.`, { nextStep: 'Choose another name.', details: { field: 'name' } });
}

function refuseDuplicate(settings: Settings, destination: StoredDestination): void {
  refuseTakenName(settings, destination.name);
  const there = settings.destinations.find((each) => placeAddress(each) === placeAddress(destination));
  if (there !== undefined) {
    const { what, other } = kindWords[destination.kind];
    throw new HoldfastError('conflict', `That ${what} is already the place “${there.name}”.`, { nextStep: `Use that place, or choose another ${other} are lost together.` });
  }
}

const kindWords = {
  local: { what: 'folder', other: 'folder: two copies in one folder' },
  s3: { what: 'part of the bucket', other: 'bucket: two copies in one bucket' },
  'google-drive': { what: 'folder in Google Drive', other: 'one, better in another account: two copies in one account' },
} as const satisfies Record<StoredDestination['kind'], { readonly what: string; readonly other: string }>;

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
  await forgetSecrets(deps.keychain, destination);
}

function destinationInfo(destination: StoredDestination): DestinationInfo {
  const account = destination.kind === 'google-drive' ? destination.account : undefined;
  const accessKeyId = destination.kind === 's3' ? destination.accessKeyId : undefined;
  return { name: destination.name, kind: destination.kind, path: placeAddress(destination), ...(account === undefined ? {} : { account }), ...(accessKeyId === undefined ? {} : { accessKeyId }), addedAt: destination.addedAt };
}
