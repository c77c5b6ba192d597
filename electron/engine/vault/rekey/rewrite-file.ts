import { HoldfastError } from '../../../../shared/model/errors.ts';
import { headerSize, isSealedTo, openRanged } from '../crypto/age-file.ts';
import type { ContentId } from '../crypto/content-id.ts';
import { sealUploadedFile } from '../file-writer.ts';
import { fileKey } from '../format/names.ts';
import type { Vault } from '../vault.ts';
import type { Rewritten } from './attempts.ts';

const headBytes = 4096;
const part = 1024 * 1024;

/**
 * An uploaded file under its own name, encrypted to the vault's recipients: its id is that of its content, which stays the same and is computed again before anything is sent.
 * @throws corrupt, permission-denied (it does not open; or the place overwrites nothing), what else the place throws.
 */
export async function rewriteFile({ store, keys }: Vault, { id, size }: { readonly id: ContentId; readonly size: number }, { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal }): Promise<Rewritten> {
  const key = fileKey(id);
  const head = await store.get(key, { signal, range: { start: 0, end: headBytes } });
  if (isSealedTo(keys.recipients, head)) return 'already';
  const file = await openRanged(keys.identity, { size, read: (range) => store.get(key, { signal, range }) });
  async function* content(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < file.plainSize; start += part) yield await file.read({ start, end: start + part });
  }
  const fresh = await sealUploadedFile(content(), keys, scratch);
  try {
    if (fresh.id !== id) throw new HoldfastError('corrupt', 'An object in this place is damaged: its content is not what was written.', { details: { object: key } });
    await store.put(key, fresh.object, { signal });
    const bytes = fresh.object instanceof Uint8Array ? fresh.object.length : fresh.object.size;
    const there = await store.get(key, { signal, range: { start: 0, end: headBytes } });
    const stored = await store.stat(key, { signal });
    if (stored?.size !== bytes || headerSize(there) === undefined || !isSealedTo(keys.recipients, there)) {
      throw new HoldfastError('server', 'What was written into this place did not come back the same.', { nextStep: 'Run a check of every byte of this place.', details: { object: key } });
    }
    return { bytes };
  } finally {
    await fresh.dispose();
  }
}
