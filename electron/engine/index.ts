import { assertNever, HoldfastError, toHoldfastError } from '../../shared/model/errors.ts';
import type { EngineService, ServiceOptions } from './api/service.ts';
import { assembleEngine, type Drivers } from './calls/assemble.ts';
import type { EngineDependencies, Log } from './calls/dependencies.ts';
import { registeredClient } from './destinations/google-drive/registered-client.ts';
import type { DestinationConfig, DestinationDeps, OpenDestinationOptions } from './destinations/index.ts';
import type { Engine } from './engine.ts';
import { deferKeychain } from './keychain/defer-keychain.ts';
import type { GoogleAccounts } from './ports/google-accounts.ts';
import type { AppWriter } from './ports/app-writer.ts';
import type { Keychain } from './ports/keychain.ts';
import type { ObjectStore } from './ports/object-store.ts';
import type { Source } from './ports/source.ts';
import type { Connector, TestedPlace } from './registry/connect.ts';
import { vaultAddress } from './registry/place-address.ts';
import { readSecrets } from './registry/stored-secrets.ts';
import type { StoredConnection, StoredDestination } from './settings/schema.ts';
import { systemClock, systemRandom } from './system/system-clock.ts';

export type { SampleAppHost } from './api/sample-app-host.ts';
export type { EngineService, ServiceOptions } from './api/service.ts';
export type { EngineDependencies, Log } from './calls/dependencies.ts';

/** Any error as one of the contract's, for calls that a host serves itself. Loaded when there is one: no command must wait for it at its start. */
export async function contractError(error: unknown): Promise<Error> {
  return (await import('./api/to-contract-error.ts')).toContractError(error);
}

/**
 * The engine with every driver there is: the one place that knows them all. Drivers are loaded when they are first needed,
 * so that a quick question is answered quickly.
 */
export function createEngine(deps: EngineDependencies): Engine {
  return assembleEngine(deps, systemDrivers(deps));
}

/** The engine as it lives beside a window or a browser tab: every call of the contract, and a schedule. Answers at once; places are looked into meanwhile. */
export async function createService(options: SystemOptions & ServiceOptions): Promise<EngineService> {
  const deps = systemDependencies(options);
  const { startService } = await import('./api/service.ts');
  return startService(deps, systemDrivers(deps), options);
}

function systemDrivers(deps: EngineDependencies): Drivers {
  return {
    connector: createConnector(deps),
  };
}

export interface SystemOptions {
  readonly home: string;
  /** For HOLDFAST_KEYCHAIN and its passphrase. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly log?: Log;
  /** Keep secrets for this process only, whatever the environment says: for a rehearsal that must leave no trace. */
  readonly keychain?: 'memory-only';
  /** Another Google than the real one, or another client id than the build's: for tests. */
  readonly google?: EngineDependencies['google'];
}

/** What this computer offers, as the engine takes it. */
export function systemDependencies({ home, env, version, log, keychain, google }: SystemOptions): EngineDependencies {
  return {
    home,
    version,
    clock: systemClock,
    keychain: keychain === 'memory-only' ? memoryKeychain() : systemKeychain(home, env),
    fetch: globalThis.fetch,
    random: systemRandom,
    log: log ?? (() => undefined),
    google,
  };
}

function memoryKeychain(): Keychain {
  return deferKeychain('memory-only', async () => (await import('./keychain/memory.ts')).createMemoryKeychain());
}

function systemKeychain(home: string, env: SystemOptions['env']): Keychain {
  return deferKeychain(env['HOLDFAST_KEYCHAIN'] === 'file' ? 'passphrase-file' : 'os-keychain', async () => {
    const { chooseKeychain } = await import('./keychain/choose-keychain.ts');
    return chooseKeychain(env, { home, clock: systemClock });
  });
}

