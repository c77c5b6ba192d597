import path from 'node:path';
import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { VaultOptions } from '../engine.ts';
import { vaultKeys } from '../keys/key-health.ts';
import { recipientsOf } from '../keys/recipients.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Connector } from '../registry/connect.ts';
import { destinationsOf, findApp, findDestination } from '../registry/lookup.ts';
import type { Settings, StoredApp, StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { VaultKeys } from '../vault/crypto/keys.ts';
import { type VaultHeader, vaultFormat } from '../vault/format/header.ts';
import { snapshotsPrefix } from '../vault/format/names.ts';
import { knownDirectories } from '../vault/known-directories.ts';
import { isDeputys, readHeader, type Vault } from '../vault/vault.ts';

/** What finding an app's vault takes. */
export interface VaultFinder {
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly connector: Connector;
}

export interface FoundApp {
  readonly app: StoredApp;
  /** Undefined when no backup was ever made in the place. */
  readonly vault: Vault | undefined;
  /** Name of the place that it lies in. */
  readonly place?: string;
}

/**
 * The vault of an app: in the place that was named, or in the first one that answers and has one. A place that is away is passed
 * over as long as another answers.
 * @throws not-found (no such app or place), conflict (another vault lies there), or what the last place failed with.
 */
export async function openAppVault(finder: VaultFinder, wanted: string, options: Pick<VaultOptions, 'destination' | 'signal'>): Promise<FoundApp> {
  const settings = await finder.settings.read();
  const app = findApp(settings, wanted);
  const keys = await vaultKeys(finder.keychain, settings, app);
  let failure: HoldfastError | undefined;
  let answered = false;
  for (const place of placesToRead(settings, app, options.destination)) {
    try {
      const vault = await openIn(finder, place, app, keys, options.signal);
      if (vault !== undefined) return { app, vault, place: place.name };
      answered = true;
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      failure = toHoldfastError(error);
    }
  }
  if (failure !== undefined && !answered) throw failure;
  return { app, vault: undefined };
}

/** An app's vault in one of its places, or what keeps it from being opened. */
export type VaultAtPlace = { readonly name: string } & ({ readonly vault: Vault } | { readonly error: HoldfastError });

/** The vault of an app in each of its places (or the one that was named) that has one. @throws not-found (no such app or place). */
export async function openEveryVault(finder: VaultFinder, wanted: string, options: Pick<VaultOptions, 'destination' | 'signal'>): Promise<{ readonly app: StoredApp; readonly places: readonly VaultAtPlace[] }> {
  const settings = await finder.settings.read();
  const app = findApp(settings, wanted);
  const keys = await vaultKeys(finder.keychain, settings, app);
  const places: VaultAtPlace[] = [];
  for (const place of placesToRead(settings, app, options.destination)) {
    try {
      const vault = await openIn(finder, place, app, keys, options.signal);
      if (vault !== undefined) places.push({ name: place.name, vault });
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      places.push({ name: place.name, error: toHoldfastError(error) });
    }
  }
  return { app, places };
}

/** For calls that make no sense before the first backup. @throws not-found. */
export function requireVault({ app, vault }: FoundApp): Vault {
  if (vault !== undefined) return vault;
  throw new HoldfastError('not-found', `There is no backup of “${app.name}” yet.`, { nextStep: 'Make a backup first.' });
}

function placesToRead(settings: Settings, app: StoredApp, named: string | undefined): readonly StoredDestination[] {
  if (named !== undefined) return [findDestination(settings, named)];
  const places = destinationsOf(settings, app);
  if (places.length > 0) return places;
  throw noPlace();
}

export function noPlace(): HoldfastError {
  return new HoldfastError('invalid-input', 'There is no place for backups yet.', { nextStep: 'Add a place (a folder) first.' });
}

async function openIn({ connector, settings }: VaultFinder, place: StoredDestination, app: StoredApp, keys: VaultKeys, signal: AbortSignal): Promise<Vault | undefined> {
  const store = await connector.vault(place, app.slug);
  const header = await headerOf(store, app, signal);
  if (header === undefined) return undefined;
  if (header.vaultId !== app.vault.id) {
    throw new HoldfastError('conflict', `“${place.name}” holds backups of “${header.app.name.slice(0, 80)}” that this computer did not make, where those of “${app.name}” should lie.`, {
      nextStep: 'Choose another place, or open those backups with their recovery key.',
      details: { reason: 'other-vault' },
    });
  }
  // For whom something is encrypted is this computer's to say: whoever can write to the place could name themselves in vault.json.
  const known = knownDirectories(path.dirname(settings.file), header.vaultId);
  return { store, header, known, keys: { ...keys, isDeputy: isDeputys(header, keys.chunkKey, app.vault.recipient) } };
}

/**
 * What the vault says of itself; undefined when there is none. Where only its description is lost or damaged, this computer
 * still knows what it said: the backups stay readable, and it is for a check to report it.
 */
async function headerOf(store: ObjectStore, app: StoredApp, signal: AbortSignal): Promise<VaultHeader | undefined> {
  try {
    const header = await readHeader(store, signal);
    if (header !== undefined) return header;
    for await (const _ of store.list(snapshotsPrefix, { signal })) return knownHeader(app);
    return undefined;
  } catch (error) {
    if (isHoldfastError(error, 'corrupt')) return knownHeader(app);
    throw error;
  }
}

function knownHeader(app: StoredApp): VaultHeader {
  return {
    format: vaultFormat,
    vaultId: app.vault.id,
    app: { name: app.name, platform: app.connection.platform },
    createdAt: app.addedAt,
    recipients: [...recipientsOf(app.vault)],
    // Not known any more, and not needed: the keychain has it open.
    chunkKey: '',
  };
}

/** The app's access token, where it needs one. @throws auth-revoked where the keychain has none: connecting again is the way out; what the keychain throws. */
export async function appToken(keychain: Keychain, app: StoredApp): Promise<string | undefined> {
  const name = app.secrets.token;
  if (name === undefined) return undefined;
  const token = await keychain.get(name);
  if (token !== undefined) return token;
  throw new HoldfastError('auth-revoked', `The access token of “${app.name}” is not in the keychain.`, {
    nextStep: 'Connect the app again with an access token (on Home, in Settings, or with “app reconnect”).',
    details: { reason: 'key-missing' },
  });
}
