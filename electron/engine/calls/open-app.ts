import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { AppInfo, FoundBackups, OpenAppInput } from '../engine.ts';
import { platforms } from '../../../shared/model/app.ts';
import { appInfo } from '../registry/connection.ts';
import { chooseSlug, parseName, sameName } from '../registry/names.ts';
import { placeFolder } from '../registry/place-parts.ts';
import { keepSecrets } from '../registry/stored-secrets.ts';
import type { Settings, StoredApp, StoredConnection, StoredDestination } from '../settings/schema.ts';
import { isSealedHeader } from '../vault/format/header.ts';
import type { SnapshotName } from '../vault/format/names.ts';
import { listSnapshots, openVault, readManifest, type Vault } from '../vault/vault.ts';
import type { VaultFinder } from './app-vault.ts';
import { addressOf, findVaults, type FoundVault, type Search, type Searching } from './find-vaults.ts';
import { lookingError, placeField, undescribed } from './looking-errors.ts';

export interface OpenAppDeps extends Searching, Pick<VaultFinder, 'settings' | 'keychain'> {
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

export interface Opened {
  readonly found: FoundVault;
  readonly vault: Vault;
}

/** The backups that lie somewhere, those that the key opens first. Nothing is kept or written. @throws as `findVaults`; invalid-input (no whole key), permission-denied (the key opens none). */
export async function findBackups(searching: Searching, input: Omit<OpenAppInput, 'vault'>, signal: AbortSignal): Promise<readonly FoundBackups[]> {
  const identity = await typedKey(input.key);
  const search = await findVaults(searching, input.location, signal);
  const opened = await openWith(identity, search, signal);
  const described = await Promise.all(
    opened.map(async ({ found, vault }) => {
      const [newest, ...older] = await backupsIn(vault, found, signal);
      return { ...shownVault(found), opens: true, backups: newest === undefined ? 0 : older.length + 1, ...(newest === undefined ? {} : { newestAt: newest.startedAt.toISOString() }) };
    }),
  );
  const others = search.found.filter((each) => opened.every(({ found }) => found !== each));
  return [...described, ...others.map((found) => ({ ...shownVault(found), opens: false }))];
}

/**
 * Makes backups that lie somewhere an app of this computer, with the key of their recovery kit: from then on everything that reads works
 * as with any app. Nothing is written where they lie.
 * @throws as `findBackups`; invalid-input (the key opens several: they are named), not-found (there is no backup in them), conflict (they
 *   are known here already).
 */
export async function openApp(deps: OpenAppDeps, input: OpenAppInput, signal: AbortSignal): Promise<AppInfo> {
  const identity = await typedKey(input.key);
  const search = await findVaults(deps, input.location, signal);
  const { found, vault } = theOne(await openWith(identity, { ...search, found: chosen(search.found, input.vault) }, signal));
  const { vaultId } = vault.header;
  refuseKnown(await deps.settings.read(), vaultId);
  const backups = await backupsIn(vault, found, signal);
  if (backups.length === 0) throw noBackupYet(found);
  const made = await madeOf(vault, backups, signal);
  const recipient = await recipientOf(identity);
  return deps.alone(async () => {
    const current = await deps.settings.read();
    refuseKnown(current, vaultId);
    const name = freeName(current, vault.header.app.name, placeFolder(found.place));
    const addedAt = deps.clock.now().toISOString();
    const place: StoredDestination = { ...found.place, name: freePlaceName(current, name), addedAt, onlyVault: vaultId };
    const app: StoredApp = {
      name,
      slug: slugFor(current, placeFolder(found.place), name),
      connection: { platform: 'opened', ...made, ...(vault.keys.isDeputy === true ? { deputy: true } : {}) },
      secrets: { identity: `vault/${vaultId}/identity`, chunkKey: `vault/${vaultId}/chunk-key` },
      destinations: [place.name],
      vault: { id: vaultId, recipient, ...letInBy(vault, addedAt) },
      addedAt,
      // Whoever typed the key in has it.
      kitProvedAt: addedAt,
    };
    // The secrets first, as when an app is added; side by side, because an encrypted file takes several changes in one go.
    await Promise.all([
      deps.keychain.set(app.secrets.identity, identity),
      deps.keychain.set(app.secrets.chunkKey, Buffer.from(vault.keys.chunkKey).toString('base64')),
      keepSecrets(deps.keychain, place, found.secrets),
    ]);
    await deps.settings.update((latest) => ({ ...latest, apps: [...latest.apps, app], destinations: [...latest.destinations, place] }));
    return appInfo(app);
  });
}

/** Who else can open the backups, so that they still can should backups go on from here; their names are not known. Only a description that bears the seal can say so. */
function letInBy({ header, keys }: Vault, addedAt: string): Pick<StoredApp['vault'], 'deputies'> {
  const [, ...others] = header.recipients;
  if (keys.isDeputy === true || others.length === 0 || !isSealedHeader(header, keys.chunkKey)) return {};
  return { deputies: others.map((recipient, index) => ({ name: `Deputy ${index + 1}`, recipient, addedAt })) };
}

/** The name of its folder where that can be, so that nothing kept under it has to move should the app itself be added. */
function slugFor({ apps, formerApps }: Settings, folder: string, name: string): string {
  const taken = [...apps, ...formerApps].map(({ slug }) => slug);
  return chooseSlug(folder, []) === folder ? chooseSlug(folder, taken) : chooseSlug(name, taken);
}

/** What the app is on its platform, as the newest backup that can be read names it: with that it can be told when it is added here itself. */
async function madeOf(vault: Vault, backups: readonly SnapshotName[], signal: AbortSignal): Promise<Pick<Extract<StoredConnection, { readonly platform: 'opened' }>, 'of' | 'appId'>> {
  const of = platforms.find((platform) => platform === vault.header.app.platform);
  for (const { name } of backups) {
    try {
      const { app } = await readManifest(vault, name, signal);
      return { ...(of === undefined ? {} : { of }), ...(app.id === '' ? {} : { appId: app.id }) };
    } catch (error) {
      if (!isHoldfastError(error, 'corrupt') && !isHoldfastError(error, 'permission-denied')) throw error;
    }
  }
  return of === undefined ? {} : { of };
}

async function typedKey(text: string): Promise<string> {
  const { parseTypedKey } = await import('../kit/typed-key.ts');
  try {
    return await parseTypedKey(text);
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    throw new HoldfastError(error.code, error.message, { nextStep: error.nextStep, details: { ...error.details, field: 'key' } });
  }
}

/** By the id of the backups, their address, the name of their app or of their folder. */
function chosen(found: readonly FoundVault[], wanted: string | undefined): readonly FoundVault[] {
  if (wanted === undefined) return found;
  const fitting = found.filter((each) => each.header.vaultId === wanted || addressOf(each) === wanted || placeFolder(each.place) === wanted || each.header.app.name === wanted);
  if (fitting.length > 0) return fitting;
  throw new HoldfastError('not-found', `There are no backups of “${wanted.slice(0, 100)}” here.`, { nextStep: `There are backups of: ${namesOf(found)}.` });
}

/** What the key opens. @throws permission-denied when it is nothing; corrupt when that cannot be told. */
export async function openWith(identity: string, search: Pick<Search, 'found' | 'damaged'>, signal: AbortSignal): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  const locked: FoundVault[] = [];
  const damaged = [...search.damaged];
  for (const found of search.found) {
    try {
      opened.push({ found, vault: await openVault(found.store, identity, signal) });
    } catch (error) {
      if (isHoldfastError(error, 'permission-denied')) locked.push(found);
      else if (isHoldfastError(error, 'corrupt')) damaged.push(undescribed(found.place, 'damaged', error));
      else throw error;
    }
  }
  if (opened.length > 0) return opened;
  throw locked.length === 0 && damaged[0] !== undefined ? damaged[0] : noneOpens({ found: locked, damaged });
}