function createConnector(deps: EngineDependencies): Connector {
  return {
    source: (connection, token) => openSource(deps, connection, token),
    writer: (connection, token) => openWriter(deps, connection, token),
    google: createGoogleAccounts(deps),
    async vault(destination, slug) {
      const { prefixed, readOnly } = await import('./destinations/index.ts');
      const opened = destination.onlyVault !== undefined;
      const place = await openStored(deps, destination, { readOnly: opened });
      return opened ? readOnly(place) : prefixed(place, slug);
    },
    async look(destination, options) {
      const { readOnly } = await import('./destinations/index.ts');
      return readOnly(await openStored(deps, destination, { ...options, readOnly: true }));
    },
    location: vaultAddress,
    async test(destination, options): Promise<TestedPlace> {
      const { testPlace, testReading } = await import('./destinations/index.ts');
      try {
        if (destination.onlyVault !== undefined) return await testReading(await openStored(deps, destination, { ...options, readOnly: true }), options);
        return await testPlace(await openStored(deps, destination, options), options);
      } catch (error) {
        // It does not even open: that too is what a test is to find out.
        const problem = toHoldfastError(error);
        if (problem.code === 'cancelled') throw problem;
        return { report: { ok: false, checks: [{ name: 'open', ok: false, detail: `${problem.message} ${problem.nextStep}` }], freeSpace: null }, problem };
      }
    },
  };
}

function createGoogleAccounts({ clock, google }: EngineDependencies): GoogleAccounts {
  const accounts = async () => (await import('./destinations/google-drive/accounts.ts')).googleAccounts(clock, google?.addresses);
  return {
    client: google?.client ?? registeredClient,
    signIn: async (wishes) => (await accounts()).signIn(wishes),
    folders: async (keys, options) => (await accounts()).folders(keys, options),
    makeFolder: async (keys, folder, options) => (await accounts()).makeFolder(keys, folder, options),
  };
}

/** The place as settings know it; its secrets are the keychain's, unless it is only being tried. */
async function openStored(deps: EngineDependencies, destination: StoredDestination, options: OpenDestinationOptions): Promise<ObjectStore> {
  switch (destination.kind) {
    case 'local':
      return openPlace(deps, { kind: 'local', path: destination.path }, options);
    case 's3': {
      const { kind, endpoint, region, bucket, prefix, forcePathStyle, accessKeyId } = destination;
      return openPlace(deps, { kind, endpoint, region, bucket, prefix, forcePathStyle, accessKeyId }, { ...options, secrets: options.secrets ?? (await readSecrets(deps.keychain, destination)) });
    }
    case 'google-drive': {
      const { kind, folderId, prefix, account, clientId } = destination;
      return openPlace(deps, { kind, folderId, prefix, account, clientId }, { ...options, secrets: options.secrets ?? (await readSecrets(deps.keychain, destination)) });
    }
  }
}

async function openPlace(deps: EngineDependencies, config: DestinationConfig, options: OpenDestinationOptions): Promise<ObjectStore> {
  const { clock, random, log } = deps;
  const { openDestination } = await import('./destinations/index.ts');
  const onRetry: DestinationDeps['onRetry'] = ({ call, error, waitMs }) => log('A call to a place is made again.', { call, code: error.code, waitMs });
  return openDestination(config, { clock, random, onRetry, google: deps.google?.addresses }, options);
}

async function openWriter({ clock, random, fetch, log }: EngineDependencies, connection: StoredConnection, token: string | undefined): Promise<AppWriter | undefined> {
  if (connection.platform !== 'base44') return undefined;
  const { platform: _platform, ...config } = connection;
  const { openBase44Writer } = await import('./sources/base44/writing/open-writer.ts');
  return openBase44Writer(config, { token: token ?? '', clock, random, fetch, log });
}

async function openSource(deps: EngineDependencies, connection: StoredConnection, token: string | undefined): Promise<Source> {
  const { clock, random, fetch, log } = deps;
  switch (connection.platform) {
    case 'base44': {
      const { platform: _platform, ...config } = connection;
      const { openBase44 } = await import('./sources/base44/index.ts');
      return openBase44(config, { token: token ?? '', clock, random, fetch, log });
    }
    case 'csv-folder': {
      const { openCsvFolder } = await import('./sources/csv-folder/index.ts');
      return openCsvFolder({ path: connection.path });
    }
    case 'opened':
      throw new HoldfastError('invalid-input', 'This app is known here only from its backups, so there is nothing to read.', {
        nextStep: 'Look at its backups or take data out of them. To back it up again, add the app with its access token.',
      });
    default:
      return assertNever(connection);
  }
}
