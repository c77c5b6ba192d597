import { isHoldfastError } from '../../../../shared/model/errors.ts';
import { unwrapChunkKey } from '../crypto/keys.ts';
import { decodeHeader, type VaultHeader } from '../format/header.ts';
import { headerKey } from '../format/names.ts';
import type { CheckRun } from './check-run.ts';

/** vault.json is all that a new computer starts from: it must be there, be this vault's, and open with its key. */
export async function checkHeader(run: CheckRun): Promise<void> {
  const problem = await problemOfHeader(run);
  if (problem === undefined) return;
  const everybody = [...run.stock.snapshots.keys()].map((snapshot) => ({ snapshot, entity: null }));
  run.problems.add(headerKey, problem, everybody);
}

async function problemOfHeader({ vault, stock, signal }: CheckRun): Promise<string | undefined> {
  if (!stock.plain.has(headerKey)) return 'It is missing. Without it the backups can be opened only on a computer that knows this vault.';
  let header: VaultHeader;
  try {
    header = decodeHeader(await vault.store.get(headerKey, { signal }));
    if (header.vaultId !== vault.header.vaultId) return 'It describes another vault.';
    const chunkKey = await unwrapChunkKey(vault.keys.identity, header.chunkKey);
    return Buffer.compare(chunkKey, vault.keys.chunkKey) === 0 ? undefined : 'It was replaced: it holds another chunk key than the one these backups were made with.';
  } catch (error) {
    if (isHoldfastError(error) && ['corrupt', 'permission-denied', 'invalid-input'].includes(error.code)) return error.message;
    throw error;
  }
}
