import { createHash } from 'node:crypto';
import { assertNever, HoldfastError, toHoldfastError } from '../../shared/model/errors.ts';
import type { EngineService, ServiceOptions } from './api/service-options.ts';
import { assembleEngine, type Drivers } from './calls/assemble.ts';
import type { EngineDependencies, Log } from './calls/dependencies.ts';
import type { ScheduleHealth } from './calls/schedule-health.ts';
import { registeredClient } from './destinations/google-drive/registered-client.ts';
import type { DestinationConfig, DestinationDeps, OpenDestinationOptions } from './destinations/index.ts';
import { KeptOpen } from './destinations/kept-open.ts';
import { Pace } from './destinations/wrappers/pace.ts';
import type { Engine } from './engine.ts';
import { deferKeychain } from './keychain/defer-keychain.ts';
import type { GoogleAccounts } from './ports/google-accounts.ts';
import type { AppWriter } from './ports/app-writer.ts';
import type { Clock } from './ports/clock.ts';
import type { Keychain } from './ports/keychain.ts';
import type { ObjectStore } from './ports/object-store.ts';
import type { Source } from './ports/source.ts';
import type { Connector, TestedPlace } from './registry/connect.ts';
import { vaultAddress } from './registry/place-address.ts';
import { readSecrets } from './registry/stored-secrets.ts';
import type { StoredConnection, StoredDestination } from './settings/schema.ts';
import { openSettings } from './settings/settings.ts';
import { systemClock, systemRandom } from './system/system-clock.ts';

export type { SampleAppHost } from './api/sample-app-host.ts';
export type { EngineService, ServiceOptions } from './api/service-options.ts';
export type { RunOutcome } from './api/run-outcome.ts';
export type { StillDue } from './api/run-due.ts';
export type { EngineDependencies, Log } from './calls/dependencies.ts';
export { systemComputer } from './system/computer-state.ts';
export { uncertainNote } from './leases/schedule-claims.ts';

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
  return startService(deps, systemDrivers(deps), { liveWatch: true, ...options });
}

/** Does a program keep the schedule of this home, and look at the clock? */
export async function scheduleHealth(home: string): Promise<ScheduleHealth> {
  return (await import('./calls/schedule-health.ts')).scheduleHealth(home, systemClock);
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
  readonly onBug?: EngineDependencies['onBug'];
  /** Keep secrets for this process only, whatever the environment says: for a rehearsal that must leave no trace. */
  readonly keychain?: 'memory-only';
  /** Another Google than the real one, or another client id than the build's: for tests. */
  readonly google?: EngineDependencies['google'];
  /** Another clock than this computer's: for tests. */
  readonly clock?: Clock;
}

/** What this computer offers, as the engine takes it. */
export function systemDependencies({ home, env, version, log, onBug, keychain, google, clock = systemClock }: SystemOptions): EngineDependencies {
  return {
    home,
    version,
    clock,
    keychain: keychain === 'memory-only' ? memoryKeychain() : systemKeychain(home, env),
    fetch: globalThis.fetch,
    random: systemRandom,
    log: log ?? (() => undefined),
    onBug,
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
  const parts: PlaceParts = { deps, uploads: new Pace(deps.clock, Infinity), kept: new KeptOpen(deps.clock) };
  return {
    limitUploads: (bytesPerSecond) => parts.uploads.limit(bytesPerSecond ?? Infinity),
    source: (connection, token) => openSource(deps, connection, token),
    writer: (connection, token) => openWriter(deps, connection, token),
    google: createGoogleAccounts(deps),
    async vault(destination, slug) {
      const { prefixed, readOnly } = await import('./destinations/index.ts');
      const opened = destination.onlyVault !== undefined;
      const place = await openKept(parts, destination, { readOnly: opened });
      return opened ? readOnly(place) : prefixed(place, slug);
    },
    async look(destination, options) {
      const { readOnly } = await import('./destinations/index.ts');
      return readOnly(await openStored(parts, destination, { ...options, readOnly: true, mustAnswer: true }));
    },
    location: vaultAddress,
    async test(destination, options): Promise<TestedPlace> {
      const { testPlace, testReading } = await import('./destinations/index.ts');
      try {
        if (destination.onlyVault !== undefined) return await testReading(await openStored(parts, destination, { ...options, readOnly: true }), options);
        return await testPlace(await openStored(parts, destination, options), options);
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
  const accounts = async () => (await import('./destinations/google-drive/accounts.ts')).googleAccounts(clock, google?.addresses, google?.wayBack);
  return {
    client: google?.client ?? registeredClient,
    signIn: async (wishes) => (await accounts()).signIn(wishes),
    folders: async (keys, options) => (await accounts()).folders(keys, options),
    makeFolder: async (keys, folder, options) => (await accounts()).makeFolder(keys, folder, options),
  };
}

/** What the places of one engine share. */
interface PlaceParts {
  readonly deps: EngineDependencies;
  readonly uploads: Pace;
  readonly kept: KeptOpen;
}

/** A bucket that was opened a moment ago is open still: each opening is several requests and new connections. */
async function openKept(parts: PlaceParts, destination: StoredDestination, options: OpenDestinationOptions): Promise<ObjectStore> {
  if (destination.kind !== 's3') return openStored(parts, destination, options);
  const secrets = await readSecrets(parts.deps.keychain, destination);
  const key = createHash('sha256').update(JSON.stringify([destination, options.readOnly === true, secrets])).digest('hex');
  return parts.kept.get(key, () => openStored(parts, destination, { ...options, secrets }));
}

/** The place as settings know it; its secrets are the keychain's, unless it is only being tried. */
async function openStored(parts: PlaceParts, destination: StoredDestination, options: OpenDestinationOptions): Promise<ObjectStore> {
  switch (destination.kind) {
    case 'local':
      return openPlace(parts, { kind: 'local', path: destination.path }, options);
    case 's3': {
      const { kind, endpoint, region, bucket, prefix, forcePathStyle, accessKeyId } = destination;
      return openPlace(parts, { kind, endpoint, region, bucket, prefix, forcePathStyle, accessKeyId }, { ...options, secrets: options.secrets ?? (await readSecrets(parts.deps.keychain, destination)) });
    }
    case 'google-drive': {
      const { kind, folderId, prefix, account, clientId } = destination;
      return openPlace(parts, { kind, folderId, prefix, account, clientId }, { ...options, secrets: options.secrets ?? (await readSecrets(parts.deps.keychain, destination)) });
    }
  }
}

async function openPlace({ deps, uploads }: PlaceParts, config: DestinationConfig, options: OpenDestinationOptions): Promise<ObjectStore> {
  const { clock, random, log } = deps;
  if (config.kind !== 'local') uploads.limit((await openSettings(deps.home, deps.version).read()).preferences.uploadLimit ?? Infinity);
  const { openDestination } = await import('./destinations/index.ts');
  const onRetry: DestinationDeps['onRetry'] = ({ call, error, waitMs }) => log('A call to a place is made again.', { call, code: error.code, waitMs });
  return openDestination(config, { clock, random, onRetry, uploads, google: deps.google?.addresses }, options);
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
      return openCsvFolder({ path: connection.path }, { clock: deps.clock });
    }
    case 'opened':
      throw new HoldfastError('invalid-input', 'This app is known here only from its backups, so there is nothing to read.', {
        nextStep: 'Look at its backups or take data out of them. To back it up again, add the app with its access token.',
      });
    default:
      return assertNever(connection);
  }
}
