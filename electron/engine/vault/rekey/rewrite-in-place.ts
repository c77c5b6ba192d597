import { HoldfastError } from '../../../../shared/model/errors.ts';
import { isSealedTo, openFile, sealFile } from '../crypto/age-file.ts';
import type { Vault } from '../vault.ts';
import type { Rewritten } from './attempts.ts';

/**
 * The same content under the same name, encrypted to the vault's recipients. Only for what has its name from a run (manifests, directories) and is small. Where the new object does
 * not come back as it was sent, the old one is put back.
 * @throws corrupt, permission-denied (it does not open; or the place overwrites nothing), what else the place throws.
 */
export async function rewriteInPlace({ store, keys }: Vault, key: string, signal: AbortSignal): Promise<Rewritten> {
  const old = await store.get(key, { signal });
  if (isSealedTo(keys.recipients, old)) return 'already';
  const plain = await openFile(keys.identity, old);
  const fresh = await sealFile(keys.recipients, plain);
  if (Buffer.compare(await openFile(keys.identity, fresh), plain) !== 0) {
    throw new HoldfastError('bug', 'Something went wrong while encrypting: what was encrypted did not come back the same. Nothing was sent.');
  }
  await store.put(key, fresh, { signal });
  if (Buffer.compare(await store.get(key, { signal }), fresh) === 0) return { bytes: fresh.length };
  await store.put(key, old, { signal });
  throw new HoldfastError('server', 'What was written into this place did not come back the same; the old copy was put back.', { nextStep: 'Try again. If it happens again, this place cannot be trusted: choose another.', details: { object: key } });
}
