import { z } from 'zod';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { canonicalJson, parseJson } from '../../../shared/model/record.ts';
import { isSealedTo, openFile, sealFile } from './crypto/age-file.ts';
import { hasSeal, sealOf } from './crypto/seal.ts';
import { asSeenWith } from './deputy-view.ts';
import { goldenKey } from './format/names.ts';
import type { VaultAccess } from './vault.ts';

const goldenSchema = z.strictObject({
  format: z.literal('holdfast-golden/1'),
  vaultId: z.string(),
  /** One more with each change: of two lists the one with the higher is the newer. */
  revision: z.int().positive(),
  changedAt: z.iso.datetime(),
  /** As whoever wrote them knows them (drill/golden/golden-list.ts); a newer version may know more kinds. */
  checks: z.array(z.unknown()).max(1000),
});

/** golden.age: what the founder knows to be true of the data. It may name customers, so it is encrypted like a backup, and the same in every place. */
export type GoldenObject = Readonly<z.infer<typeof goldenSchema>>;

/** As it lies somewhere. */
export interface StoredGolden {
  readonly content: GoldenObject;
  /** The encrypted object. */
  readonly object: Uint8Array;
  /** It is encrypted to just the vault's recipients of now. */
  readonly isForRecipients: boolean;
}

type GoldenVault = Pick<VaultAccess, 'keys'> & { readonly header: { readonly vaultId: string } };

export async function encodeGolden({ keys, header }: GoldenVault, list: Pick<GoldenObject, 'revision' | 'changedAt' | 'checks'>): Promise<StoredGolden> {
  const content: GoldenObject = { format: 'holdfast-golden/1', vaultId: header.vaultId, ...list };
  const plain = new TextEncoder().encode(canonicalJson({ ...content, seal: sealOf('golden', content, keys.chunkKey) }));
  return { content, object: await sealFile(keys.recipients, plain), isForRecipients: true };
}

/** @throws corrupt (damaged, forged or another vault's), permission-denied (encrypted to another key). */
export async function decodeGolden({ keys, header }: GoldenVault, object: Uint8Array): Promise<StoredGolden> {
  const plain = await openFile(keys.identity, object).catch((error: unknown) => {
    throw asSeenWith(keys, error);
  });
  let value: unknown;
  try {
    value = parseJson(new TextDecoder().decode(plain));
  } catch {
    throw damaged();
  }
  const parsed = z.looseObject({ seal: z.string() }).safeParse(value);
  if (!parsed.success) throw damaged();
  const { seal, ...rest } = parsed.data;
  if (!hasSeal(seal, 'golden', rest, keys.chunkKey)) throw new HoldfastError('corrupt', 'The list of golden checks was not written by Holdfast.', { details: { reason: 'seal' } });
  const content = goldenSchema.safeParse(rest);
  if (!content.success) throw damaged();
  if (content.data.vaultId !== header.vaultId) throw new HoldfastError('corrupt', 'The list of golden checks is another vault’s.');
  return { content: content.data, object, isForRecipients: isSealedTo(keys.recipients, object) };
}

/** What lies in the place; undefined where nobody wrote any there. @throws as `decodeGolden`; what the place throws. */
export async function readGolden(vault: GoldenVault & Pick<VaultAccess, 'store'>, signal: AbortSignal): Promise<StoredGolden | undefined> {
  let object: Uint8Array;
  try {
    object = await vault.store.get(goldenKey, { signal });
  } catch (error) {
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return undefined;
    throw error;
  }
  return decodeGolden(vault, object);
}

/** Puts it in the place and reads it back. @throws what the place throws; corrupt where it did not come back the same. */
export async function writeGolden({ store }: Pick<VaultAccess, 'store'>, { object }: StoredGolden, signal: AbortSignal): Promise<void> {
  await store.put(goldenKey, object, { signal });
  if (Buffer.compare(await store.get(goldenKey, { signal }), object) !== 0) {
    throw new HoldfastError('corrupt', 'What was written into this place did not come back the same.', { nextStep: 'Try again. If it happens again, this place cannot be trusted: choose another.', details: { object: goldenKey } });
  }
}

/** Is the first the newer one? Of two changes that did not know of each other, the later one is; the text decides where even that is the same, so that every computer decides alike. */
export function isNewer(one: GoldenObject, other: GoldenObject): boolean {
  if (one.revision !== other.revision) return one.revision > other.revision;
  if (one.changedAt !== other.changedAt) return one.changedAt > other.changedAt;
  return canonicalJson(one.checks) > canonicalJson(other.checks);
}

function damaged(): HoldfastError {
  return new HoldfastError('corrupt', 'The list of golden checks is damaged.', { nextStep: 'Save the list again: that writes it anew into every place.' });
}
