import path from 'node:path';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { OpenLocation } from '../engine.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { parseIdentity } from '../vault/crypto/keys.ts';
import type { VaultHeader } from '../vault/format/header.ts';
import { slug } from '../vault/format/names.ts';
import { openVault, readHeader, type Vault } from '../vault/vault.ts';

/** Folders of this computer, as places. */
export interface Folders {
  open(folder: string): Promise<ObjectStore>;
  /** Names of the folders directly in it. */
  inside(folder: string): Promise<readonly string[]>;
}

/** A vault found in a folder, not opened yet. */
export interface FoundVault {
  readonly folder: string;
  readonly header: VaultHeader;
  readonly store: ObjectStore;
}

/**
 * The vault in a folder, or in one of the folders directly in it, that the key opens. Nothing is written and nothing but the folder
 * and the key is used.
 * @throws not-found (no vault there, or none of that app), permission-denied (the key opens none of them), invalid-input (no key, or
 *   it opens several), corrupt.
 */
export async function openAtLocation(location: OpenLocation, folders: Folders, signal: AbortSignal): Promise<Vault> {
  const identity = parseIdentity(location.identity);
  const candidates = chosen(await findVaults(path.resolve(location.location), folders, signal), location.app);
  const opened: Vault[] = [];
  let refused: HoldfastError | undefined;
  for (const { store } of candidates) {
    try {
      opened.push(await openVault(store, identity, signal));
    } catch (error) {
      if (candidates.length === 1 || !isHoldfastError(error, 'permission-denied')) throw error;
      refused = error;
    }
  }
  const [vault, second] = opened;
  if (vault !== undefined && second === undefined) return vault;
  if (vault === undefined) throw refused ?? noVault(location.location);
  throw new HoldfastError('invalid-input', `This key opens the backups of several apps here: ${opened.map(({ header }) => header.app.name).join(', ')}.`, {
    nextStep: 'Say which one with --app, or give its own folder.',
  });
}

/** The vault in a folder, or those in the folders directly in it. @throws not-found when there is none, corrupt. */
export async function findVaults(folder: string, folders: Folders, signal: AbortSignal): Promise<readonly FoundVault[]> {
  const store = await folders.open(folder);
  const header = await readHeader(store, signal);
  if (header !== undefined) return [{ folder, header, store }];
  const found: FoundVault[] = [];
  for (const name of await folders.inside(folder)) {
    const inner = path.join(folder, name);
    const part = await folders.open(inner).catch(() => undefined);
    const described = part === undefined ? undefined : await readHeader(part, signal).catch(() => undefined);
    if (part !== undefined && described !== undefined) found.push({ folder: inner, header: described, store: part });
  }
  if (found.length === 0) throw noVault(folder);
  return found;
}

function chosen(candidates: readonly FoundVault[], app: string | undefined): readonly FoundVault[] {
  if (app === undefined) return candidates;
  const wanted = slug(app);
  const fitting = candidates.filter((each) => each.header.app.name === app || (wanted !== '' && (slug(each.header.app.name) === wanted || path.basename(each.folder) === wanted)));
  if (fitting.length > 0) return fitting;
  throw new HoldfastError('not-found', `There are no backups of “${app.slice(0, 100)}” here.`, { nextStep: `There are backups of: ${candidates.map((each) => each.header.app.name).join(', ')}.` });
}

function noVault(folder: string): HoldfastError {
  return new HoldfastError('not-found', `There are no Holdfast backups in ${folder}.`, {
    nextStep: 'Choose the folder that holds vault.json, or the one above it.',
  });
}