/** The key is another's: whose these backups are, so that the right kit can be taken. */
function noneOpens({ found, damaged }: Pick<Search, 'found' | 'damaged'>): HoldfastError {
  const [only] = found;
  const [hidden] = damaged;
  const rightKit = found.length === 1 ? `Take the recovery kit of that app. At its bottom it says: ${only?.header.vaultId ?? ''}.` : `Take the recovery kit of one of these apps: ${namesOf(found)}.`;
  return new HoldfastError('permission-denied', found.length === 1 ? `This key does not open the backups of “${shortName(only)}”.` : 'This key opens none of the backups here.', {
    nextStep: hidden === undefined ? rightKit : `${rightKit} Or it is the key of others: ${hidden.message}`,
    details: { reason: 'other-key', field: 'key' },
  });
}

/** @throws permission-denied when this computer may not list what lies there: it could open the backups and find none. */
async function backupsIn(vault: Vault, { place }: FoundVault, signal: AbortSignal): Promise<readonly SnapshotName[]> {
  try {
    return await listSnapshots(vault, signal);
  } catch (error) {
    throw isHoldfastError(error) ? lookingError(error, place) : error;
  }
}

function noBackupYet(found: FoundVault): HoldfastError {
  return new HoldfastError('not-found', `There is no backup of “${shortName(found)}” in ${addressOf(found)}, only the room for them.`, {
    nextStep: 'Open the backups from another place that your recovery kit names.',
    details: { reason: 'no-backups', field: placeField(found.place) },
  });
}

