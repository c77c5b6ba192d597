import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import { activeDeputies } from '../keys/recipients.ts';
import { destinationsOf, findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import { recipientOf, unwrapChunkKey } from '../vault/crypto/keys.ts';
import type { ChunkKey } from '../vault/crypto/content-id.ts';
import { isSealedHeader } from '../vault/format/header.ts';
import { readHeader } from '../vault/vault.ts';
import { parseTypedKey } from './typed-key.ts';

/**
 * Puts the key of a recovery kit back into the keychain, where it was lost. It must be the app's own; the chunk key comes from vault.json of one of the app's places, which
 * must bear its seal, or from the keychain where that still has it.
 * @throws invalid-input (no whole key), permission-denied (another key; or the keychain takes nothing), not-found where no place has the backups, what the last place failed with.
 */
export async function restoreKey({ settings, keychain, connector }: VaultFinder, wanted: string, typed: string, signal: AbortSignal): Promise<{ readonly app: string }> {
  const identity = await parseTypedKey(typed);
  const current = await settings.read();
  const app = findApp(current, wanted);
  const recipient = await recipientOf(identity);
  if (recipient !== app.vault.recipient) throw wrongKey(app, recipient);
  const chunkKey = await chunkKeyOf({ settings, keychain, connector }, app, identity, signal);
  await Promise.all([keychain.set(app.secrets.identity, identity), keychain.set(app.secrets.chunkKey, Buffer.from(chunkKey).toString('base64'))]);
  return { app: app.name };
}

async function chunkKeyOf({ settings, keychain, connector }: VaultFinder, app: StoredApp, identity: string, signal: AbortSignal): Promise<ChunkKey> {
  const places = destinationsOf(await settings.read(), app);
  let failure: HoldfastError | undefined;
  for (const place of places) {
    try {
      const header = await readHeader(await connector.vault(place, app.slug), signal);
      if (header === undefined || header.vaultId !== app.vault.id) continue;
      const chunkKey = await unwrapChunkKey(identity, header.chunkKey);
      if (isSealedHeader(header, chunkKey)) return chunkKey;
      failure = new HoldfastError('corrupt', `The vault’s description (vault.json) in “${place.name}” was changed by somebody else than Holdfast.`, { nextStep: 'Connect another place that has the backups, and try again.' });
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      failure = toHoldfastError(error);
    }
  }
  const kept = await keychain.get(app.secrets.chunkKey).catch(() => undefined);
  const known = kept === undefined ? undefined : Buffer.from(kept, 'base64');
  if (known?.length === 32) return new Uint8Array(known);
  if (failure !== undefined) {
    throw new HoldfastError(failure.code, `This is the right key, but a part of it lies beside the backups, and no place could be read: ${failure.message}`, {
      nextStep: `${failure.nextStep} Then give the key again. A place whose own password was in the lost keychain must be removed and added again first.`,
      cause: failure,
    });
  }
  throw new HoldfastError('not-found', `This is the right key, but no place has a backup of “${app.name}”.`, { nextStep: 'Connect the place where the backups lie. If there never was a backup, remove the app and add it again.' });
}

function wrongKey(app: StoredApp, recipient: string): HoldfastError {
  const deputy = activeDeputies(app.vault).find((each) => each.recipient === recipient);
  if (deputy !== undefined) {
    return new HoldfastError('permission-denied', `This is the key of the deputy “${deputy.name}”. It opens backups, but none can be made with it.`, {
      nextStep: `Take the recovery kit of “${app.name}” itself.`,
      details: { reason: 'other-key', field: 'key' },
    });
  }
  return new HoldfastError('permission-denied', `This is a key, but not the one of the backups of “${app.name}”. Nothing was changed.`, {
    nextStep: `Take the recovery kit of that app. At its bottom it says: ${app.vault.id}.`,
    details: { reason: 'other-key', field: 'key' },
  });
}
