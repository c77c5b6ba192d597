import type { AppRegistry } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { createAppRegistry, type NewVault } from '../registry/apps.ts';
import { createDestinationRegistry, type RegisteredDestinations } from '../registry/destinations.ts';
import { createGoogleSignIns, type GoogleSignIns } from '../registry/google-sign-ins.ts';
import type { VaultFinder } from './app-vault.ts';
import { saveExpected } from './expected-records.ts';
import { type HomeKeeper, settingsChanges } from './home-keeper.ts';

export interface RegistriesDeps extends VaultFinder {
  readonly clock: Clock;
  /** The home directory. */
  readonly directory: string;
  readonly home: () => Promise<HomeKeeper>;
  /** Fires when the engine is closed. */
  readonly closing: AbortSignal;
}

export function createRegistries({ settings, keychain, connector, clock, directory, home, closing }: RegistriesDeps): { readonly apps: AppRegistry; readonly destinations: RegisteredDestinations; readonly signIns: GoogleSignIns } {
  const common = { settings, clock, connector, keychain, alone: settingsChanges(home, closing), closing };
  const signIns = createGoogleSignIns({ ...common, google: connector.google });
  return { apps: createAppRegistry({ ...common, newVault, onCounted: (vaultId, entities) => saveExpected(directory, vaultId, entities) }), destinations: createDestinationRegistry({ ...common, signIns }), signIns };
}

async function newVault(): Promise<NewVault> {
  const { generateKeys } = await import('../vault/crypto/keys.ts');
  const { identity, recipients, chunkKey } = await generateKeys();
  const [recipient = ''] = recipients;
  return { identity, recipient, chunkKey: Buffer.from(chunkKey).toString('base64') };
}
