import { createHash } from 'node:crypto';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { openerText } from '../../../shared/model/opener-file.ts';
import type { Manifest } from '../../../shared/model/snapshot.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { openFile } from './crypto/age-file.ts';
import type { ChunkKey } from './crypto/content-id.ts';
import { recipientOf, unwrapChunkKey, type VaultKeys, wrapChunkKey } from './crypto/keys.ts';
import { decodeHeader, encodeHeader, isSealedHeader, sealHeader, type VaultHeader, vaultFormat } from './format/header.ts';
import { asSeenWith } from './deputy-view.ts';
import { decodeManifest } from './format/manifest.ts';
import type { KnownDirectories } from './known-directories.ts';
import { headerKey, nameInKey, openerKey, parseSnapshotName, readmeKey, snapshotKey, type SnapshotName, snapshotsPrefix } from './format/names.ts';
import { readmeText } from './format/readme.ts';

/** A vault that was opened: where it lies, what it says of itself, and the keys that open it. */
export interface Vault {
  readonly store: ObjectStore;
  readonly header: VaultHeader;
  readonly keys: VaultKeys;
  /** Where this computer keeps something of its own about it. Absent for one that is opened with nothing but its key. */
  readonly known?: KnownDirectories;
}

/** What opening objects takes: where they lie, and the keys. */
export type VaultAccess = Pick<Vault, 'store' | 'keys' | 'known'>;

export interface NewVault {
  readonly vaultId: string;
  readonly app: { readonly name: string; readonly platform: string };
  readonly createdAt: Date;
  readonly keys: VaultKeys;
}

/**
 * Writes a vault's description, README and the file that opens it where there is none yet.
 * @throws conflict when another vault lies there.
 */
async function createVault(store: ObjectStore, vault: NewVault, signal: AbortSignal): Promise<Vault> {
  const readme = new TextEncoder().encode(readmeText(vault.app.name));
  const unsealed: VaultHeader = {
    format: vaultFormat,
    vaultId: vault.vaultId,
    app: vault.app,
    createdAt: vault.createdAt.toISOString(),
    recipients: [...vault.keys.recipients],
    chunkKey: await wrapChunkKey(vault.keys.recipients, vault.keys.chunkKey),
    readme: createHash('sha256').update(readme).digest('hex'),
  };
  const header = sealHeader(unsealed, vault.keys.chunkKey);
  await store.put(readmeKey, readme, { signal });
  await store.put(openerKey, new TextEncoder().encode(openerText), { signal });
  try {
    await store.put(headerKey, encodeHeader(header), { signal, ifAbsent: true });
  } catch (error) {
    // Somebody was first: an earlier try of ours whose answer was lost, or another vault.
    if (!isHoldfastError(error, 'conflict')) throw error;
    const found = await readHeader(store, signal);
    if (found?.vaultId !== vault.vaultId) throw otherVault(found);
    return { store, header: found, keys: vault.keys };
  }
  return { store, header, keys: vault.keys };
}

/** The vault's description, or undefined when no vault lies there. @throws corrupt, invalid-input (newer format). */
export async function readHeader(store: ObjectStore, signal: AbortSignal): Promise<VaultHeader | undefined> {
  try {
    return decodeHeader(await store.get(headerKey, { signal }));
  } catch (error) {
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return undefined;
    throw error;
  }
}

/**
 * Opens the vault that belongs to these keys, creating it when the place has none.
 * @throws conflict when another app's or computer's vault lies there.
 */
export async function openOrCreateVault(store: ObjectStore, vault: NewVault, signal: AbortSignal): Promise<Vault> {
  const header = await readHeader(store, signal);
  if (header === undefined) {
    await refuseHeaderlessVault(store, signal);
    return createVault(store, vault, signal);
  }
  if (header.vaultId !== vault.vaultId) throw otherVault(header);
  return { store, header, keys: vault.keys };
}

/** Opens a vault with nothing but its key. @throws not-found, permission-denied (another vault's key), corrupt, invalid-input. */
export async function openVault(store: ObjectStore, identity: string, signal: AbortSignal): Promise<Vault> {
  const header = await readHeader(store, signal);
  if (header === undefined) {
    throw new HoldfastError('not-found', 'There are no Holdfast backups here: vault.json is missing.', { nextStep: 'Choose the folder that holds vault.json.' });
  }
  const chunkKey = await unwrapChunkKey(identity, header.chunkKey);
  return { store, header, keys: { identity, recipients: header.recipients, chunkKey, isDeputy: isDeputys(header, chunkKey, await recipientOf(identity)) } };
}

/** Is this the public half of another key than the vault's own? Only a description that bears the seal can say so. */
export function isDeputys(header: VaultHeader, chunkKey: ChunkKey, recipient: string): boolean {
  return header.recipients[0] !== recipient && header.recipients.includes(recipient) && isSealedHeader(header, chunkKey);
}

/** Names of the vault's snapshots, newest first. */
export async function listSnapshots(vault: Pick<VaultAccess, 'store'>, signal: AbortSignal): Promise<SnapshotName[]> {
  const found: SnapshotName[] = [];
  for await (const { key } of vault.store.list(snapshotsPrefix, { signal })) {
    const parsed = parseSnapshotName(nameInKey(key) ?? '');
    if (parsed !== undefined) found.push(parsed);
  }
  return found.toSorted((a, b) => (a.name < b.name ? 1 : -1));
}

/** @throws not-found, corrupt (damaged, forged or another snapshot's), permission-denied. */
export async function readManifest(vault: VaultAccess & { readonly header: Pick<VaultHeader, 'vaultId'> }, name: string, signal: AbortSignal): Promise<Manifest> {
  return openManifest(vault, name, await vault.store.get(snapshotKey(name), { signal }));
}

/** The manifest in the object that lies under this name. @throws corrupt (damaged, forged or another snapshot's), permission-denied (encrypted to another key). */
export async function openManifest(vault: Pick<VaultAccess, 'keys'> & { readonly header: Pick<VaultHeader, 'vaultId'> }, name: string, object: Uint8Array): Promise<Manifest> {
  const plain = await openFile(vault.keys.identity, object).catch((error: unknown) => {
    throw asSeenWith(vault.keys, error);
  });
  const manifest = decodeManifest(plain, vault.keys.chunkKey);
  if (manifest.id !== name || manifest.vaultId !== vault.header.vaultId) {
    throw new HoldfastError('corrupt', 'This backup lies under another one’s name.', { details: { snapshot: name } });
  }
  return manifest;
}

/** A vault whose vault.json was lost must not get a second one with another chunk key. */
async function refuseHeaderlessVault(store: ObjectStore, signal: AbortSignal): Promise<void> {
  for await (const _ of store.list(snapshotsPrefix, { signal })) {
    throw new HoldfastError('corrupt', 'There are backups here, but their description (vault.json) is missing.', {
      nextStep: 'Put vault.json back from another copy, or choose an empty place for new backups.',
    });
  }
}

function otherVault(header: VaultHeader | undefined): HoldfastError {
  const whose = header === undefined ? 'another app' : `“${header.app.name.slice(0, 80)}”`;
  return new HoldfastError('conflict', `This place already holds backups of ${whose} that this computer did not make.`, {
    nextStep: 'Choose another folder, or open those backups with their recovery key.',
    details: { reason: 'other-vault' },
  });
}
