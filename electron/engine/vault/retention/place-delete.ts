import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { mapLimited } from '../../streams/concurrency.ts';

/** After so many refusals and no success the place is taken to be one that only takes additions. */
const refusalsTried = 5;
/** As many as S3 takes in one request. */
const mostAtOnce = 1000;

export interface Deleted {
  readonly deleted: readonly string[];
  /** What the place did not let go, or was not asked to because it lets nothing go. */
  readonly refused: readonly string[];
}

export interface DeletingOptions {
  readonly signal: AbortSignal;
  /** Before each request or round of requests: answers what of it is to be left alone after all. */
  readonly before?: (batch: readonly string[]) => Promise<ReadonlySet<string>>;
  /** After each, with how many were asked for so far. */
  readonly after?: (done: number) => void;
  /** The place has let something go already, so a few refusals do not mean that it lets nothing go. */
  readonly letsGo?: boolean;
}

/**
 * Deletes many objects: by the thousand where the place can, else some side by side. They go in the order of the batches, and within one in none.
 * @throws what the place throws, for one object or all; what was not done then is done the next time.
 */
export async function deleteAll(store: ObjectStore, keys: readonly string[], { signal, before, after, letsGo = false }: DeletingOptions): Promise<Deleted> {
  const deleted: string[] = [];
  const refused: string[] = [];
  const size = store.deleteMany === undefined ? store.capabilities.maxConcurrency : mostAtOnce;
  for (let at = 0; at < keys.length; ) {
    const isTrial = !letsGo && deleted.length === 0;
    if (isTrial && refused.length >= refusalsTried) {
      refused.push(...keys.slice(at));
      break;
    }
    const batch = keys.slice(at, at + (isTrial ? Math.min(size, refusalsTried) : size));
    at += batch.length;
    const spared = await before?.(batch);
    const wanted = spared === undefined ? batch : batch.filter((key) => !spared.has(key));
    const stayed = await deleteBatch(store, wanted, signal);
    for (const key of wanted) (stayed.has(key) ? refused : deleted).push(key);
    after?.(at);
  }
  return { deleted, refused };
}

/** Answers what the place did not let go. @throws what else went wrong with one of them, after all were tried. */
async function deleteBatch(store: ObjectStore, keys: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>> {
  const stayed = new Set<string>();
  if (keys.length === 0) return stayed;
  if (store.deleteMany === undefined) {
    await mapLimited(keys, store.capabilities.maxConcurrency, async (key) => {
      try {
        await store.delete(key, { signal });
      } catch (error) {
        if (!isHoldfastError(error, 'permission-denied')) throw error;
        stayed.add(key);
      }
    });
    return stayed;
  }
  const left = await deleteManyIn(store, keys, signal);
  for (const [key, error] of left) {
    if (!isHoldfastError(error, 'permission-denied')) throw error;
    stayed.add(key);
  }
  return stayed;
}

async function deleteManyIn(store: ObjectStore, keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, unknown>> {
  try {
    return (await store.deleteMany?.(keys, { signal })) ?? new Map();
  } catch (error) {
    // A place that refuses the whole request refuses each of them.
    if (!isHoldfastError(error, 'permission-denied')) throw error;
    return new Map(keys.map((key) => [key, error]));
  }
}
