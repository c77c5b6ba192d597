import { HoldfastError } from '../../../shared/model/errors.ts';
import { unwrapChunkKey, wrapChunkKey } from './crypto/keys.ts';
import { decodeHeader, encodeHeader, isSealedHeader, sealHeader, type VaultHeader } from './format/header.ts';
import { headerKey } from './format/names.ts';
import type { Vault } from './vault.ts';

/**
 * Makes vault.json say that the vault is for just the recipients of its keys, the vault key first: whoever is new among them can open the vault from then on, whoever is
 * no longer among them is not given the chunk key again. Does nothing where it says so already. The object is replaced whole, opened with the vault key before it is
 * sent and read back after; killed anywhere, the place has the old one or the new one.
 * @returns the vault with the description that lies there now.
 * @throws corrupt where somebody else changed the description (details.reason = `seal`): it is left alone; what the place throws, as permission-denied where nothing can be overwritten.
 */
export async function writeRecipients(vault: Vault, signal: AbortSignal): Promise<Vault> {
  const { header, keys, store } = vault;
  if (header.chunkKey === '') throw new HoldfastError('corrupt', 'The vault’s description (vault.json) is missing or damaged here, so nobody can be let in.', { nextStep: 'Put vault.json back from another copy.', details: { object: headerKey } });
  if (saysSo(header, keys.recipients)) return vault;
  if (!isSealedHeader(header, keys.chunkKey)) {
    throw new HoldfastError('corrupt', 'The vault’s description (vault.json) here was changed by somebody else than Holdfast, so it was left as it is.', {
      nextStep: 'Run a check of this place, and find out who else can write to it.',
      details: { object: headerKey, reason: 'seal' },
    });
  }
  const next = sealHeader({ ...header, recipients: [...keys.recipients], chunkKey: await wrapChunkKey(keys.recipients, keys.chunkKey) }, keys.chunkKey);
  // Whatever else goes wrong with a deputy's key: the vault's own opens what is written.
  if (Buffer.compare(await unwrapChunkKey(keys.identity, next.chunkKey), keys.chunkKey) !== 0) throw notTheSame();
  // As it is printed once it was read: what another version knows comes last, and a check compares the print.
  const bytes = encodeHeader(decodeHeader(encodeHeader(next)));
  await store.put(headerKey, bytes, { signal });
  if (Buffer.compare(await store.get(headerKey, { signal }), bytes) !== 0) throw notTheSame();
  return { ...vault, header: next };
}

/** Does the description name these recipients and nobody else? */
function saysSo({ recipients }: Pick<VaultHeader, 'recipients'>, wanted: readonly string[]): boolean {
  return recipients.length === wanted.length && recipients.every((each, i) => each === wanted[i]);
}

function notTheSame(): HoldfastError {
  return new HoldfastError('corrupt', 'What was written into this place did not come back the same.', { nextStep: 'Try again. If it happens again, this place cannot be trusted: choose another.', details: { object: headerKey } });
}
