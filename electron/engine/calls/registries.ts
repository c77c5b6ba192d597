import type { AppRegistry, DestinationRegistry } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { createAppRegistry, type NewVault } from '../registry/apps.ts';
import { createDestinationRegistry } from '../registry/destinations.ts';
import type { VaultFinder } from './app-vault.ts';
import { saveExpected } from './expected-records.ts';
import type { HomeKeeper } from './home-keeper.ts';

export interface RegistriesDeps extends VaultFinder {
  readonly clock: Clock;
  /** The home directory. */
  readonly directory: string;
  readonly home: () => Promise<HomeKeeper>;
  /** Fires when the engine is closed. */
  readonly closing: AbortSignal;
}

/** Another process that changes the settings is done in a moment; one that backs up is not waited for. */
const waitMs = 3000;

export function createRegistries({ settings, keychain, connector, clock, directory, home, closing }: RegistriesDeps): { readonly apps: AppRegistry; readonly destinations: DestinationRegistry } {
  async function alone<T>(change: () => Promise<T>): Promise<T> {
    return (await home()).keep({ program: 'a change of the settings', signal: closing, waitMs }, change);
  }
  const common = { settings, clock, connector, alone };
  return { apps: createAppRegistry({ ...common, keychain, newVault, onCounted: (vaultId, entities) => saveExpected(directory, vaultId, entities) }), destinations: createDestinationRegistry(common) };
}

async function newVault(): Promise<NewVault> {
  const { generateKeys } = await import('../vault/crypto/keys.ts');
  const { identity, recipients, chunkKey } = await generateKeys();
  const [recipient = ''] = recipients;
  return { identity, recipient, chunkKey: Buffer.from(chunkKey).toString('base64') };
}
