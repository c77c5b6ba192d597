import type { RecoveryKit } from '../engine.ts';
import { placeNotes } from '../kit/place-notes.ts';
import { destinationsOf, findApp } from '../registry/lookup.ts';
import { vaultKeys } from '../keys/key-health.ts';
import type { VaultFinder } from './app-vault.ts';

/** What somebody needs to open an app's backups on another computer. Holds the key itself. */
export async function recoveryKitOf({ settings, keychain, connector }: VaultFinder, wanted: string): Promise<RecoveryKit> {
  const current = await settings.read();
  const app = findApp(current, wanted);
  const { identity } = await vaultKeys(keychain, current, app);
  return {
    app: app.name,
    vaultId: app.vault.id,
    identity,
    recipient: app.vault.recipient,
    places: destinationsOf(current, app).map((place) => ({ name: place.name, location: connector.location(place, app.slug), ...placeNotes(place, connector.google.client?.clientId) })),
  };
}
