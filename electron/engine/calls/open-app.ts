import path from 'node:path';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { AppInfo, OpenAppInput } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import { appInfo } from '../registry/connection.ts';
import { chooseSlug, parseName, sameName } from '../registry/names.ts';
import type { Settings, StoredApp, StoredDestination } from '../settings/schema.ts';
import { openVault, type Vault } from '../vault/vault.ts';
import type { VaultFinder } from './app-vault.ts';
import { type FoundVault, findVaults, type Folders } from './open-location.ts';

export interface OpenAppDeps extends Pick<VaultFinder, 'settings' | 'keychain'> {
  readonly clock: Clock;
  readonly folders: Folders;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

interface Opened {
  readonly folder: string;
  readonly vault: Vault;
}

/**
 * Makes backups that lie in a folder an app of this computer, with the key of their recovery kit: from then on everything that reads works
 * as with any app. Nothing is written into the folder.
 * @throws invalid-input (no whole key, or it opens several: they are named), permission-denied (the key opens none), not-found (no backups there),
 *   conflict (they are known here already), corrupt.
 */
export async function openApp(deps: OpenAppDeps, input: OpenAppInput, signal: AbortSignal): Promise<AppInfo> {
  const { parseTypedKey } = await import('../kit/typed-key.ts');
  const identity = await parseTypedKey(input.key);
  const found = await findVaults(path.resolve(input.location), deps.folders, signal);
  const { folder, vault } = theOne(await openWith(identity, chosen(found, input.vault), signal));
  const recipient = await recipientOf(identity);
  return deps.alone(async () => {
    const current = await deps.settings.read();
    const { vaultId } = vault.header;
    refuseKnown(current, vaultId);
    const name = freeName(current, vault.header.app.name, path.basename(folder));
    const addedAt = deps.clock.now().toISOString();
    const place: StoredDestination = { kind: 'local', name: freePlaceName(current, name), path: folder, addedAt, onlyVault: vaultId };
    const app: StoredApp = {
      name,
      slug: chooseSlug(name, [...current.apps, ...current.formerApps].map(({ slug }) => slug)),
      connection: { platform: 'opened' },
      secrets: { identity: `vault/${vaultId}/identity`, chunkKey: `vault/${vaultId}/chunk-key` },
      destinations: [place.name],
      vault: { id: vaultId, recipient },
      addedAt,
      // Whoever typed the key in has it.
      kitProvedAt: addedAt,
    };
    // The key first, as when an app is added; side by side, because an encrypted file takes several changes in one go.
    await Promise.all([deps.keychain.set(app.secrets.identity, identity), deps.keychain.set(app.secrets.chunkKey, Buffer.from(vault.keys.chunkKey).toString('base64'))]);
    await deps.settings.update((latest) => ({ ...latest, apps: [...latest.apps, app], destinations: [...latest.destinations, place] }));
    return appInfo(app);
  });
}

/** By the id of the backups, the name of their app or of their folder. */
function chosen(found: readonly FoundVault[], wanted: string | undefined): readonly FoundVault[] {
  if (wanted === undefined) return found;
  const fitting = found.filter(({ folder, header }) => header.vaultId === wanted || path.basename(folder) === wanted || header.app.name === wanted);
  if (fitting.length > 0) return fitting;
  throw new HoldfastError('not-found', `There are no backups of “${wanted.slice(0, 100)}” here.`, { nextStep: `There are backups of: ${namesOf(found)}.` });
}

async function openWith(identity: string, found: readonly FoundVault[], signal: AbortSignal): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  for (const { store, folder } of found) {
    try {
      opened.push({ folder, vault: await openVault(store, identity, signal) });
    } catch (error) {
      if (!isHoldfastError(error, 'permission-denied')) throw error;
    }
  }
  if (opened.length > 0) return opened;
  const [only] = found;
  throw new HoldfastError('permission-denied', found.length === 1 ? `This key does not open the backups of “${shortName(only)}”.` : 'This key opens none of the backups here.', {
    nextStep:
      found.length === 1
        ? `Take the recovery kit of that app. At its bottom it says: ${only?.header.vaultId ?? ''}.`
        : `Take the recovery kit of one of these apps: ${namesOf(found)}.`,
    details: { reason: 'other-key' },
  });
}

function theOne([first, ...others]: readonly Opened[]): Opened {
  if (first !== undefined && others.length === 0) return first;
  const folders = [...(first === undefined ? [] : [first]), ...others].map(({ folder }) => path.basename(folder));
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