function shownVault(found: FoundVault): Pick<FoundBackups, 'address' | 'vaultId' | 'app'> {
  return { address: addressOf(found), vaultId: found.header.vaultId, app: shortName(found) };
}

function theOne([first, ...others]: readonly Opened[]): Opened {
  if (first !== undefined && others.length === 0) return first;
  const folders = [...(first === undefined ? [] : [first]), ...others].map(({ found }) => placeFolder(found.place));
  throw new HoldfastError('invalid-input', `This key opens several backups here: ${folders.join(', ')}.`, { nextStep: 'Choose the folder of one of them.', details: { reason: 'several' } });
}

function refuseKnown(settings: Settings, vaultId: string): void {
  const known = settings.apps.find(({ vault }) => vault.id === vaultId);
  if (known === undefined) return;
  throw new HoldfastError('conflict', `These are the backups of “${known.name}”, which is on this computer already.`, {
    nextStep: `Open “${known.name}” in the list of apps.`,
    details: { reason: 'known' },
  });
}

/** The name the backups give their app, where it can be a name here; with a number when it is taken. */
function freeName(settings: Settings, given: string, folder: string): string {
  return numbered(usableName(given) ?? usableName(folder) ?? 'Opened backup', (name) => settings.apps.some((app) => sameName(app.name, name)));
}

function freePlaceName(settings: Settings, app: string): string {
  return numbered(usableName(`Opened: ${app}`) ?? app, (name) => settings.destinations.some((place) => sameName(place.name, name)));
}

function usableName(text: string): string | undefined {
  try {
    return parseName('app', text.replaceAll(',', ' '));
  } catch {
    return undefined;
  }
}

function numbered(base: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${Array.from(base).slice(0, 54).join('')} ${number}`;
    if (!isTaken(name)) return name;
  }
}

async function recipientOf(identity: string): Promise<string> {
  const { identityToRecipient } = await import('age-encryption');
  return identityToRecipient(identity);
}

function shortName(found: FoundVault | undefined): string {
  return (found?.header.app.name ?? '').slice(0, 80);
}

function namesOf(found: readonly FoundVault[]): string {
  return found.map(shortName).join(', ');
}
