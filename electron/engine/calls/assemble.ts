import type { Engine } from '../engine.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { createAppRegistry } from '../registry/apps.ts';
import type { Connector } from '../registry/connect.ts';
import { createDestinationRegistry } from '../registry/destinations.ts';
import { openSettings } from '../settings/settings.ts';
import { appToken, openAppVault, requireVault, type VaultFinder } from './app-vault.ts';
import type { EngineDependencies } from './dependencies.ts';
import { createHomeKeeper } from './home-keeper.ts';

/** What the engine's parts are given beside its dependencies: the drivers. */
export interface Drivers {
  readonly connector: Connector;
  /** A folder as a place, for opening vaults that no settings know. */
  readonly openFolder: (folder: string) => Promise<ObjectStore>;
}

/** Another process that changes the settings is done in a moment; one that backs up is not waited for. */
const settingsWaitMs = 3000;

/**
 * The engine from its parts. What a call needs is loaded when it is first made: a quick question must not wait for the
 * backup pipeline to load.
 */
export function assembleEngine(deps: EngineDependencies, { connector, openFolder }: Drivers): Engine {
  const settings = openSettings(deps.home, deps.version);
  const home = createHomeKeeper(deps.home, deps.clock);
  const finder: VaultFinder = { settings, keychain: deps.keychain, connector };
  const closing = new AbortController();
  const alone = <T>(change: () => Promise<T>): Promise<T> =>
    home.keep({ program: 'a change of the settings', signal: closing.signal, waitMs: settingsWaitMs }, change);
  const common = { settings, clock: deps.clock, connector, alone };

  return {
    apps: createAppRegistry({ ...common, keychain: deps.keychain, newVault }),
    destinations: createDestinationRegistry(common),
    async backup(app, options) {
      const { backUp } = await import('./back-up.ts');
      return backUp({ ...finder, deps, home }, app, options);
    },
    async snapshots(app, options) {
      const { vault } = await openAppVault(finder, app, options);
      if (vault === undefined) return { snapshots: [] };
      const { summarizeSnapshots } = await import('./list-snapshots.ts');
      return summarizeSnapshots(vault, options);
    },
    async findRecord(app, options) {
      const vault = requireVault(await openAppVault(finder, app, options));
      const { findRecordIn } = await import('./find-record.ts');
      return findRecordIn(vault, options);
    },
    async check(app, options) {
      const vault = requireVault(await openAppVault(finder, app, options));
      throw new Error('soon' + vault.header.vaultId);
    },
    async diff(app, a, b, options) {
      const found = await openAppVault(finder, app, options);
      const vault = requireVault(found);
      const { compareBackups, compareWithLive } = await import('./diff.ts');
      const request = { ...options, home: deps.home, threads: deps.workers };
      if (b !== 'live') return compareBackups(vault, a, b, request);
      return compareWithLive(vault, a, await connector.source(found.app.connection, await appToken(deps.keychain, found.app)), request);
    },
    async exportSnapshot(app, options) {
      const vault = requireVault(await openAppVault(finder, app, options));
      throw new Error('soon' + vault.header.vaultId);
    },
    async openVault(location) {
      const { openAtLocation } = await import('./open-location.ts');
      const vault = await openAtLocation(location, openFolder, closing.signal);
      throw new Error('soon' + vault.header.vaultId);
    },
    async recoveryKit(app) {
      const { recoveryKitOf } = await import('./recovery-kit.ts');
      return recoveryKitOf(finder, app);
    },
    async close() {
      closing.abort();
    },
  };
}

async function newVault(): Promise<{ identity: string; recipient: string; chunkKey: string }> {
  const { generateKeys } = await import('../vault/crypto/keys.ts');
  const { identity, recipients, chunkKey } = await generateKeys();
  const [recipient = ''] = recipients;
  return { identity, recipient, chunkKey: Buffer.from(chunkKey).toString('base64') };
}
