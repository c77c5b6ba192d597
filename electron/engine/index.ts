import path from 'node:path';
import { assertNever, toHoldfastError } from '../../shared/model/errors.ts';
import { assembleEngine } from './calls/assemble.ts';
import type { EngineDependencies, Log } from './calls/dependencies.ts';
import { openDestination, prefixed, testPlace } from './destinations/index.ts';
import type { Engine } from './engine.ts';
import { chooseKeychain } from './keychain/choose-keychain.ts';
import { createMemoryKeychain } from './keychain/memory.ts';
import type { ObjectStore } from './ports/object-store.ts';
import type { Source } from './ports/source.ts';
import type { Connector, TestedPlace } from './registry/connect.ts';
import type { StoredConnection, StoredDestination } from './settings/schema.ts';
import { systemClock, systemRandom } from './system/system-clock.ts';

export type { EngineDependencies, Log } from './calls/dependencies.ts';

/** The engine with every driver there is: the one place that knows them all. */
export function createEngine(deps: EngineDependencies): Engine {
  return assembleEngine(deps, {
    connector: createConnector(deps),
    openFolder: (folder) => openDestination({ kind: 'local', path: folder }, retriesOf(deps)),
  });
}

export interface SystemOptions {
  readonly home: string;
  /** For HOLDFAST_KEYCHAIN and its passphrase. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly log?: Log;
  /** Keep secrets for this process only, whatever the environment says: for a rehearsal that must leave no trace. */
  readonly keychain?: 'memory-only';
}

/** What this computer offers, as the engine takes it. @throws invalid-input when HOLDFAST_KEYCHAIN makes no sense. */
export function systemDependencies({ home, env, version, log, keychain }: SystemOptions): EngineDependencies {
  return {
    home,
    version,
    clock: systemClock,
    keychain: keychain === 'memory-only' ? createMemoryKeychain() : chooseKeychain(env, { home, clock: systemClock }),
    fetch: globalThis.fetch,
    random: systemRandom,
    log: log ?? (() => undefined),
  };
}

function createConnector(deps: EngineDependencies): Connector {
  const open = (destination: StoredDestination, create = false): Promise<ObjectStore> => openDestination(destination, retriesOf(deps), { create });
  return {
    source: (connection, token) => openSource(deps, connection, token),
    vault: async (destination, slug) => prefixed(await open(destination), slug),
    location: (destination, slug) => path.join(destination.path, slug),
    async test(destination, options): Promise<TestedPlace> {
      try {
        return await testPlace(await open(destination, options.create), options);
      } catch (error) {
        // It does not even open: that too is what a test is to find out.
        const problem = toHoldfastError(error);
        if (problem.code === 'cancelled') throw problem;
        return { report: { ok: false, checks: [{ name: 'open', ok: false, detail: `${problem.message} ${problem.nextStep}` }], freeSpace: null }, problem };
      }
    },
  };
}

/** Loaded when first needed: reading backups needs no platform. */
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
    default:
      return assertNever(connection);
  }
}

function retriesOf({ clock, random, log }: EngineDependencies): Parameters<typeof openDestination>[1] {
  return { clock, random, onRetry: ({ call, error, waitMs }) => log('A call to a place is made again.', { call, code: error.code, waitMs }) };
}
