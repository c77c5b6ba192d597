import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { runbookJsonKey, runbookMarkdownKey, runbookPdfKey } from './format/names.ts';
import { beforeOf, decodeRunbookSeal, encodeRunbookSeal, type RunbookSeal, sha256 } from './format/runbook.ts';
import type { Vault } from './vault.ts';

/** The runbook as it is to lie in a place: runbook.pdf, runbook.md, and what the deputies open. */
export interface RunbookObjects {
  readonly writtenAt: Date;
  /** Key → content. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

/**
 * Puts the runbook in the place and reads it back. The seal goes first and names both what lay there and what comes, so that whoever looks meanwhile, or after a crash, finds nothing that
 * Holdfast has not written. @returns SHA-256 of the seal as it lies there, by which the same runbook is known again.
 * @throws what the place throws; corrupt where it did not come back the same.
 */
export async function writeRunbook({ store, header, keys }: Vault, { writtenAt, objects }: RunbookObjects, signal: AbortSignal): Promise<string> {
  const old = await getIfThere(store, runbookJsonKey, signal);
  const before = old === undefined ? undefined : decodeRunbookSeal(old, header.vaultId, keys.chunkKey);
  const content: RunbookSeal = {
    format: 'holdfast-runbook/1',
    vaultId: header.vaultId,
    writtenAt: writtenAt.toISOString(),
    objects: Object.fromEntries([...objects].map(([key, bytes]) => [key, sha256(bytes)])),
    before: beforeOf(before),
  };
  const seal = encodeRunbookSeal(content, keys.chunkKey);
  for (const [key, bytes] of [[runbookJsonKey, seal] as const, ...objects]) {
    await store.put(key, bytes, { signal });
    if (Buffer.compare(await store.get(key, { signal }), bytes) !== 0) {
      throw new HoldfastError('corrupt', 'What was written into this place did not come back the same.', { nextStep: 'Try again. If it happens again, this place cannot be trusted: choose another.', details: { object: key } });
    }
  }
  for (const key of Object.keys(before?.objects ?? {})) if (!objects.has(key)) await removed(store, key, signal);
  return sha256(seal);
}

/** Is the runbook there that was put there? Not every byte: the seal, and that the rest is there. @throws what the place throws. */
export async function holdsRunbook({ store }: Pick<Vault, 'store'>, seal: string, signal: AbortSignal): Promise<boolean> {
  const found = await getIfThere(store, runbookJsonKey, signal);
  if (found === undefined || sha256(found) !== seal) return false;
  const rest = await Promise.all([runbookPdfKey, runbookMarkdownKey].map((key) => store.stat(key, { signal })));
  return rest.every((each) => each !== undefined);
}

export interface FoundRunbook {
  readonly markdown: string;
  /** Undefined where somebody else than Holdfast changed it. */
  readonly writtenAt: string | undefined;
}

/** What lies in the place, as text; undefined where there is none. @throws what the place throws. */
export async function readRunbook({ store, header, keys }: Vault, signal: AbortSignal): Promise<FoundRunbook | undefined> {
  const markdown = await getIfThere(store, runbookMarkdownKey, signal);
  if (markdown === undefined) return undefined;
  const json = await getIfThere(store, runbookJsonKey, signal);
  const seal = json === undefined ? undefined : decodeRunbookSeal(json, header.vaultId, keys.chunkKey);
  return { markdown: new TextDecoder().decode(markdown), writtenAt: isOf(seal, runbookMarkdownKey, markdown) ? seal?.writtenAt : undefined };
}

/** Did Holdfast write this object? Also of what lay there before, while the new one is being written. */
export function isOf(seal: RunbookSeal | undefined, key: string, bytes: Uint8Array): boolean {
  const hash = sha256(bytes);
  return seal !== undefined && (seal.objects[key] === hash || seal.before[key]?.includes(hash) === true);
}

export async function getIfThere(store: ObjectStore, key: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  try {
    return await store.get(key, { signal });
  } catch (error) {
    if (isHoldfastError(error, 'not-found') && error.details['reason'] !== 'place-gone') return undefined;
    throw error;
  }
}

/** What a place does not let go is of no use to anybody, and no harm. */
async function removed(store: ObjectStore, key: string, signal: AbortSignal): Promise<void> {
  try {
    await store.delete(key, { signal });
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
  }
}
